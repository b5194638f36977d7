"""The front door of the room."""

from regard.overview.fates import Fate, Span, fate_of
from regard.overview.fates_table import AsOf
from regard.overview.funnel import Choice, fates_of, funnel
from regard.overview.hundred import WHAT_BECAME, hidden, hundred
from regard.overview.lake import FIELDS, LAKE, REQUESTS, requests_of, requests_table
from regard.overview.matter import Matter
from regard.overview.matters import matters_of, matters_supposed
from regard.overview.people import customer_of
from regard.overview.recorded import channels_begun, recorded_spans
from regard.overview.reports import REPORTS
from regard.overview.request import Request
from regard.overview.requests import request_of
from regard.overview.requests_list import FATES, Place, requests_in
from regard.overview.then import requests_at, went_on
from regard.overview.waiting import ERASER, FOLLOWERS, WAITING

__all__ = [
    "ERASER",
    "FATES",
    "FIELDS",
    "FOLLOWERS",
    "LAKE",
    "REPORTS",
    "REQUESTS",
    "WAITING",
    "WHAT_BECAME",
    "AsOf",
    "Choice",
    "Fate",
    "Matter",
    "Place",
    "Request",
    "Span",
    "channels_begun",
    "customer_of",
    "fate_of",
    "fates_of",
    "funnel",
    "hidden",
    "hundred",
    "matters_of",
    "matters_supposed",
    "recorded_spans",
    "request_of",
    "requests_at",
    "requests_in",
    "requests_of",
    "requests_table",
    "went_on",
]
