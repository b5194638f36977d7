"""Every text that pages translate: found in templates, in Python, and in the values that other rooms declare.

`python -m tests.web.msgids` brings the catalogs up to date: new texts come in empty, old ones go.
"""

from __future__ import annotations

import io
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent.parent
WEB = ROOT / "src" / "regard" / "web"
LOCALES = {"th": WEB / "locale" / "th", "zh_Hans": WEB / "locale" / "zh_Hans"}
_HEADER = "# The words of the pages. `fuzzy`: a draft, shown until a native speaker has read it."
_NOISE = (
    b'"POT-Creation-Date',
    b'"PO-Revision',
    b'"Last-Tr',
    b'"Language-Team',
    b'"Report-M',
    b'"Generated',
    b'"Project-Id',
)
_KEYWORDS = ("gettext", "gettext_lazy", "gettext_noop", "_")


def in_python() -> Iterator[str]:
    """Texts handed to gettext."""
    for path in sorted(WEB.rglob("*.py")):
        with path.open("rb") as source:
            yield from (str(found[1]) for found in extract("python", source, keywords=dict.fromkeys(_KEYWORDS)))


def in_templates() -> Iterator[str]:
    """Texts of translate and blocktranslate tags."""
    from django.utils.translation.template import templatize  # noqa: PLC0415 -- needs Django set up

    for path in sorted((WEB / "templates").rglob("*.html")):
        code = templatize(path.read_text(encoding="utf-8")).encode()
        for found in extract("python", io.BytesIO(code), keywords={**dict.fromkeys(_KEYWORDS), "ngettext": (1, 2)}):
            yield from [found[1]] if isinstance(found[1], str) else found[1]


def declared() -> Iterator[str]:
    """Texts of reports, checks and purposes, which other rooms hold in English."""
    from regard import house  # noqa: PLC0415 -- needs Django set up
    from regard.health.public import PARTS, WATCHES  # noqa: PLC0415 -- needs Django set up

    for report in house.REPORTS:
        yield from (report.title, report.question, report.meaning)
        for column in report.columns:
            yield from (column.title, column.meaning)
        for param in report.params:
            yield from (param.title, param.meaning)
    yield from PARTS
    for watch in WATCHES:
        yield from (watch.title, watch.meaning, watch.todo)
    text = (resources.files("regard.data_use") / "purposes.toml").read_text(encoding="utf-8")
    yield from (purpose["title"] for purpose in tomllib.loads(text).values())


def every_msgid() -> list[str]:
    """All of them, once each, in a steady order."""
    return list(dict.fromkeys(text for text in (*in_templates(), *in_python(), *declared()) if text.strip()))


def catalog(locale: str) -> Catalog:
    """The catalog of a language."""
    with (LOCALES[locale] / "LC_MESSAGES" / "django.po").open("rb") as source:
        return read_po(source, locale=locale)


def holes_of(text: str) -> set[str]:
    """The places that are filled in: %(name)s."""
    return set(re.findall(r"%\(\w+\)s", text))


def bring_up_to_date(wanted: Iterable[str]) -> None:
    """Write each catalog with exactly these texts; a text without a translation is a draft to be made."""
    wanted = list(wanted)
    for locale, folder in LOCALES.items():
        path = folder / "LC_MESSAGES" / "django.po"
        old = catalog(locale) if path.exists() else Catalog(locale=locale)
        new = Catalog(locale=locale, header_comment=_HEADER, charset="utf-8", fuzzy=False)
        for text in wanted:
            known = old.get(text)
            flags = set(known.flags) if known and known.string else {"fuzzy"}
            new.add(text, known.string if known else "", flags=flags)
        write(locale, new)


def write(locale: str, words: Catalog) -> None:
    """Keep a catalog; nothing in its head changes by itself, so that a difference is a difference in words."""
    buffer = io.BytesIO()
    write_po(buffer, words, width=0, omit_header=False)
    kept = [line for line in buffer.getvalue().splitlines(keepends=True) if not line.startswith(_NOISE)]
    (LOCALES[locale] / "LC_MESSAGES" / "django.po").write_bytes(b"".join(kept))


if __name__ == "__main__":
    import django

    django.setup()
    bring_up_to_date(every_msgid())
    sys.exit(0)
