"""The words of the pages: compiled from their .po files, drafts included, because a draft beats English for most."""

import secrets
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent / "locale"


def compile_catalogs(folder: Path = LOCALES) -> int:
    """Write the .mo of every .po that is newer than it; how many were written."""
    return sum(_compile(po) for po in sorted(folder.glob("*/LC_MESSAGES/django.po")))


def _compile(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
        return False
    with po.open("rb") as source:
        catalog = read_po(source, locale=po.parent.parent.name)
    # Web and worker start at once: each writes a draft of its own, and whoever reads sees a whole catalog.
    draft = mo.with_suffix(f".{secrets.token_hex(4)}.mo.new")
    with draft.open("wb") as out:
        write_mo(out, catalog, use_fuzzy=True)
    draft.replace(mo)
    return True
