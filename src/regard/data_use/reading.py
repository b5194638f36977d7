"""Customer data is read only through a `Reading`; one function opens it, for a permit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from regard.data_use.fields import FieldKind
from regard.data_use.permit import Permit
from regard.foundation.errors import RegardError

if TYPE_CHECKING:
    import ibis


@dataclass(frozen=True)
class Reading:
    """The way to customer data for one permit. Rooms ask it before they hand anything out."""

    permit: Permit
    _table: "Callable[[str], ibis.Table] | None" = None
    _of: "Reading | None" = None

    def must_allow(self, kind: FieldKind, *, what: str) -> None:
        """Raise `Refused` unless this reading may see data of this kind."""
        self.permit.must_allow(kind, what=what)

    def table(self, name: str) -> "ibis.Table":
        """A table of the lake, by name; it holds no direct identifier."""
        if self._table is None:
            raise RegardError(f"This reading was opened on the record, not on the lake: it has no table {name!r}.")
        return self._table(name)

    def narrowed(self, table: "Callable[[str], ibis.Table]") -> "Reading":
        """The same leave with other tables: those of the lake, narrowed to some customers."""
        return Reading(self.permit, table, self.whole())

    def whole(self) -> "Reading":
        """The reading before it was narrowed: what is recorded at all does not depend on whom one looks at."""
        return self._of or self


def open_reading(permit: Permit, *, lake: "Callable[[str], ibis.Table] | None" = None) -> Reading:
    """Open customer data for a permit: the record, and with `lake` (a function from name to table) the lake too."""
    return Reading(permit, lake)
