"""Sign-in: staff are invited, nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]
    """Keeps sign-up closed: accounts are made by those who administer."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False
