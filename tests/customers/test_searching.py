"""Customers are found by what is known of them, in three languages, and nobody is found who is gone."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from random import Random

import pytest

from regard.customers.public import RECOGNISE, Manifest, find, merge, read_place
from regard.customers.search import indexing
from regard.data_use.public import Refused
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.record.public import erase
from tests.customers.people import by, customers, recognised
from tests.customers.searching import REGIONS, Search, bought, order_of, people, slipped
from tests.desk import follow, reading_for, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def search(tmp_path: Path) -> Search:
    """A folder without an index."""
    return Search(tmp_path / "found")


_accounts = count(1)


def known(search: Search, *told: str, **more: object) -> int:
    """One customer of whom this is known, indexed. A name alone is nobody's, so there is an account with it."""
    if all(one.startswith("name:") for one in told):
        told = (*told, f"account:till:T{next(_accounts)}")
    number = record(by(*told, **more)).placed[0].seq
    follow((RECOGNISE,))
    search.index()
    return number


# What is typed


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("name:Renée O’Connor", "oconnor renee"),
        ("name:Renée O’Connor", "Ren"),
        ("name:Charlotte Whitaker", "charlote whitacker"),
        ("name:Łukasz Weiß", "lukasz weiss"),
        ("name:ณัฐพล แก้วมณี", "ณัฐพล แกวมณี"),
        ("name:ณัฐพล แก้วมณี", "แก้วมณีณัฐพล"),
        ("name:ณัฐพล แก้วมณี", "ณัฐพ"),
        ("name:ณัฐพล แก้วมณี", "ณัฐ\u200bพล"),
        ("name:张晓雯", "張曉雯"),
        ("name:张晓雯", "晓雯"),
        ("name:张晓雯", "章晓雯"),
        ("name:张晓雯", "晓雯 张"),
        ("email:charlotte.whitaker@mail.lan", "charlotte.whitaker@mail.lan"),
        ("email:charlotte.whitaker@mail.lan", "CHARLOTTE.whitaker"),
        ("email:charlotte.whitaker@mail.lan", "charlote.whitaker@mail.lan"),
        ("email:charlotte.whitaker@mail.lan", "charlotte.whitaker@mial.lna"),
        ("phone:global:+66819384756", "081-938 4756"),
        ("phone:global:+66819384756", "+66 (81) 938-4756"),
        ("phone:global:+66819384756", "๐๘๑๙๓๘๔๗๕๖"),
        ("phone:global:+66819384756", "0819348756"),
        ("phone:global:+66819384756", "384756"),
        ("loyalty:club:MR0059401", "mr 0059401"),
        ("loyalty:club:MR0059401", "59401"),
        ("account:desk:C-17-ab", "C-17-ab"),
        ("handle:networks:@Riding_Nan", "riding nan"),
    ],
)
def test_a_customer_is_found_by_what_is_known_of_them(search: Search, kept: str, typed: str) -> None:
    other = known(search, "email:dov@elsewhere.lan", "name:Dov Miller", "phone:global:+66998877665")
    one = known(search, kept)
    assert search.customers(typed)[:1] == [one]
    assert other not in search.customers(typed)


def test_whole_numbers_come_before_likely_ones_and_say_why(search: Search) -> None:
    alike = known(search, "phone:global:+66819384757")
    exact = known(search, "phone:global:+66819384756")
    first, second = search.find("0819384756")
    assert (first.customer, second.customer) == (exact, alike)
    assert (first.reasons[0].is_exact, second.reasons[0].is_exact) == (True, False)
    assert (first.reasons[0].kind, first.reasons[0].value) == ("phone", "+66819384756")


def test_the_letters_that_were_typed_are_marked(search: Search) -> None:
    known(search, "name:Charlotte Whitaker")
    (found,) = search.find("whit")
    assert found.name == "Charlotte Whitaker"
    assert [found.name[start:end] for start, end in found.reasons[0].marks] == ["Whit"]


@pytest.mark.parametrize("typed", ["LB-00017-X", "lb00017x", "00017"])
def test_an_order_leads_to_who_gave_it(search: Search, typed: str) -> None:
    one = known(search, "email:cyn@riders.lan", order="LB-00017-X")
    known(search, "email:dov@riders.lan", order="LB-99942-Y")
    found = search.find(typed)
    assert [(hit.customer, hit.reasons[0].kind) for hit in found] == [(one, "order")]


