"""The front door of the room."""

from regard.web.announce import deliver
from regard.web.catalogs import compile_catalogs
from regard.web.group_words import sentence as group_sentence

__all__ = ["compile_catalogs", "deliver", "group_sentence"]
