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

    def must_allow(self, kind: FieldKind, *, what: str) -> None:
        """Raise `Refused` unless this reading may see data of this kind."""
        self.permit.must_allow(kind, what=what)

    def table(self, name: str) -> "ibis.Table":
        """A table of the lake, by name; it holds no direct identifier."""
        if self._table is None:
            raise RegardError(f"This reading was opened on the record, not on the lake: it has no table {name!r}.")
        return self._table(name)


def open_reading(permit: Permit, *, lake: "Callable[[str], ibis.Table] | None" = None) -> Reading:
    """Open customer data for a permit: the record, and with `lake` (a function from name to table) the lake too."""
    return Reading(permit, lake)