def test_the_number_of_a_customer_leads_to_who_they_are_now(search: Search) -> None:
    one = known(search, "account:1", "email:cyn@riders.lan")
    two = known(search, "account:2", "phone:global:+66819384756")
    merge(one, two, by="Bo", at=clock.now())
    follow((RECOGNISE,))
    assert search.customers(str(two))[:1] == search.customers(f"#{one}")[:1] == customers([two]) == [one]
    erase([one], why="asked", by="Ada", at=clock.now())
    follow((RECOGNISE,))
    assert search.customers(str(one))[:1] == [two], "Who is left of them."


def test_a_merge_needs_no_index(search: Search) -> None:
    one = known(search, "account:desk:1", "name:Charlotte Whitaker")
    two = known(search, "account:desk:2", "phone:global:+66819384756")
    assert search.customers("Whitaker") == [one]
    before = search.shelf.read()
    merge(one, two, by="Bo", at=clock.now())
    follow((RECOGNISE,))
    assert search.customers("whitaker 0819384756") == search.customers("0819384756") == [one]
    assert search.shelf.read() == before


def test_results_go_on_where_a_page_ended(search: Search) -> None:
    everyone = {known(search, f"account:{number}", "name:Charlotte Whitaker") for number in range(1, 8)}
    seen: list[int] = []
    after = None
    while page := search.find("whitaker", limit=3, after=after):
        seen += [one.customer for one in page]
        after = page[-1].place
    assert (len(seen), set(seen)) == (7, everyone)


def test_a_number_that_merely_ends_alike_is_another_number(search: Search) -> None:
    known(search, "email:nan4756@riders.lan")
    assert search.customers("0819384756") == []


@pytest.mark.parametrize(
    "typed", ["", " ", "*", "%", "\0", "😀", "' OR 1=1 --", "zzzzqqqq", "\ud800", "#", "+", "a" * 5_000]
)
def test_what_means_nobody_finds_nobody(search: Search, typed: str) -> None:
    known(search, "email:cyn@riders.lan", "name:Cyn Rider")
    assert search.customers(typed) == []


# How many


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["en", "th", "zh"])
def test_a_hundred_people_of_each_language_are_found(search: Search, language: str) -> None:
    planted = people(language, 100)
    search.region = REGIONS[language]
    receipt = record(*(bought(person, number) for number, person in enumerate(planted)))
    follow((RECOGNISE,))
    search.index()
    whose = dict(zip((one.seq for one in receipt.placed), planted, strict=True))
    rng = Random(5)  # noqa: S311 -- it draws slips

    def recall(typed: dict[int, str]) -> float:
        # Who has the same name is as good an answer to the name.
        hits = 0
        for number, text in typed.items():
            found = [whose[one] for one in search.customers(text, limit=5)]
            hits += whose[number] in found or whose[number].name in {one.name for one in found}
        return hits / len(typed)

    assert recall({number: one.name for number, one in whose.items()}) >= 0.95
    assert recall({number: slipped(one.name, rng) for number, one in whose.items()}) >= 0.9
    assert recall({number: f"{one.phone[:3]}-{one.phone[3:6]} {one.phone[6:]}" for number, one in whose.items()}) == 1
    assert recall({number: order_of(at).lower() for at, number in enumerate(whose)}) == 1
    assert recall({number: one.email for number, one in whose.items()}) == 1


# The folder


CYN = (("name", "Charlotte Whitaker"), ("email", "charlotte@riders.lan"), ("phone", "+66819384756"), ("order", "LB-17"))


def cyn_buys(search: Search) -> int:
    return known(
        search, "name:Charlotte Whitaker", "email:charlotte@riders.lan", "phone:global:+66819384756", order="LB-17"
    )


def test_nothing_in_the_folder_can_be_read(search: Search) -> None:
    cyn_buys(search)
    for content in search.bytes():
        for said in (b"harlotte", b"hitaker", b"81938", b"B-17", b"riders"):
            assert said not in content


def test_erased_is_found_no_more_and_leaves_no_hash(search: Search) -> None:
    dov = known(search, "name:Dov Miller", "email:dov@riders.lan", order="LB-99")
    cyn = cyn_buys(search)
    assert search.holds(*CYN) == {value for _, value in CYN}
    before = {part.folder for part in (search.shelf.read() or Manifest()).parts}
    erase([cyn], why="asked", by="Ada", at=clock.now())
    # At once, before anybody followed: what is shown is opened from the record.
    assert search.customers("LB-17") == []
    follow((RECOGNISE,))
    assert [search.customers(value) for _, value in CYN] == [[], [], [], []]
    search.index()
    assert search.holds(*CYN) == set()
    assert not before & {folder.name for folder in search.folder.iterdir()}
    assert [search.customers(value) for value in ("dov miller", "dov@riders.lan", "LB-99")] == [[dov]] * 3


