"""An XES log is read event by event, whatever it holds; what tries to swell or to reach out is refused."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.record.import_.formats.xes import XesError
from regard.record.import_.inspect import profile
from regard.record.import_.join import tables_of
from regard.record.import_.mapping import Mapping
from regard.record.import_.recipe import File, Recipe
from regard.record.import_.rows import Refused
from regard.record.import_.shelf import find_recipe
from regard.record.import_.tables import tables

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
LOG = """<log xes.version="1849-2016" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="concept:name" value="UNKNOWN"/></global>
  <classifier name="Activity" keys="concept:name"/>
  <string key="origin" value="csv"/>
  <trace>
    <string key="concept:name" value="Case 1"/>
    <event>
      <string key="concept:name" value="Ring &amp; wait"/>
      <date key="time:timestamp" value="2026-01-05T09:30:00.000+07:00"/>
      <int key="bells" value="2"/>
      <string key="place" value="shop"><string key="floor" value="1"/></string>
      <list key="parts"><values><string key="part" value="bell"/><string key="part" value="lamp"/></values></list>
    </event>
    <event><string key="concept:name" value="Close"/></event>
  </trace>
  <trace>
    <string key="concept:name" value="Case 1"/>
    <event><string key="concept:name" value="Ring"/></event>
  </trace>
