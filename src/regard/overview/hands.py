"""How often a matter went from one team or person of ours to another."""

from collections.abc import Iterator
from datetime import datetime

from regard.overview.matter import Matter, is_inbound, is_outbound
from regard.record.public import Logged


def handovers_of(matter: Matter, ask: Logged) -> list[datetime]:
    """When an assignment or a reply, in the channel of the ask, came from another team or person than the last one."""
    found = []
    team: str | None = None
    person: bytes | None = None
    for one in _handled(matter, ask):
        other_team = team is not None and one.team_ref is not None and one.team_ref != team
        other_person = person is not None and one.staff_key is not None and one.staff_key != person
        if other_team or other_person:
            found.append(one.occurred_at)
            # Who was in charge over there says nothing about who is now.
            team, person = one.team_ref or team, one.staff_key
        else:
            team, person = one.team_ref or team, one.staff_key or person
    return found


def _handled(matter: Matter, ask: Logged) -> Iterator[Logged]:
    for one in matter.interactions:
        if one.team_ref is None and one.staff_key is None:
            continue
        if one.channel != ask.channel or one.role == "claims_done":
            continue
        is_assignment = one.direction == "internal" and one.kind == "assignment"
        is_taken_call = one.answered_at is not None and is_inbound(one)
        if is_assignment or is_taken_call or is_outbound(one):
            yield one
