"""Who is who is put right from a terminal: shown with the reason, previewed, done, taken back."""

from __future__ import annotations

import re

import pytest
from typer import Typer
from typer.testing import CliRunner

from regard.correcting import app, doubts
from regard.customers.public import merge
from regard.foundation import clock
from regard.foundation.errors import RegardError
from tests.customers.people import by, customers
from tests.desk import follow, record

pytestmark = pytest.mark.django_db


def says(*words: str, of: Typer = app) -> str:
    """What a command prints; its mistakes are raised."""
    found = CliRunner().invoke(of, list(words), catch_exceptions=False, env={"COLUMNS": "200"})
    assert found.exit_code == 0, found.output
    return found.output


@pytest.fixture
def cyn() -> list[int]:
    """Cyn by mail, by mail with a handle, and Dov."""
    told = (by("email:c@riders.co.th"), by("email:c@riders.co.th", "handle:cyn"), by("account:9"))
    numbers = [one.seq for one in record(*told).placed]
    follow()
    return numbers


def test_a_customer_is_shown_with_the_reason(cyn: list[int]) -> None:
    shown = says("show", str(cyn[1]))
    assert f"{cyn[1]} is customer {cyn[0]} now" in shown
    assert "c@riders.co.th" in shown
    assert f"brought by interaction {cyn[1]}" in " ".join(shown.split())
    with pytest.raises(RegardError, match="would work"):
        says("show", "999999")


def test_what_would_change_is_said_before_it_is_done(cyn: list[int]) -> None:
    assert "Nothing was changed" in says("merge", str(cyn[0]), str(cyn[2]), "--preview")
    assert customers([cyn[2]]) == [cyn[2]]
    done = says("merge", str(cyn[0]), str(cyn[2]))
    number = done.rpartition("undo ")[2].split()[0]
    assert customers([cyn[2]]) == [cyn[0]]
    assert f"{cyn[2]}" in says("history", str(cyn[0]))
    assert "Taken back" in says("undo", number)
    assert customers([cyn[2]]) == [cyn[2]]


def test_profiles_are_parted_and_moved_and_a_value_is_declared_shared(cyn: list[int]) -> None:
    says("part", str(cyn[0]), str(cyn[1]))
    assert customers([cyn[1]]) == [cyn[1]]
    says("move", str(cyn[1]), "--to", str(cyn[2]))
    assert customers(cyn) == [cyn[0], cyn[1], cyn[1]]
    says("shared", str(cyn[0]), "email:c@riders.co.th")
    assert customers(cyn) == [None, cyn[1], cyn[1]]
    with pytest.raises(RegardError, match="Known"):
        says("shared", str(cyn[1]), "phone:1")


def test_who_was_who_at_a_moment(cyn: list[int]) -> None:
    before = clock.now().strftime("%Y-%m-%dT%H:%M:%S")
    merge(cyn[0], cyn[2], by="Ada", at=clock.now())
    follow()
    assert str(cyn[2]) in says("history", str(cyn[0]))
    assert str(cyn[2]) not in says("history", str(cyn[0]), "--known", before)


@pytest.fixture
def pairs() -> list[int]:
    """Two pairs of accounts, each pair with one address between them."""
    told = [by(f"account:shop:{number}", f"email:home{number // 2}@riders.co.th") for number in (2, 3, 4, 5)]
    numbers = [one.seq for one in record(*told).placed]
    follow()
    return numbers


def numbers_listed(*words: str) -> list[str]:
    """The numbers of the doubts that are listed."""
    return re.findall(r"^ +(\d+) ", says("list", *words, of=doubts), re.MULTILINE)


def test_doubts_are_listed_with_what_both_carry_and_why(pairs: list[int]) -> None:
    listed = says("list", of=doubts)
    assert re.search(rf"{pairs[0]} \| {pairs[1]} +email:home1@riders.co.th +two_accounts", listed)
    assert "2 wait, 0 are left for later." in listed
    first, second = numbers_listed()
    assert f"--after {first}" in says("list", "--limit", "1", of=doubts)
    assert numbers_listed("--after", first) == [second]


def test_a_doubt_is_decided_after_a_preview_and_taken_back(pairs: list[int]) -> None:
    first, second = numbers_listed()
    assert "Nothing was changed" in says("decide", first, "same", "--preview", of=doubts)
    assert customers(pairs) == pairs
    number = says("decide", first, "same", of=doubts).rpartition("undo ")[2].split()[0]
    assert customers(pairs[:2]) == [pairs[0], pairs[0]]
    assert numbers_listed() == [second]
    says("undo", number)
    assert customers(pairs) == pairs
    says("decide", second, "two", of=doubts)
    assert second not in numbers_listed()
    with pytest.raises(RegardError, match="Known: same, shared, two"):
        says("decide", numbers_listed()[0], "perhaps", of=doubts)


def test_a_doubt_is_left_for_later_and_brought_back(pairs: list[int]) -> None:
    first, second = numbers_listed()
    says("later", second, of=doubts)
    assert (numbers_listed(), numbers_listed("--later")) == ([first], [second])
    says("again", second, of=doubts)
    assert numbers_listed() == [first, second]
