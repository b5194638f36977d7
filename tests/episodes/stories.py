"""Random stories: interactions of a few customers on several channels, over months."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from regard.record.public import Interaction, ObjectRef
from tests.builders import an_interaction
from tests.customers.people import an_identifier

WHO = (
    ("account:1",), ("account:2",), ("email:c@riders.co.th",), ("email:d@riders.co.th",),
    ("account:1", "email:c@riders.co.th"),
    ("account:2", "email:d@riders.co.th"), ("email:d@riders.co.th", "handle:dov"), ("handle:dov",), (), (),
)  # fmt: skip
WHAT: tuple[dict[str, Any], ...] = (
    {"channel": "email", "role": "asks"},
    {"channel": "email", "role": "asks"},
    {"channel": "email"},
    {"channel": "email", "direction": "out"},
    {"channel": "phone", "role": "asks"},
    {"channel": "social", "role": "asks"},
    {"channel": "social", "direction": "out", "role": "passes", "passes_to": "phone"},
    {"channel": "social", "direction": "out"},
    {"channel": "email", "direction": "out", "role": "informs"},
    {"channel": "email", "direction": "out", "auto": True, "role": "acknowledges"},
    {"channel": "web", "direction": "observed", "kind": "page"},
    {"channel": "order", "direction": "observed", "kind": "purchase"},
    {"channel": "web", "direction": "internal", "kind": "state", "role": "claims_done"},
    {"channel": "web", "direction": "internal", "kind": "state"},
)
KEYS = (("case", "K"), ("case", "L"), ("order", "O"), ("order", "P"), ("thread", "T"), ("session", "S"),
        ("topic", "brakes"), ("topic", "bells"), ("product", "bike"), ("product", "bell"))  # fmt: skip
# Hours that lie on both sides of every limit: 24 h, 72 h, 7 d, 30 d, 90 d.
GAPS = (0, 1, 20, 30, 71, 73, 160, 170, 400, 715, 725, 1_200, 2_200)

LONG_AGO = datetime(2015, 3, 2, 8, tzinfo=UTC)
"""So long ago that the longest story has ended by now."""

an_event = st.tuples(
    st.sampled_from(GAPS),
    st.sampled_from(WHO),
    st.sampled_from(WHAT),
    st.one_of(st.just(frozenset[tuple[str, str]]()), st.sets(st.sampled_from(KEYS), max_size=3).map(frozenset)),
)


def told(events: list[tuple[int, tuple[str, ...], dict[str, Any], frozenset[tuple[str, str]]]]) -> list[Interaction]:
    """A story as interactions, each so many hours after the one before."""
    found = []
    at = LONG_AGO
    for number, (gap, who, what, keys) in enumerate(events):
        at += timedelta(hours=gap)
        found.append(
            an_interaction(
                message_id=f"m{number}",
                at=at,
                source_order=number,
                identifiers=tuple(an_identifier(one) for one in who),
                objects=tuple(ObjectRef(kind, "desk", value) for kind, value in sorted(keys)),  # type: ignore[arg-type]
                **what,
            )
        )
    return found
