"""The front door of the room."""

from regard.episodes.acts import Preview, do, preview, preview_undo, undo
from regard.episodes.assign import ASSIGN, ERASER
from regard.episodes.evidence import Evidence, evidence
from regard.episodes.joining import joined
from regard.episodes.lake import ASSIGNED, FIELDS, LAKE
from regard.episodes.links import Joined, Link, Relation, Rulings, Said
from regard.episodes.portable import Word, links_at, relations_at, take_over, words
from regard.episodes.reading import (
    EPISODES,
    Begun,
    EpisodeStream,
    MatterView,
    Touched,
    ended_up,
    links_of,
    matter,
    matters,
    matters_at,
    matters_of_customers,
    matters_within,
    members_of,
    reopened,
)
from regard.episodes.rulings import Pair, RulingView, rule, rulings_on
from regard.episodes.spans import SPANS, Spans
from regard.episodes.wishes import Act, ActKind

FOLLOWERS = (ASSIGN,)

__all__ = [
    "ASSIGN",
    "ASSIGNED",
    "EPISODES",
    "ERASER",
    "FIELDS",
    "FOLLOWERS",
    "LAKE",
    "SPANS",
    "Act",
    "ActKind",
    "Begun",
    "EpisodeStream",
    "Evidence",
    "Joined",
    "Link",
    "MatterView",
    "Pair",
    "Preview",
    "Relation",
    "RulingView",
    "Rulings",
    "Said",
    "Spans",
    "Touched",
    "Word",
    "do",
    "ended_up",
    "evidence",
    "joined",
    "links_at",
    "links_of",
    "matter",
    "matters",
    "matters_at",
    "matters_of_customers",
    "matters_within",
    "members_of",
    "preview",
    "preview_undo",
    "relations_at",
    "reopened",
    "rule",
    "rulings_on",
    "take_over",
    "undo",
    "words",
]
