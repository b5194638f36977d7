"""How the same telephone number and the same address are written in one system and in another."""

from random import Random

_PARTS = {"th": (3, 6), "zh": (3, 7), "en": (5, 5)}


def spaced(phone: str, language: str, by: str) -> str:
    """A telephone number as people of the country write it."""
    first, second = _PARTS[language]
    return by.join(part for part in (phone[:first], phone[first:second], phone[second:]) if part)


def cased(email: str, rng: Random) -> str:
    """An address as it is typed: sometimes with capitals."""
    if rng.random() > 0.25:
        return email
    return (
        email.upper() if rng.random() < 0.1 else ".".join(part[:1].upper() + part[1:] for part in email.split(".", 1))
    )
