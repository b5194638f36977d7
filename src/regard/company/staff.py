"""Who of us signs in, and the programs that read in their name."""

import hashlib
import secrets
from datetime import datetime

from regard.company.models import AccessToken, StaffMember
from regard.foundation.errors import RegardError

_TOKEN_START = "rgd_"  # noqa: S105 -- how a token begins, not a secret


def add_member(*, email: str, password: str, admin: bool = False, name: str = "") -> StaffMember:
    """A new staff account; an address that already has one is an error."""
    if StaffMember.objects.filter(email=email.lower()).exists():
        raise RegardError(f"{email} already has an account.")
    return StaffMember.objects.create_user(email, password, is_admin=admin, is_superuser=admin, name=name)


def anybody() -> bool:
    """Whether there is any staff account yet."""
    return StaffMember.objects.exists()


def make_token(member: StaffMember, *, name: str, at: datetime) -> str:
    """A new token, shown once; only its hash is kept."""
    token = _TOKEN_START + secrets.token_urlsafe(32)
    AccessToken.objects.create(member=member, name=name, prefix=token[:10], digest=_digest(token), made_at=at)
    return token


def member_of(token: str, *, at: datetime) -> StaffMember | None:
    """In whose name this token reads; None if it is unknown or revoked."""
    row = AccessToken.objects.select_related("member").filter(digest=_digest(token), revoked_at=None).first()
    if row is None or not row.member.is_active:
        return None
    AccessToken.objects.filter(pk=row.pk).update(used_at=at)
    return row.member


def _digest(token: str) -> str:
    # The token is 256 random bits: a plain hash is enough, nobody can guess it.
    return hashlib.sha256(token.encode()).hexdigest()
