"""No word of the pages is missing in Thai or Chinese; those of the glossary are as agreed; drafts are counted."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from regard.web.catalogs import LOCALES as FOLDER
from regard.web.catalogs import compile_catalogs
from regard.web.kind_words import KINDS
from tests.web.msgids import LOCALES, ROOT, catalog, every_msgid, holes_of

# Agreed words (product glossary): never drafts, never otherwise.
AGREED = {
    "touchpoint": ("จุดสัมผัส", "触点"),
    "Interactions": ("ปฏิสัมพันธ์", "互动"),
    "Matter": ("เรื่อง", "事项"),
    "case": ("เคส", "工单"),
    "nobody answered": ("ถูกเพิกเฉย", "无人回应"),
    "sent elsewhere": ("ถูกส่งต่อไปช่องทางอื่น", "被转到其他渠道"),
    "Finished": ("เสร็จสิ้น", "办结"),
    "Mirror": ("มองแบบลูกค้า", "换位体验"),
}
NEVER = {"th": ("เหตุการณ์",), "zh_Hans": ("事件", "购物车")}


@pytest.mark.parametrize("locale", LOCALES)
def test_no_text_is_missing(locale: str) -> None:
    known = {one.id: one.string for one in catalog(locale) if one.id}
    assert [text for text in every_msgid() if not known.get(text)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_text_is_kept_that_nothing_shows(locale: str) -> None:
    wanted = set(every_msgid())
    assert [one.id for one in catalog(locale) if one.id and one.id not in wanted] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_fills_the_same_places(locale: str) -> None:
    assert [one.id for one in catalog(locale) if one.id and holes_of(str(one.id)) != holes_of(str(one.string))] == []


@pytest.mark.parametrize(("place", "locale"), list(enumerate(LOCALES)))
def test_the_agreed_words_are_used(place: int, locale: str) -> None:
    words = catalog(locale)
    for english, agreed in AGREED.items():
        one = words[english]
        assert (one.string, one.fuzzy) == (agreed[place], False)


@pytest.mark.parametrize("locale", LOCALES)
def test_words_that_mislead_are_not_used(locale: str) -> None:
    assert [one.id for one in catalog(locale) for word in NEVER[locale] if word in str(one.string)] == []


def test_drafts_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    drafts = {locale: sum(one.fuzzy for one in catalog(locale) if one.id) for locale in LOCALES}
    with capsys.disabled():
        print(f"\ndrafts that a native speaker has not read: {drafts}")  # noqa: T201 -- CI counts them
    assert all(count >= 0 for count in drafts.values())


def test_drafts_are_shown() -> None:
    compile_catalogs()
    assert all((FOLDER / locale / "LC_MESSAGES" / "django.mo").exists() for locale in LOCALES)


def test_every_kind_that_comes_with_regard_has_a_word() -> None:
    """A kind without one is shown as its source wrote it, in whatever language one reads."""
    named = set[str]()
    for recipe in (ROOT / "src" / "regard").rglob("recipes/*.toml"):
        for table in _tables(tomllib.loads(recipe.read_text())):
            kind = table.get("kind")
            if isinstance(kind, str) and kind.isidentifier() and {"channel", "direction"} & set(table):
                named.add(kind)
    assert len(named) > 20, "no recipe was read"
    assert named - set(KINDS) == set()


def _tables(value: Any) -> Iterator[dict[str, Any]]:
    """Every table of a recipe, however deep."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _tables(each)
