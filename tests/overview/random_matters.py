"""Random matters, for what must hold of every one."""

from datetime import timedelta

from hypothesis import strategies as st

from regard.overview.matter import Matter
from regard.record.public import Logged
from tests.builders import a_logged, day, in_order

CHANNELS = ("email", "phone", "social", "web", "order")
ROLES = (
    "asks",
    "unknown",
    "answers",
    "passes",
    "acknowledges",
    "asks_back",
    "claims_done",
    "thanks",
    "none",
    "informs",
)
# A lattice of hours around the limits (24 hours, 7 and 30 days), so that they are met exactly.
HOURS = st.sampled_from([0, 0, 1, 2, 23, 24, 25, 47, 48, 167, 168, 169, 192, 719, 720, 721, 744]).map(float)
_HOUR = timedelta(hours=1)


@st.composite
def an_interaction_of_a_matter(draw: st.DrawFn, at_hour: float) -> Logged:
    """One interaction of any sort."""
    at = day(hours=at_hour)
    direction = draw(st.sampled_from(["in", "in", "out", "out", "internal", "observed"]))
    channel = draw(st.sampled_from(CHANNELS))
    more = draw(
        st.fixed_dictionaries(
            {
                "role": st.sampled_from(ROLES[:3] if direction == "in" else ROLES),
                "human": st.sampled_from(["yes", "no", "unknown"]),
                "auto": st.sampled_from([False, False, False, True]),
                "source": st.sampled_from(["desk", "ledger"]),
                "kind": st.sampled_from(["message", "call", "search", "assignment", "state"]),
            },
            optional={
                "case": st.sampled_from(["K", "L"]),
                "thread": st.sampled_from(["T", "U"]),
                "passes_to": st.sampled_from(CHANNELS),
                "reached": st.booleans(),
                "promised_at": st.sampled_from([at + _HOUR, at + 30 * _HOUR, at + 900 * _HOUR]),
                "team_ref": st.sampled_from(["one", "two"]),
                "staff_key": st.sampled_from([b"a", b"b"]),
            },
        )
    )
    if direction == "in" and draw(st.booleans()):
        more["answered_at"] = at + draw(st.sampled_from([0, 1, 2])) * _HOUR
    return a_logged(at=at, channel=channel, direction=direction, **more)


@st.composite
def matters(draw: st.DrawFn) -> Matter:
    """A matter of up to eight interactions, of nobody, one or two customers."""
    hours = draw(st.lists(HOURS, min_size=1, max_size=8))
    found = in_order([draw(an_interaction_of_a_matter(hour)) for hour in hours])
    customers = {one.seq: draw(st.sampled_from([7, 7, 8])) for one in found} if draw(st.booleans()) else {}
    return Matter(found[0].seq, found, customers, draw(st.sampled_from([None, "email", "social"])))
