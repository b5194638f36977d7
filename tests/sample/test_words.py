"""What people say reads like people: many phrasings in three languages, slips, and nothing left to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from regard.sample.company import Company
from regard.sample.exports import CHAT, MAIL, SOCIAL
from regard.sample.generate import PLANTS, generated
from regard.sample.words import _ADDS, _FITS, phrases

TAGS = {"th": "th-TH", "zh": "zh-CN", "en": "en-GB"}
LETTERS = {"th": re.compile("[\u0e01-\u0e4e]"), "zh": re.compile("[\u4e00-\u9fff]"), "en": re.compile("[a-zA-Z]")}
LANGUAGES = sorted(TAGS)


@pytest.fixture(scope="module")
def company() -> Company:
    """The part of the company in which every ask is put together of its own."""
    return generated(plants=[one for one in PLANTS if not one.not_yet])


def asks(company: Company, language: str) -> list[str]:
    """The first words of every matter in writing."""
    found = [row["Body"] for _, _, row in company.rows[MAIL.name] if is_ask(row, "Type", language)]
    found += [row["Text"] for _, _, row in company.rows[SOCIAL.name] if is_ask(row, "Tag", language)]
    chats = [row for _, _, row in company.rows[CHAT.name] if row["language"] == TAGS[language]]
    return found + [row["text"] for row in chats if row["type"] == "question"]


def is_ask(row: object, column: str, language: str) -> bool:
    """Whether a row of a desk is a first ask in this language."""
    return isinstance(row, dict) and row["Language"] == TAGS[language] and row[column] == "Question"


def everything_said(company: Company) -> Iterator[str]:
    """Every value of every row."""
    for rows in company.rows.values():
        for _, _, row in rows:
            yield from (value for value in row.values() if isinstance(value, str))


@pytest.mark.parametrize("language", LANGUAGES)
def test_hardly_anybody_says_the_same_as_another(company: Company, language: str) -> None:
    found = asks(company, language)
    assert len(found) > 150
    assert len(set(found)) / len(found) > 0.98
    # Not even the same words around another product.
    openings = {text[:25] for text in found}
    assert len(openings) / len(found) > 0.6


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_in_their_language(company: Company, language: str) -> None:
    assert all(LETTERS[language].search(text) for text in asks(company, language))


def test_languages_are_mixed_as_people_mix_them(company: Company) -> None:
    words = re.compile(r"\b(tracking|service|error|app|inbox|code|refund|size|iPhone|OK)\b")
    for language in ("th", "zh"):
        assert sum(bool(words.search(text)) for text in asks(company, language)) > 5
    elsewhere = [row for _, _, row in company.rows[MAIL.name] if row["Language"] == "en-GB"]
    assert any(re.search("[\u0e00-\u9fff]", row["Name"]) for row in elsewhere)


def test_nothing_is_left_to_fill_in(company: Company) -> None:
    assert [text for text in everything_said(company) if re.search(r"[{}]|lorem|TODO|xxx", text, re.IGNORECASE)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_slips_are_made_but_not_everywhere(company: Company, language: str) -> None:
    slips = {
        "th": r"คับ|ค้าบ|มั้ยคะ|นะค่ะ|มากกก|แล้ววว|จิง|อารัย",
        "zh": "以经|神马|肿么|木有|一只|嘛？|再|得|帐户",
        "en": r"\bteh\b|adn",
    }
    share = sum(bool(re.search(slips[language], text)) for text in asks(company, language)) / len(
        asks(company, language)
    )
    assert 0 < share < 0.3


def test_the_three_languages_say_the_same_things_in_the_same_order() -> None:
    for name, topic in phrases("en").items():
        for language in ("th", "zh"):
            other = phrases(language)[name]
            assert set(other) == set(topic), (language, name)
            for kind in ("said", "answer", "more"):
                assert len(other.get(kind, ())) == len(topic.get(kind, ())), (language, name, kind)


def test_every_ask_has_an_answer_that_fits_and_additions_that_do() -> None:
    for topic, fits in _FITS.items():
        told = phrases("en")[topic]
        assert len(fits) == len(_ADDS[topic]) == len(told["said"])
        assert max(fits) < len(told["answer"])
        assert all(place < len(told["more"]) for places in _ADDS[topic] for place in places)
