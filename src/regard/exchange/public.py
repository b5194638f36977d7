"""The front door: the record is taken out for other tools, and brought back."""

from regard.exchange.bring_back import bring_in, bring_in_queued, take_over
from regard.exchange.moments import moment_of
from regard.exchange.take_out import FORMATS, TakenOut, form_of, streamed, take_out
from regard.exchange.wanted import Wanted

__all__ = [
    "FORMATS",
    "TakenOut",
    "Wanted",
    "bring_in",
    "bring_in_queued",
    "form_of",
    "moment_of",
    "streamed",
    "take_out",
    "take_over",
]
