"""Reads what the door refused again: by the mapping that holds for its source now."""

from collections.abc import Sequence

from regard.record.checks import Objection
from regard.record.collecting.collect import OWN, collect_again
from regard.record.collecting.mappings import compiled_mapping, mapping_text
from regard.record.import_.again import as_interaction
from regard.record.interaction import Interaction
from regard.record.refusals import KeptRefusal, Refused


def by_mapping(one: KeptRefusal, *, text: str = "") -> Sequence[Interaction | Objection]:
    """What a refused event gives now, or with this text of a mapping; what no mapping was for is checked again."""
    if not isinstance(one.original, dict) or "collected_as" not in one.original:
        return as_interaction(one)
    shape = str(one.original["collected_as"])
    mapper = None if shape == OWN else compiled_mapping(one.source, shape, text or mapping_text(one.source, shape))
    made = collect_again(one.original, source=one.source, mapper=mapper)
    return [Objection(found.reason, found.detail) if isinstance(found, Refused) else found for found in made]
