"""The front door of the room."""

from regard.web.announce import deliver
from regard.web.catalogs import compile_catalogs

__all__ = ["compile_catalogs", "deliver"]
