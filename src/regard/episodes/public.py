"""The front door of the room."""

from regard.episodes.assign import ASSIGN, ERASER
from regard.episodes.joining import Link
from regard.episodes.lake import ASSIGNED, FIELDS, LAKE
from regard.episodes.reading import EPISODES, EpisodeStream, MatterView, Touched, matter, matters

FOLLOWERS = (ASSIGN,)

__all__ = [
    "ASSIGN",
    "ASSIGNED",
    "EPISODES",
    "ERASER",
    "FIELDS",
    "FOLLOWERS",
    "LAKE",
    "EpisodeStream",
    "Link",
    "MatterView",
    "Touched",
    "matter",
    "matters",
]
