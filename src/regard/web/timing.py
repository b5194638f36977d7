"""How long requests take, counted as they are answered; `metrics` shows it."""

from prometheus_client import Histogram

REQUESTS = Histogram(
    "regard_request_seconds",
    "How long requests took, by route, method and kind of status",
    ("route", "method", "status"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=None,  # One of ours per answer: nothing of the default registry is shown.
)
