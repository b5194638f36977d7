"""May this datum be used for this purpose? A permit says yes, to one reader, for one purpose."""

from dataclasses import dataclass
from datetime import datetime

from regard.data_use.fields import FieldKind
from regard.data_use.models import PermitUse
from regard.data_use.purposes import Purpose, purposes
from regard.foundation.errors import NotKnown, RegardError


class Refused(RegardError):
    """The data may not be used so."""


@dataclass(frozen=True, kw_only=True)
class Permit:
    """Leave to use data for one purpose, given to one reader (a staff member's address, or a process's name)."""

    purpose: Purpose
    by: str
    given_at: datetime

    def must_allow(self, kind: FieldKind, *, what: str) -> None:
        """Raise `Refused` unless the purpose may read data of this kind."""
        if kind not in self.purpose.kinds:
            able = sorted(name for name, one in purposes().items() if kind in one.kinds)
            raise Refused(
                f"{what} is {kind} data, which the purpose {self.purpose.name!r} may not read. "
                f"Purposes that may: {', '.join(able) or 'none'}."
            )


def permit(purpose: str, *, by: str, at: datetime) -> Permit:
    """Leave to use data for this purpose; that it was given is counted, by day."""
    known = purposes()
    if purpose not in known:
        raise NotKnown("purpose", purpose, known)
    PermitUse.count(purpose=purpose, by=by, day=at.date())
    return Permit(purpose=known[purpose], by=by, given_at=at)