</log>
"""


def write(folder: Path, text: str | bytes, name: str = "log.xes") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(path: Path, into: list[Any] | None = None, **layout: Any) -> list[Any]:
    """The rows; with `into`, those before an error are there."""
    items = [] if into is None else into
    with tables(path, file=File(format="xes", **layout)) as found:
        for one in found:
            for item in one.table:
                items.append(item)
    return items


def a_log(*events: str) -> str:
    return f'{HEAD}<log><trace><string key="concept:name" value="C"/>{"".join(events)}</trace></log>'


def test_events_become_rows_with_the_attributes_of_their_trace(tmp_path: Path) -> None:
    (line, first), second, _ = read(write(tmp_path, HEAD + LOG))
    assert line == 9
    assert first == {
        "case:concept:name": "Case 1",
        "concept:name": "Ring & wait",
        "time:timestamp": "2026-01-05T09:30:00.000+07:00",
        "bells": "2",
        "place": "shop",
        "place.floor": "1",
        "parts": '["bell","lamp"]',
        "trace:number": "1",
        "event:number": "1",
    }
    assert (second[1]["event:number"], second[1]["trace:number"]) == ("2", "1")


def test_an_attribute_named_like_our_numbers_keeps_its_value(tmp_path: Path) -> None:
    ((_, row),) = read(write(tmp_path, a_log('<event><string key="event:number" value="x"/></event>')))
    assert (row["event:number"], row["event:number (2)"]) == ("1", "x")


def test_two_traces_of_one_name_are_told_apart(tmp_path: Path) -> None:
    last = read(write(tmp_path, HEAD + LOG))[-1][1]
    assert (last["case:concept:name"], last["trace:number"], last["event:number"]) == ("Case 1", "2", "1")


def test_names_of_the_standard_may_have_a_prefix(tmp_path: Path) -> None:
    inner = '<x:trace><x:event><x:string key="a" value="1"/></x:event></x:trace>'
    log = f'<x:log xmlns:x="http://www.xes-standard.org/">{inner}</x:log>'
    assert read(write(tmp_path, log)) == [(1, {"a": "1", "trace:number": "1", "event:number": "1"})]


def test_an_event_outside_any_trace_is_a_row_of_no_case(tmp_path: Path) -> None:
    log = '<log><trace><string key="n" value="1"/><event/></trace><event><string key="a" value="2"/></event></log>'
    assert read(write(tmp_path, log))[1] == (1, {"a": "2"})


def test_a_trace_without_an_event_is_refused_not_lost(tmp_path: Path) -> None:
    (refused,) = read(write(tmp_path, a_log()))
    assert (refused.reason, refused.original["case:concept:name"]) == ("no_event", "C")


def test_a_log_is_read_packed_and_in_other_encodings(tmp_path: Path) -> None:
    whole = read(write(tmp_path, HEAD + LOG))
    assert read(write(tmp_path, gzip.compress((HEAD + LOG).encode()), "log.xes.gz")) == whole
    latin = a_log('<event><string key="who" value="José"/></event>').replace("utf-8", "iso-8859-1").encode("latin-1")
    assert read(write(tmp_path, latin))[0][1]["who"] == "José"


FAULTS = {
    "two attributes of one key": ('<string key="a" value="1"/><string key="a" value="2"/>', "not_xes"),
    "an attribute without a key": ('<string value="1"/>', "not_xes"),
    "a value too long": (f'<string key="a" value="{"x" * 500}"/>', "value_too_long"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_event_is_refused_alone(tmp_path: Path, fault: str) -> None:
    inner, reason = FAULTS[fault]
    items = read(write(tmp_path, a_log(f"<event>{inner}</event>", "<event/>")), longest_value=100)
    assert isinstance(items[0], Refused)
    assert items[0].reason == reason
    assert isinstance(items[1], tuple)


def test_both_values_of_a_repeated_key_are_kept(tmp_path: Path) -> None:
    inner = FAULTS["two attributes of one key"][0]
    (refused,) = read(write(tmp_path, a_log(f"<event>{inner}</event>")))
    assert {"1", "2"} <= set(refused.original.values())


HOSTILE = {
    "a bomb of entities": (
        '<!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><log>&b;</log>',
        "declares a DOCTYPE",
    ),
    "a file from elsewhere": ('<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]><log>&x;</log>', "DOCTYPE"),
    "a definition from elsewhere": ('<!DOCTYPE log SYSTEM "http://example.org/x.dtd"><log/>', "DOCTYPE"),
    "an entity nobody declared": ("<log>&x;</log>", "line 1"),
    "a depth without end": ("<log>" + "<a>" * 5_000, "nested more than 100 deep"),
    "attributes without end": (
        "<log><trace><event>" + "".join(f'<int key="{n}" value="1"/>' for n in range(10_001)) + "</event>",
        "attribute 10,001 of one event",
    ),
    "a tag without end": ('<log><trace><event><string key="' + "x" * 300_000, "has over 1,000 characters"),
    "another language": ("<html><body/></html>", "begins with <html>"),
    "no XML": ("number,state\n1,New\n", "line 1"),
    "nothing": ("", "line 1"),
    "an encoding nobody reads": ('<?xml version="1.0" encoding="x-nobody"?><log/>', "log.xes"),
}


@pytest.mark.parametrize("trick", HOSTILE)
def test_what_is_hostile_or_no_log_is_refused_with_its_line(tmp_path: Path, trick: str) -> None:
    text, words = HOSTILE[trick]
    with pytest.raises(XesError, match=words):
        read(write(tmp_path, text), longest_value=1_000)


def test_a_log_that_breaks_off_is_read_to_the_break(tmp_path: Path) -> None:
    text = a_log(*(f'<event><int key="n" value="{number}"/></event>\n' for number in range(50)))
    items: list[Any] = []
    with pytest.raises(XesError, match=r"breaks off in line 41 .*All before it was read"):
        read(write(tmp_path, text[: text.index('value="39"') + 14]), items)
    assert [one[1]["n"] for one in items[:-1]] == [str(number) for number in range(39)]
    assert (items[-1].reason, items[-1].line, items[-1].original["n"]) == ("cut_off", 41, "39")


def map_into(made: list[Any], recipe: Recipe, path: Path) -> None:
    with tables_of(recipe, path) as found:
        for outcome in Mapping(recipe).outcomes(next(found).table):
            made += outcome.made


def test_the_case_that_a_log_breaks_off_in_is_refused_whole(tmp_path: Path) -> None:
    trace = (
        '<trace><string key="concept:name" value="{0}"/><event><string key="concept:name" value="Wait"/>'
        '<date key="time:timestamp" value="2026-01-05T09:30:00Z"/></event></trace>\n'
    )
    recipe, made = find_recipe("helpdesk"), list[Any]()
    path = write(tmp_path, "<log>" + "".join(map(trace.format, "ABC")))
    with pytest.raises(XesError, match="breaks off in line 4"):
        map_into(made, recipe, path)
    assert [getattr(one, "message_id", "refused") for one in made[:-1]] == ["A:opened", "A:1", "B:opened", "B:1"]
    assert (made[-1].reason, made[-1].original["case:concept:name"]) == ("cut_off", "C")


def test_a_packed_log_that_breaks_off_says_so(tmp_path: Path) -> None:
    text = a_log(*(f'<event><int key="n" value="{number * 7919}"/></event>\n' for number in range(5_000)))
    packed = gzip.compress(text.encode())
    items: list[Any] = []
    with pytest.raises(XesError, match="the packed file ends early"):
        read(write(tmp_path, packed[: len(packed) // 2], "log.xes.gz"), items)
    assert len(items) > 1_000


def test_an_unknown_log_is_recognised_and_its_columns_listed(tmp_path: Path) -> None:
    found = profile(write(tmp_path, HEAD + "<!-- from a tool -->\n" + LOG))
    assert (found.layout.format, found.rows) == ("xes", 3)
    assert {"case:concept:name", "concept:name", "bells"} <= {column.name for column in found.columns}


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = write(tmp_path_factory.mktemp("xes"), b"<log><trace><event/></trace><trace>" + data)
    items: list[Any] = []
    with pytest.raises(XesError):
        read(path, items)
    assert items[0] == (1, {"trace:number": "1", "event:number": "1"})


@given(
    st.dictionaries(st.text(st.characters(min_codepoint=33, max_codepoint=0x3000), min_size=1), st.text("aé<&\"'ก "))
)
def test_what_a_writer_wrote_is_read_back_whole(
    tmp_path_factory: pytest.TempPathFactory, attributes: dict[str, str]
) -> None:
    def quoted(text: str) -> str:
        return json.dumps("".join(f"&#{ord(one)};" for one in text))

    inner = "".join(f"<string key={quoted(key)} value={quoted(value)}/>" for key, value in attributes.items())
    text = a_log(f"<event>{inner}</event>")
    ((_, row),) = read(write(tmp_path_factory.mktemp("xes"), text))
    ours = {"trace:number", "event:number"}
    assert {key: value for key, value in row.items() if key in attributes and key not in ours} == {
        key: value for key, value in attributes.items() if key not in ours
    }
