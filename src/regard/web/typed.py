"""What somebody types where a number is asked for."""

_MOST_DIGITS = 18


def number_in(told: str) -> int | None:
    """The number meant, with or without # before it; None if it is none, or longer than any number here."""
    told = told.strip().lstrip("#")
    return int(told) if told.isdecimal() and len(told) <= _MOST_DIGITS else None
