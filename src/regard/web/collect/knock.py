"""A request that the door turns away: nothing of it is kept, and the sender is told what would work."""

from regard.foundation.errors import RegardError


class Knock(RegardError):
    """The door stays closed. `reason` is counted, the message is read, `retry_after` in seconds."""

    def __init__(self, status: int, reason: str, message: str, *, retry_after: int | None = None) -> None:
        self.status, self.reason, self.retry_after = status, reason, retry_after
        super().__init__(message)
