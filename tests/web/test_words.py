"""No word of the pages is missing in Thai or Chinese; those of the glossary are as agreed; drafts are counted."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from regard.record.public import STAGES as RECORDED_STAGES
from regard.web.catalogs import LOCALES as FOLDER
from regard.web.catalogs import compile_catalogs
from regard.web.kind_words import KINDS
from regard.web.stage_words import STAGES
from tests.web.msgids import LOCALES, ROOT, WEB, catalog, every_msgid, holes_of

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
    "Promises": ("คำมั่น", "承诺"),
    "Sent elsewhere": ("ถูกส่งต่อไปช่องทางอื่น", "被转到其他渠道"),
}
NAMES = {"Regard", "OCEL 2.0 (JSON)", "OCEL 2.0 (SQLite)", "XES"}
"""What stands in templates and is the same in every language; what programs read stands in <code> or <pre>."""
NEVER = {"th": ("เหตุการณ์", "คำสัญญา"), "zh_Hans": ("事件", "购物车", "案件", "账户")}


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


def bare_words(template: str) -> set[str]:
    """What a reader sees of a template that went through no translation."""
    text = re.sub(r"\{% blocktranslate.*?endblocktranslate %\}|\{[{%].*?[%}]\}", "", template, flags=re.DOTALL)
    told = re.findall(r"(?:title|label|placeholder|alt)=\"([^\"]*)\"", text)
    text = re.sub(r"<(pre|code|svg)\b.*?</\1>|<[^>]*>| class=\"[^\"]*\"", "\n", text, flags=re.DOTALL)
    return {word for each in (*told, *text.splitlines()) if re.search("[a-z]{2}|[A-Z]{2}", word := each.strip(" ·/:"))}


def test_no_word_of_a_template_goes_past_translation() -> None:
    found = {(path.name, word) for path in (WEB / "templates").rglob("*.html") for word in bare_words(path.read_text())}
    assert {one for one in found if one[1] not in NAMES} == set()


def test_a_bare_word_would_be_found() -> None:
    assert bare_words('<dt>stage</dt><b title="Was {{ at }}">{% translate "Kept" %}</b><code>curl</code>') == {
        "stage",
        "Was",
    }


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


def test_every_journey_stage_has_a_word() -> None:
    assert set(STAGES) == set(RECORDED_STAGES)


def _tables(value: Any) -> Iterator[dict[str, Any]]:
    """Every table of a recipe, however deep."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _tables(each)