def test_an_erased_order_goes_and_the_customer_stays(search: Search) -> None:
    cyn = cyn_buys(search)
    again = known(
        search, "name:Charlotte Whitaker", "email:charlotte@riders.lan", "phone:global:+66819384756", order="LB-18"
    )
    erase([again], why="asked", by="Ada", at=clock.now())
    follow((RECOGNISE,))
    search.index()
    assert (search.customers("LB-18"), search.customers("LB-17"), search.customers("charlotte")) == ([], [cyn], [cyn])
    assert search.holds(("order", "LB-18"), *CYN) == {value for _, value in CYN}


def test_a_profile_goes_with_its_last_interaction_wherever_that_lies(
    search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "PART_ENTRIES", 1)
    first = known(search, "name:Charlotte Whitaker")
    second = known(search, "name:Charlotte Whitaker")
    known(search, "name:Dov Miller")
    assert len((search.shelf.read() or Manifest()).parts) >= 2
    for number in (first, second):
        erase([number], why="asked", by="Ada", at=clock.now())
        follow((RECOGNISE,))
        search.index()
    assert search.holds(("name", "Charlotte Whitaker"), ("name", "Dov Miller")) == {"Dov Miller"}


def test_a_value_that_turns_out_shared_leaves_the_folder_and_is_found_only_whole(search: Search) -> None:
    office = "email:reception@riders.lan"
    one, two = known(search, "account:1", office), known(search, "account:2", office)
    assert search.holds(("email", "reception@riders.lan"))
    three = known(search, "account:3", office)
    assert not search.holds(("email", "reception@riders.lan"))
    assert search.customers("reception") == []
    found = search.find("reception@riders.lan")
    assert {hit.customer for hit in found} == {one, two, three}
    assert all(hit.reasons[0].is_shared for hit in found)


def test_a_missing_a_damaged_or_a_foreign_folder_is_made_again(search: Search) -> None:
    cyn = cyn_buys(search)
    for damage in (
        lambda: search.shelf.file.unlink(),
        lambda: search.shelf.file.write_bytes(b"{"),
        lambda: next(search.folder.glob("part-*/meta.json")).unlink(),
        lambda: next(search.folder.glob("part-*/*.idx")).write_bytes(b"no index"),
        lambda: search.shelf.file.write_bytes(search.shelf.file.read_bytes().replace(b'"ring":"', b'"ring":"0')),
    ):
        damage()
        search.index()
        assert search.customers("whitaker") == [cyn]


def test_a_damaged_folder_still_answers_what_is_known_exactly(search: Search) -> None:
    cyn = cyn_buys(search)
    next(search.folder.glob("part-*/meta.json")).unlink()
    fresh = Search(search.folder)
    assert (fresh.customers("whitaker"), fresh.customers("charlotte@riders.lan")) == ([], [cyn])


def test_a_folder_ahead_of_the_record_is_made_again(search: Search) -> None:
    cyn = cyn_buys(search)
    manifest = search.shelf.read()
    assert manifest
    search.shelf.file.write_bytes(
        search.shelf.file.read_bytes().replace(f'"position":{manifest.position}'.encode(), b'"position":999999999')
    )
    search.index()
    assert search.customers("whitaker") == [cyn]


def test_a_crash_between_two_commits_leaves_nothing_twice(search: Search) -> None:
    cyn_buys(search)
    search.write_beyond(10**9)
    assert search.entries() == 3
    dov = known(search, "name:Dov Miller")
    assert (search.entries(), search.customers("dov miller")) == (3, [dov])


def test_the_portions_do_not_matter(search: Search, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = people("en", 30)
    recognised([bought(person, number) for number, person in enumerate(planted)])
    search.index()
    monkeypatch.setattr(indexing, "AT_ONCE", 7)
    monkeypatch.setattr(indexing, "PART_ENTRIES", 11)
    other = Search(tmp_path / "other")
    other.index()
    assert search.entries() == other.entries() == 60
    for person in planted:
        assert set(search.customers(person.name, limit=1)) <= set(other.customers(person.name))


# Who may


def test_who_may_not_read_identities_finds_nobody(search: Search) -> None:
    cyn_buys(search)
    with pytest.raises(Refused):
        find(reading_for("report_service"), "whitaker", candidates=search.candidates, regions={""}, limit=5)


def test_a_cursor_that_is_none_says_what_would_work() -> None:
    from_elsewhere = "17"
    with pytest.raises(RegardError, match="It is where a page ended"):
        read_place(from_elsewhere)
