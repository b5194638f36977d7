"""What is exported and read back into an empty home gives every report the same, cell by cell, in either form."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from regard import house
from regard.exchange.public import bring_in
from regard.foundation.home import Home
from regard.foundation.keys import ring
from regard.groups.public import organisations
from regard.record.public import Interaction, object_key
from tests.builders import examples
from tests.desk import follow, other_keys, reading_for, record, record_all
from tests.episodes.stories import GAPS, KEYS, LONG_AGO, WHAT, WHO, told
from tests.exchange.company import (
    CARRIED,
    FIRMS,
    SOURCES,
    borne,
    nothing_said,
    out,
    partitions,
    says_of_sources,
    speak,
    stories,
)
from tests.web.conftest import forget_the_lake
from tests.web.test_taken_back import figures, tables

pytestmark = pytest.mark.django_db

Story = list[Interaction]
Keys = Callable[[], AbstractContextManager[None]]


def opens(folder: Path) -> None:
    """An empty home: nothing is recorded, said or copied."""
    nothing_said()
    forget_the_lake()
    shutil.rmtree(folder / "lake", ignore_errors=True)


@contextmanager
def a_company(story: Story, again: Story, chosen: list[int]) -> Iterator[Path]:
    """It recorded this, and people said what they say; the folder of its lake."""
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patched:
        folder = Path(name)
        patched.setattr(house, "the_home", lambda: Home(folder))
        opens(folder)
        says_of_sources()
        record_all(story, at_once=5)
        record(*again)
        follow()
        speak(chosen)
        yield folder
        forget_the_lake()


def copied() -> None:
    """Followers and lake take in all there is."""
    with house.open_lake() as lake:
        while house.follow() + house.copy_lake(lake):
            pass


def all_tables() -> tuple[Any, ...]:
    """Every table that reports read; matters, customers and organisations."""
    copied()
    firms = [
        (one.name, one.traits, one.interactions, one.newest, len(one.customers))
        for one in organisations(reading_for("serve_customer"))
    ]
    return tables(), partitions(), sorted(firms)


def all_reports() -> dict[str, list[str]]:
    """Every report; one of them by everything it may be told apart by, of an organisation, and as it was."""
    copied()
    asked = [{"report": one.name} for one in house.REPORTS]
    by = ("touchpoint", "source", "month", "asked_by", "total")
    asked += [{"report": "funnel", "by": one} for one in by]
    firm = object_key(ring(), "organisation", "desk", FIRMS[0]).hex()
    asked += [
        {"report": "funnel", "organisation": firm},
        {"report": "funnel", "by": "total", "as_of": (LONG_AGO + timedelta(days=20)).isoformat()},
    ]
    return {name.replace(firm, FIRMS[0]): rows for name, rows in figures(asked).items()}


def comes_back(folder: Path, story: Story, seen: Callable[[], Any], *, elsewhere: Keys = nullcontext) -> Any:
    """Out and back in either form, in homes with such keys; what is seen here is seen there."""
    before = seen()
    first = {form: out(folder / f"first.{form}", form) for form in ("ocel-json", "ocel-sqlite")}
    for form, content in first.items():
        with elsewhere():
            opens(folder)
            done = bring_in("ocel", [folder / f"first.{form}"], by="Ada")
            assert (done.state, done.refused, done.appended, done.said) == ("done", 0, len(story), "")
            assert seen() == before
            assert out(folder / f"again.{form}", form) == content
            opens(folder)
    return before


@settings(max_examples=examples(6), suppress_health_check=[HealthCheck.too_slow])
@given(drawn=stories(), chosen=st.lists(st.integers(0, 24), min_size=4, max_size=4))
def test_every_table_that_reports_read_comes_back(drawn: tuple[Story, Story], chosen: list[int]) -> None:
    with a_company(*drawn, chosen) as folder:
        comes_back(folder, drawn[0], all_tables)


def test_every_report_of_a_home_with_other_keys_says_the_same_cell_by_cell() -> None:
    chance = random.Random(7)  # noqa: S311 -- a story, no secret
    events: list[Any] = [
        (chance.choice(GAPS), chance.choice(WHO), chance.choice(WHAT), frozenset(chance.sample(KEYS, k=2)))
        for _ in range(60)
    ]
    story = [
        borne(one, chance.choice(SOURCES), set(chance.sample(CARRIED, k=1)), chance.choice((None, *FIRMS)))
        for one in told(events)
    ]
    again = [replace(one, text="said otherwise", channel="phone") for one in story[10:14]]
    chance.shuffle(story)
    with a_company(story, again, [3, 17, 8, 30]) as folder:
        said = comes_back(folder, story, all_reports, elsewhere=other_keys)
    # Nobody in it is overtaken, and what was imported is not exported.
    silent = [name for name, rows in said.items() if not rows]
    assert silent == ["{'report': 'overtaking'}", "{'report': 'unused_columns'}"]
