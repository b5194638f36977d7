"""Names in three scripts: what of them is compared, and which two can be one person's."""

from __future__ import annotations

import pytest

from regard.customers.names import sum_of
from regard.customers.public import Spelling, clash, tidied, traits_of


def first(value: str, kind: str = "name") -> tuple[str, ...]:
    """The given names of this, in normal form."""
    return tuple(one.form for one in traits_of(kind, tidied(value)).first)


def family(value: str, kind: str = "name") -> tuple[Spelling, ...]:
    """The family names of this."""
    return traits_of(kind, tidied(value)).family


@pytest.mark.parametrize(
    ("told", "given"),
    [
        ("Mr. Emma Taylor", "emma"), ("Taylor, Emma", "emma"), ("Renée", "renee"), ("  EMMA\u200b  Taylor", "emma"),
        ("นายณัฐพล ใจดี", "ณัฐพล"), ("น.ส.สุดา วงศ์คำ", "สุดา"), ("คุณสมชาย", "สมชาย"), ("คุณากร ดี", "คุณากร"),
        ("张伟", "伟"), ("欧阳雪梅", "雪梅"), ("张伟先生", "伟"),
    ],
)  # fmt: skip
def test_a_whole_name_gives_its_first_name(told: str, given: str) -> None:
    assert first(told) == (given,)


@pytest.mark.parametrize("told", ["王先生", "小王", "Mr"])
def test_who_is_called_by_title_or_family_has_told_no_first_name(told: str) -> None:
    assert first(told) == ()


def test_a_family_name_is_read_as_family_names_are() -> None:
    assert family("单雄信") == (Spelling("han", "单", "shan"),)
    assert family("張偉")[0].sound == family("张伟")[0].sound == "zhang"


def clashing(one: str, other: str) -> bool:
    """Whether these two first names cannot be one person's."""
    return clash(traits_of("first_name", tidied(one)), traits_of("first_name", tidied(other))) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Emma", "emma"), ("E.", "Emma"), ("Megan", "Meagn"), ("Bob", "Robert"), ("Ben", "Benjamin"),
        ("Mohammed", "Muhammad"), ("ณัฐพล", "นัฐพล"), ("伟", "偉"), ("Somchai", "สมชาย"), ("张伟", "Wei"),
    ],
)  # fmt: skip
def test_spellings_slips_initials_and_other_scripts_do_not_clash(one: str, other: str) -> None:
    assert not clashing(one, other)
    assert not clashing(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Emma", "Emily"), ("James", "Daniel"), ("Mario", "Maria"), ("ณัฐพล", "ณัฐพร"), ("伟", "强"), ("J", "Emma")],
)
def test_two_names_clash(one: str, other: str) -> None:
    assert clashing(one, other)
    assert clashing(other, one)


def test_one_agreement_among_several_names_is_enough() -> None:
    both = sum_of([traits_of("first_name", "Emma"), traits_of("first_name", "Daniel")])
    assert clash(both, traits_of("first_name", "Daniel")) is None
    assert clash(both, traits_of("first_name", "Ruth")) == "names_clash"


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("1980-02-03", "1980-02-03", None),
        ("1980-02-03", "1980-03-02", None),
        ("1980-02-03", "1981-02-03", None),
        ("1980-02-03", "1956-11-30", "birth_dates_clash"),
    ],
)
def test_birth_dates_clash_unless_a_slip_explains_it(one: str, other: str, reason: str | None) -> None:
    assert clash(traits_of("birth_date", one), traits_of("birth_date", other)) == reason
