"""What is exported and read back into an empty home is exported with the same bytes: nothing was lost."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regard.exchange.public import bring_in
from regard.record.public import Interaction
from tests.builders import examples
from tests.customers.acting import an_event as an_event_of_many
from tests.desk import follow, other_keys, record, record_all, start_anew
from tests.episodes.stories import told
from tests.exchange.company import nothing_said, out, partitions, says_of_sources, speak, stories

pytestmark = pytest.mark.django_db


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(drawn=stories(), chosen=st.lists(st.integers(0, 24), min_size=4, max_size=4))
def test_a_home_that_reads_an_export_exports_the_same(
    drawn: tuple[list[Interaction], list[Interaction]], chosen: list[int]
) -> None:
    story, again = drawn
    nothing_said()
    says_of_sources()
    record_all(story, at_once=5)
    record(*again)
    follow()
    speak(chosen)
    before = partitions()
    with TemporaryDirectory() as name:
        folder = Path(name)
        first = {form: out(folder / f"first.{form}", form) for form in ("ocel-json", "ocel-sqlite")}
        for form in first:
            nothing_said()
            done = bring_in("ocel", [folder / f"first.{form}"], by="Ada")
            follow()
            assert (done.state, done.refused, done.appended, done.said) == ("done", 0, len(story), "")
            assert partitions() == before
            for other, content in first.items():
                assert out(folder / f"{form}.{other}", other) == content


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    events=st.lists(an_event_of_many, min_size=3, max_size=14),
    chosen=st.lists(st.integers(0, 24), min_size=4, max_size=4),
)
def test_a_home_with_other_keys_that_reads_an_export_has_the_same_customers(
    events: list[Any], chosen: list[int]
) -> None:
    start_anew()
    record_all(told(events))
    follow()
    speak(chosen)
    before = partitions()
    with TemporaryDirectory() as name:
        file = Path(name, "log.json")
        content = out(file, "ocel-json")
        with other_keys():
            start_anew()
            bring_in("ocel", [file], by="Ada")
            follow()
            assert partitions() == before
            assert out(Path(name, "again.json"), "ocel-json") == content
            start_anew()
