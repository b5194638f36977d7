"""What is to leave."""

from dataclasses import dataclass, field

from regard.record.public import Chosen


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which interactions, of which customers (None: of all), with identities and words or without."""

    chosen: Chosen = field(default_factory=Chosen)
    customers: tuple[int, ...] | None = None
    whole: bool = False

    @property
    def purpose(self) -> str:
        """What such a file is for."""
        return "move_elsewhere" if self.whole else "analyse_elsewhere"
