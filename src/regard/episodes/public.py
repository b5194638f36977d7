"""The front door of the room."""

from regard.episodes.assign import ASSIGN, ERASER
from regard.episodes.joining import joined
from regard.episodes.lake import ASSIGNED, FIELDS, LAKE
from regard.episodes.links import Joined, Link, Relation, Rulings
from regard.episodes.portable import Word, links_at, relations_at, take_over, words
from regard.episodes.reading import (
    EPISODES,
    Begun,
    EpisodeStream,
    MatterView,
    Touched,
    links_of,
    matter,
    matters,
    matters_at,
    matters_of_customers,
    matters_within,
    reopened,
)
from regard.episodes.rulings import rule, take_back
from regard.episodes.spans import SPANS, Spans

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
    "Begun",
    "EpisodeStream",
    "Joined",
    "Link",
    "MatterView",
    "Relation",
    "Rulings",
    "Spans",
    "Touched",
    "Word",
    "joined",
    "links_at",
    "links_of",
    "matter",
    "matters",
    "matters_at",
    "matters_of_customers",
    "matters_within",
    "relations_at",
    "reopened",
    "rule",
    "take_back",
    "take_over",
    "words",
]
