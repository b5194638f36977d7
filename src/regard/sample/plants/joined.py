"""Holds matters against what was planted: triples are one, decoys are not."""

from collections.abc import Collection

from regard.sample.pairs import pairs_of
from regard.sample.seen import Finding, Row, Seen

_ENOUGH = 114
"""Of the 120 triples so many must be one matter,"""
_MOST = 3
"""and of the 60 decoys no more than so many may be."""
_F1 = 0.95
_LANGUAGES = {"en": "English", "th": "Thai", "zh": "Chinese"}


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
    return [*findings, *_matters(seen)]


def _matters(seen: Seen) -> list[Finding]:
    """All matters of the company, not only the planted ones: overall, and of those who write each language."""
    languages = [
        _pairs(seen, f"every matter, {title}", [row for row in seen.matters if seen.languages.get(row) == language])
        for language, title in _LANGUAGES.items()
        if language in seen.languages.values()
    ]
    return [_pairs(seen, "every matter", seen.matters), *languages]


def _pairs(seen: Seen, which: str, rows: Collection[Row]) -> Finding:
    found = pairs_of({row: seen.matters[row] for row in rows}, seen.matter_of)
    return Finding(
        claim=f"{which}: pairs of interactions",
        planted=found.true,
        found=found.right,
        invented=found.said - found.right,
        holds=found.f1 >= _F1,
        said=f"F1 {found.f1:.4f} (precision {found.precision:.4f}, recall {found.recall:.4f})",
    )


def _found(seen: Seen, rows: list[Row]) -> set[int]:
    return {seen.matter_of[row] for row in rows}
