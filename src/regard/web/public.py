"""The front door of the room, for those who compose."""

from regard.web.announce import deliver
from regard.web.catalogs import compile_catalogs
from regard.web.group_words import sentence as group_sentence

__all__ = ["compile_catalogs", "deliver"]
__all__ = ["compile_catalogs", "group_sentence"]
