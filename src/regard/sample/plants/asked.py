"""Holds figures of "of 100 who asked" against what was planted, request by request."""

from collections.abc import Iterable

from regard.sample.seen import Finding, Row, Seen, compared

_ALL = ""


def check_asked(seen: Seen, name: str, *, channel: str) -> list[Finding]:
    """Each fate that the plant names: who Regard counts, beside who it is in truth."""
    plant = seen.plants[name]
    where = {"channel": channel}
    if "touchpoint" in plant:
        where["touchpoint"] = plant["touchpoint"]
    findings = []
    if "requests" in plant:
        count = len(seen.listed(_ALL, where))
        wanted = int(plant["requests"])
        findings.append(
            Finding(
                claim=f"{name}: asked",
                planted=wanted,
                found=min(count, wanted),
                invented=max(count - wanted, 0),
                holds=count == wanted,
            )
        )
    for fate, numbers in plant["asked"].items():
        fate_asked = _ALL if fate == "requests" else fate
        listed = set(seen.listed(fate_asked, where))
        claim = f"{name}: {'asked' if fate == 'requests' else fate}"
        findings.append(compared(claim, asked_rows(seen, numbers), listed))
    return findings


def asked_rows(seen: Seen, numbers: Iterable[str]) -> set[Row]:
    """The rows with these numbers."""
    wanted = set(numbers)
    return {row for row in seen.matters if row[1] in wanted}
