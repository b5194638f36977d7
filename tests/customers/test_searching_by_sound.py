"""A Thai or Chinese name is found by whoever types it in Latin letters, and stands before half an address."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from regard.customers.public import RECOGNISE
from tests.customers.people import by
from tests.customers.searching import REGIONS, Search, bought, people
from tests.desk import follow, record

pytestmark = pytest.mark.django_db

_accounts = count(1)


@pytest.fixture
def search(tmp_path: Path) -> Search:
    """A folder without an index."""
    return Search(tmp_path / "found")


def known(search: Search, *told: str) -> int:
    """One customer of whom this is known, indexed."""
    number = record(by(*told, f"account:till:S{next(_accounts)}")).placed[0].seq
    follow((RECOGNISE,))
    search.index()
    return number


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("林晓雯", ("lin xiaowen", "Xiaowen Lin", "LIN XIAO WEN", "xiao wen lin", "linxiaowen", "lin xiaowan")),
        ("林曉雯", ("lin xiaowen",)),
        ("曾静", ("zeng jing", "jing zeng")),
        ("欧阳思琪", ("ouyang siqi", "si qi ouyang")),
        ("ณัฐพล แก้วมณี", ("nattapon kaewmanee", "Natthaphol Kaeomani", "kaewmanee nattapol")),
        ("ประยุทธ์ จันทร์โอชา", ("prayut chanocha", "Prayuth Chan-o-cha")),
        ("สมศักดิ์ ศรีสุวรรณ", ("somsak srisuwan", "Somsakdi Sisuwan")),
        ("ยิ่งลักษณ์ ชินวัตร", ("yingluck shinawatra",)),
        ("กมลวรรณ ธรรมวงศ์", ("kamonwan thammawong", "kamolwan tammawongse")),
    ],
)  # fmt: skip
def test_a_name_is_found_by_its_sound(search: Search, kept: str, typed: tuple[str, ...]) -> None:
    one = known(search, f"name:{kept}")
    others = {known(search, f"name:{name}") for name in ("Emma Taylor", "陈建国", "สุดา ใจดี", "Dov Miller")}
    for text in typed:
        found = search.customers(text)
        assert found[:1] == [one], text
        assert not others.intersection(found), text


def test_a_whole_name_in_other_letters_stands_before_part_of_an_address(search: Search) -> None:
    named = known(search, "name:林晓雯")
    part = [known(search, f"email:{local}@shu.lan") for local in ("xiaowen.li", "xiaowen_7801", "lin.xiaohua")]
    whole = known(search, "email:xiaowen.lin@shu.lan")
    spelt = known(search, "name:Lin Xiaowen")
    found = search.customers("lin xiaowen")
    assert found[:3] == [spelt, named, whole]
    assert set(found[3:]) <= set(part)


def test_the_words_of_an_address_are_found_in_either_order(search: Search) -> None:
    one = known(search, "email:linxiaowen88@shu.lan")
    known(search, "email:xiaowen.li@shu.lan")
    assert [search.customers(typed)[:1] for typed in ("lin xiaowen", "xiaowen lin")] == [[one], [one]]


def test_the_letters_that_sound_so_are_marked(search: Search) -> None:
    known(search, "name:林晓雯")
    (found,) = search.find("xiaowen")
    assert [found.name[start:end] for start, end in found.reasons[0].marks] == ["晓雯"]


def test_a_name_in_latin_letters_finds_nobody_who_is_merely_thai_or_chinese(search: Search) -> None:
    for name in ("ณัฐพล แก้วมณี", "สุดา ใจดี", "林晓雯", "陈建国"):
        known(search, f"name:{name}")
    for typed in ("Charlotte Whitaker", "Emma Taylor", "Holroyd", "Thackray"):
        assert search.customers(typed) == []


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["th", "zh"])
def test_people_of_the_sample_are_on_the_first_page_by_their_name_in_either_letters(
    search: Search, language: str
) -> None:
    planted = people(language, 150)
    search.region = REGIONS[language]
    receipt = record(*(bought(person, number) for number, person in enumerate(planted)))
    follow((RECOGNISE,))
    search.index()
    # Without the address, which says the name in Latin letters as well, the name alone must do.
    alone = record(
        *(by(f"name:{one.key}:{one.name}", f"account:till:{one.key}") for one in people(language, 150)[:100])
    )
    follow((RECOGNISE,))
    search.index()
    whose = dict(zip((one.seq for one in (*receipt.placed, *alone.placed)), (*planted, *planted[:100]), strict=True))

    def share(typed: dict[int, str]) -> float:
        hits = sum(number in search.customers(text) for number, text in typed.items())
        print(f"{language}: {hits} of {len(typed)}")  # noqa: T201 -- the share is what the test is about
        return hits / len(typed)

    in_letters = {number: one.name for number, one in whose.items()}
    in_latin = {number: one.latin for number, one in whose.items()}
    turned = {number: " ".join(reversed(one.latin.split())) for number, one in whose.items()}
    assert share(in_letters) >= 0.98
    assert share(in_latin) >= 0.95
    assert share(turned) >= 0.95
