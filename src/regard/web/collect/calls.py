"""The calls that the door knows: the shape of their events, how large they may be, and how they are read."""

from collections.abc import Callable
from dataclasses import dataclass

from regard.record.public import OWN
from regard.web.collect import cloudevents, hooks, own, segment, tracker
from regard.web.collect.body import Environ
from regard.web.collect.delivered import Delivered

Read = Callable[[bytes, Environ], Delivered]


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call. With `answers_each` the answer says what became of each event; SDKs only ask whether all arrived."""

    name: str
    shape: str
    most: int
    read: Read
    answers_each: bool = True


def _segment() -> dict[str, Call]:
    """The long paths and the short ones of the browser library."""
    calls = {}
    for kind in segment.TYPES:
        call = Call(name=kind, shape="segment", most=segment.MOST_OF_ONE, read=segment.one(kind), answers_each=False)
        calls[f"/v1/{kind}"] = calls[f"/v1/{kind[0]}"] = call
    batch = Call(name="batch", shape="segment", most=segment.MOST_OF_BATCH, read=segment.batch, answers_each=False)
    return {**calls, "/v1/batch": batch, "/v1/b": batch, "/v1/import": batch}


CALLS: dict[str, Call] = {
    **_segment(),
    "/v1/interactions": Call(name="interactions", shape=OWN, most=own.MOST, read=own.read),
    "/v1/cloudevents": Call(name="cloudevents", shape="cloudevents", most=cloudevents.MOST, read=cloudevents.read),
    "/v1/tracker": Call(name="tracker", shape="tracker", most=tracker.MOST, read=tracker.read, answers_each=False),
}
HOOKS = "/v1/hooks/"
HOOK = Call(name="hooks", shape="webhook", most=hooks.MOST, read=hooks.read)
