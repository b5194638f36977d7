"""Holds figures of "of 100 who asked" against what was planted, request by request."""

from regard.sample.seen import Finding, Seen, compared

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
        planted = {(source, number) for source, number in seen.matters if number in set(numbers)}
        listed = set(seen.listed(fate_asked, where))
        findings.append(compared(f"{name}: {'asked' if fate == 'requests' else fate}", planted, listed))
    return findings
