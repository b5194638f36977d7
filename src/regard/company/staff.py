"""Who of us signs in, and the programs that read in their name."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from regard.company.models import AccessToken, StaffMember
from regard.foundation.errors import NotKnown, RegardError

_TOKEN_START = "rgd_"  # noqa: S105 -- how a token begins, not a secret


@dataclass(frozen=True, kw_only=True)
class Member:
    """One staff account as the other rooms see it."""

    number: int
    email: str
    name: str
    is_admin: bool
    is_active: bool
    joined_at: datetime


@dataclass(frozen=True, kw_only=True)
class Token:
    """One access token as its owner sees it: how it begins, never the whole."""

    number: int
    name: str
    prefix: str
    made_at: datetime
    used_at: datetime | None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Holder:
    """In whose name a token acts, and what it may do beside reading reports."""

    email: str
    scopes: frozenset[str]


SCOPES = ("customers", "decide")
"""customers: read who customers are and what they said · decide: say who is one and what is one matter, and undo."""


def add_member(*, email: str, password: str, admin: bool = False, name: str = "") -> StaffMember:
    """A new staff account; an address that already has one, or a password that is easily guessed, is an error."""
    if StaffMember.objects.filter(email=email.lower()).exists():
        raise RegardError(f"{email} already has an account.")
    _must_be_hard_to_guess(password, StaffMember(email=email, name=name))
    return StaffMember.objects.create_user(email, password, is_admin=admin, is_superuser=admin, name=name)


def member(email: str) -> StaffMember:
    """The account of this address."""
    found = StaffMember.objects.filter(email=email.lower()).first()
    if found is None:
        raise NotKnown("staff account", email, StaffMember.objects.values_list("email", flat=True))
    return found


def set_password(email: str, password: str) -> None:
    """Give an account a new password; one that is easily guessed is an error."""
    found = member(email)
    _must_be_hard_to_guess(password, found)
    found.set_password(password)
    found.save(update_fields=["password"])


def anybody() -> bool:
    """Whether there is any staff account yet."""
    return StaffMember.objects.exists()


def members() -> tuple[Member, ...]:
    """Every staff account, those that may sign in first."""
    return tuple(
        Member(
            number=row.pk,
            email=row.email,
            name=row.name,
            is_admin=row.is_admin,
            is_active=row.is_active,
            joined_at=row.joined_at,
        )
        for row in StaffMember.objects.order_by("-is_active", "email")
    )


def let_in(number: int, *, active: bool, by: str) -> None:
    """Open or close an account; nobody closes their own, so there is always one who can open it again."""
    if not active and StaffMember.objects.filter(pk=number, email=by).exists():
        raise RegardError("Nobody can close their own account. Another administrator can.")
    StaffMember.objects.filter(pk=number).update(is_active=active)


def keep_language(email: str, language: str) -> None:
    """The language a member reads in, on every machine."""
    StaffMember.objects.filter(email=email).update(language=language)


def tokens_of(email: str) -> tuple[Token, ...]:
    """The tokens of a member that are not revoked, newest first."""
    rows = AccessToken.objects.filter(member__email=email, revoked_at=None).order_by("-made_at", "-id")
    return tuple(
        Token(
            number=row.pk,
            name=row.name,
            prefix=row.prefix,
            made_at=row.made_at,
            used_at=row.used_at,
            scopes=tuple(row.scopes),
        )
        for row in rows
    )


def revoke_token(number: int, *, of: str, at: datetime) -> None:
    """Let a token of this member's open nothing any more."""
    AccessToken.objects.filter(pk=number, member__email=of, revoked_at=None).update(revoked_at=at)


def make_token(member: StaffMember, *, name: str, at: datetime, scopes: Iterable[str] = ()) -> str:
    """A new token, shown once; only its hash is kept. It reads reports; `scopes` is what it may do beside."""
    wanted = sorted(set(scopes))
    for scope in wanted:
        if scope not in SCOPES:
            raise NotKnown("scope", scope, SCOPES)
    token = _TOKEN_START + secrets.token_urlsafe(32)
    AccessToken.objects.create(
        member=member, name=name, prefix=token[:10], digest=_digest(token), scopes=wanted, made_at=at
    )
    return token


def holder_of(token: str, *, at: datetime) -> Holder | None:
    """In whose name this token acts; None if it is unknown or revoked."""
    row = AccessToken.objects.select_related("member").filter(digest=_digest(token), revoked_at=None).first()
    if row is None or not row.member.is_active:
        return None
    AccessToken.objects.filter(pk=row.pk).update(used_at=at)
    return Holder(email=row.member.email, scopes=frozenset(row.scopes))


def _must_be_hard_to_guess(password: str, whose: StaffMember) -> None:
    try:
        validate_password(password, whose)
    except ValidationError as cause:
        raise RegardError(" ".join(cause.messages)) from cause


def _digest(token: str) -> str:
    # The token is 256 random bits: a plain hash is enough, nobody can guess it.
    return hashlib.sha256(token.encode()).hexdigest()
