"""What the API says of matters: interactions with their links, rulings, and what an act would change."""

from typing import Any

from regard.episodes.public import Evidence, Link, RulingView
from regard.record.public import Logged, Sealed
from regard.rejoining import Stand, Weighed

_STATES = ("answered_here", "passed", "ignored", "open", "time_fault", "finished", "returned", "reopened", "pending")


def interaction(
    one: Logged, link: Link, shown: Evidence, *, customer: int | None, sealed: Sealed | None
) -> dict[str, Any]:
    """An interaction and why it belongs to the matter. Words and values only where they were unsealed."""
    return {
        "seq": one.seq,
        "source": one.source,
        "occurred_at": one.occurred_at,
        "channel": one.channel,
        "kind": one.kind,
        "direction": one.direction,
        "role": one.role,
        "customer": customer,
        "text": sealed.text if sealed else None,
        "link": {
            "how": link.link,
            "by": link.why or None,
            "sure": link.sure,
            "keys": [
                {"kind": one.keys[place].kind, "value": sealed.objects[place].value if sealed else None}
                for place in shown.places
            ],
            "carried_by": list(shown.carried_by),
            "ruling": shown.ruling,
        },
    }


def ruling(one: RulingView) -> dict[str, Any]:
    """What a person did, by the number by which it is taken back."""
    return {
        "no": one.no,
        "kind": one.kind,
        "one": one.one,
        "other": one.other,
        "by": one.by,
        "at": one.at,
        "reason": one.reason or None,
        "undone_by": one.undone_by or None,
        "undone_at": one.undone_at,
    }


def weighed(would: Weighed) -> dict[str, Any]:
    """The matters before and after, and which interaction goes where."""
    return {
        "before": [_stand(one) for one in would.before],
        "after": [_stand(one) for one in would.after],
        "moved": [{"interaction": seq, "from": was, "to": now} for seq, (was, now) in sorted(would.moved.items())],
    }


def _stand(one: Stand) -> dict[str, Any]:
    return {
        "matter": one.number,
        "interactions": [member.seq for member in one.interactions],
        "asked": one.asked.asked_seq if one.asked else None,
        "states": [name for name in _STATES if one.fate is not None and getattr(one.fate, name)],
    }
