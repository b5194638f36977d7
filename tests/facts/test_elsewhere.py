"""Real logs, taken out and brought into an empty home: a part of each still comes to what was counted in the file."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from regard import answering, house
from regard.customers.public import shown_as
from regard.exchange.public import bring_in
from regard.foundation.home import Home
from regard.record.import_.recipe import File
from regard.record.import_.tables import tables
from regard.record.public import history
from tests.desk import matters_by_message, reading_for
from tests.exchange.company import nothing_said, out
from tests.exchange.test_reports import copied, opens
from tests.web.conftest import forget_the_lake

pytestmark = [pytest.mark.facts, pytest.mark.django_db, pytest.mark.one_database]

ROWS, TICKETS = 800, 250
_TOUCHPOINT = {
    "Constituent Call": "hotline", "Citizens Connect App": "citizens connect", "Self Service": "self service",
    "Twitter": "twitter", "Employee Generated": "employee", "City Worker App": "city worker app",
    "Maximo Integration": "maximo",
}  # fmt: skip


class Facts(NamedTuple):
    """What is counted in the files, and in a home."""

    touchpoints: dict[str, int]
    late_promised: int
    tickets: int
    variants: list[int]
    customers: int
    agents: int


class Logs(NamedTuple):
    """A part of each log as files, and what was counted in them by other means."""

    folder: Path
    boston: Path
    helpdesk: Path
    facts: Facts


@pytest.fixture
def logs(shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Logs]:
    boston, helpdesk = tmp_path / "boston.csv", tmp_path / "helpdesk.xes"
    with gzip.open(shared_data / "boston311" / "boston311_2015.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = [row for row, _ in zip(csv.reader(file), range(ROWS + 1), strict=False)]
    with boston.open("w", encoding="utf-8", newline="") as cut:
        csv.writer(cut).writerows(rows)
    whole = gzip.decompress((shared_data / "helpdesk" / "helpdesk.xes.gz").read_bytes()).decode()
    end = [one.end() for one in re.finditer("</trace>", whole)][TICKETS - 1]
    helpdesk.write_text(f"{whole[:end]}</log>", encoding="utf-8")
    monkeypatch.setattr(house, "the_home", lambda: Home(tmp_path))
    opens(tmp_path)
    yield Logs(tmp_path, boston, helpdesk, in_files(rows, helpdesk))
    nothing_said()
    forget_the_lake()


def in_files(rows: list[list[str]], helpdesk: Path) -> Facts:
    """Counted without Regard."""
    told = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    due = [one for one in told if one["TARGET_DT"] and one["CLOSED_DT"]]
    space = {"": "http://www.xes-standard.org/"}
    tickets = [
        [{one.get("key"): one.get("value") for one in event} for event in trace.iterfind("event", space)]
        for trace in ElementTree.parse(helpdesk).getroot().iterfind("trace", space)  # noqa: S314 -- a file of ours
    ]
    variants = Counter(tuple(event["concept:name"] for event in ticket) for ticket in tickets)
    events = [event for ticket in tickets for event in ticket]
    return Facts(
        touchpoints=dict(Counter(_TOUCHPOINT[one["Source"]] for one in told)),
        late_promised=sum(_at(one["OPEN_DT"]) <= _at(one["CLOSED_DT"]) > _at(one["TARGET_DT"]) for one in due),
        tickets=len(tickets),
        variants=sorted(variants.values()),
        customers=len({event["customer"] for event in events}),
        agents=len({event["org:resource"] for event in events if "org:resource" in event}),
    )


def _at(text: str) -> datetime:
    return datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p")  # noqa: DTZ007 -- both local


def in_the_home() -> Facts:
    """What its reports and its record say."""
    copied()
    asked = answering.answer("funnel", {"by": "touchpoint", "source": "boston311"}, by="a test").rows
    reading, matters = reading_for(), {seq: matter for seq, (matter, *_) in matters_by_message().items()}
    logged = [one for one in history(reading, list(matters)) if (one.source, one.direction) == ("helpdesk", "internal")]
    tickets: dict[int, list[str]] = {}
    for one in sorted(logged, key=lambda one: one.order):
        tickets.setdefault(matters[one.seq], []).append(one.kind)
    return Facts(
        touchpoints={str(row["touchpoint"]): int(str(row["requests"])) for row in asked},
        late_promised=sum(int(str(row["late_promised"])) for row in asked),
        tickets=len(tickets),
        variants=sorted(Counter(map(tuple, tickets.values())).values()),
        customers=len(set(shown_as(reading, [one.seq for one in logged]).values())),
        agents=len({one.staff_key for one in logged if one.staff_key}),
    )


def in_xes(file: Path) -> tuple[int, list[int], int, int]:
    """Of the help desk, as its traces say it; of Boston the traces only."""
    with tables(file, file=File(format="xes")) as found:
        rows = [row[1] for opened in found for row in opened.table if isinstance(row, tuple)]
    ours = [row for row in rows if row["source"] == "helpdesk"]
    traces = [[*events] for _, events in groupby(ours, key=lambda row: row["trace:number"])]
    variants = Counter(tuple(row["concept:name"] for row in trace if row["role"] != "asks") for trace in traces)
    return (
        len(traces),
        sorted(variants.values()),
        len({row["customer"] for row in ours}),
        len({row["org:resource"] for row in ours if "org:resource" in row}),
    )


def test_a_part_of_two_logs_says_the_same_when_it_was_taken_out_and_brought_back(logs: Logs) -> None:
    house.bring_in("boston311", [logs.boston], by="a test")
    house.bring_in("helpdesk", [logs.helpdesk], by="a test")
    assert in_the_home() == logs.facts
    files = {form: logs.folder / f"log.{form}" for form in ("ocel-json", "ocel-sqlite", "xes")}
    for form, file in files.items():
        out(file, form)
    assert in_xes(files["xes"]) == logs.facts[2:]
    for form in ("ocel-json", "ocel-sqlite"):
        opens(logs.folder)
        assert bring_in("ocel", [files[form]], by="a test").refused == 0
        assert in_the_home() == logs.facts
