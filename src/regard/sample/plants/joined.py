"""Holds matters against what was planted: triples are one, decoys are not."""

from regard.sample.seen import Finding, Row, Seen

_ENOUGH = 114
"""Of the 120 triples so many must be one matter,"""
_MOST = 3
"""and of the 60 decoys no more than so many may be."""


def check_joined(seen: Seen) -> list[Finding]:
    """How many triples are one matter and nothing else, how many decoys were joined, and how all matters fare."""
    plant = seen.plants["one_matter"]
    rows_of: dict[str, list[Row]] = {}
    for row, matter in seen.matters.items():
        rows_of.setdefault(matter, []).append(row)
    triples = [matter for matter in plant["triples"] if len(_found(seen, rows_of[matter])) == 1]
    findings = [
        Finding(
            claim="one matter: triples",
            planted=len(plant["triples"]),
            found=len(triples),
            invented=0,
            holds=len(triples) >= _ENOUGH,
            said=f"at least {_ENOUGH}",
        )
    ]
    pairs = [(kind, pair) for kind, decoys in plant["decoys"].items() for pair in decoys]
    joined = [kind for kind, (one, other) in pairs if _found(seen, rows_of[one]) & _found(seen, rows_of[other])]
    findings.append(
        Finding(
            claim="one matter: decoys kept apart",
            planted=len(pairs),
            found=len(pairs) - len(joined),
            invented=len(joined),
            holds=len(joined) <= _MOST,
            said=f"at most {_MOST} joined{': ' + ', '.join(joined) if joined else ''}",
        )
    )
    return findings


def _found(seen: Seen, rows: list[Row]) -> set[int]:
    return {seen.matter_of[row] for row in rows}
