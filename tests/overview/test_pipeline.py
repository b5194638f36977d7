"""From the door to the figure: admitted, joined, copied to the lake, counted, seen as of the past, erased."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from regard.company.public import Source, register_source
from regard.customers import public as customers
from regard.data_use.public import Permit, Reading, open_reading, purposes
from regard.episodes import public as episodes
from regard.foundation.copies import copy_next
from regard.foundation.databases import read
from regard.foundation.followers import rewind, run_all
from regard.foundation.warehouse.public import Engine, Lake
from regard.overview import public as overview
from regard.record import public as record
from tests.builders import START, an_interaction, day

pytestmark = pytest.mark.django_db(transaction=True)
COPIES = (*record.LAKE, *customers.LAKE, *overview.LAKE)
FUNNEL, WAITING = overview.REPORTS[:2]


class House:
    """Log, followers, lake and engine, as they are put together."""

    def __init__(self, folder: Path) -> None:
        self.lake = Lake(folder, [copy.table for copy in COPIES])
        self.engine = Engine(self.lake, threads=1)
        source = Source(slug="desk", title="Desk", zone="UTC", records_replies=True, is_live=True)
        register_source(source, at=START)

    def reading(self, purpose: str = "report_service") -> Reading:
        """Leave to read record and lake."""
        return open_reading(Permit(purpose=purposes()[purpose], by="Ada", given_at=START), lake=self.engine.table)

    def takes(self, *interactions: record.Interaction) -> None:
        """Admit these and bring everything up to date."""
        record.admit(interactions, received_at=day(60))
        self.follows()

    def follows(self) -> None:
        """Bring everything up to date."""
        run_all([*customers.FOLLOWERS, *episodes.FOLLOWERS, *overview.FOLLOWERS], open_for=self.reading)
        for copy in COPIES:
            while copy_next(copy, self.lake, self.reading("keep_record")):
                pass

    def says(self, *, now: datetime, as_of: datetime | None = None) -> dict[str, Any]:
        """The figures of all together that are not 0."""
        reading, past = self.reading(), None
        if as_of is not None:
            ids = self.engine.run(overview.went_on(reading, as_of=as_of))["episode_id"].to_pylist()
            past = overview.requests_at(reading, ids, as_of=as_of)
        found = FUNNEL.rows(reading, by="total", ends={}, zone=ZoneInfo("UTC"), now=now, as_of=as_of, past=past)
        rows: list[dict[str, Any]] = self.engine.run(found).to_pylist()
        return {name: value for name, value in rows[0].items() if value} if rows else {}

    def waits(self, *, now: datetime) -> int:
        """How many wait."""
        rows = WAITING.rows(self.reading(), ends={"desk": now}, zone=ZoneInfo("UTC"), now=now)
        return sum(row["waiting_now"] for row in rows)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    yield built
    built.engine.close()
    built.lake.close()


ASK = an_interaction(role="asks", case="K", promised_at=day(1))
REPLY = an_interaction(at=day(3), direction="out", case="K")


def test_an_ask_waits_until_it_is_answered(house: House) -> None:
    house.takes(ASK)
    assert house.waits(now=day(2)) == 1
    assert house.says(now=day(2))["ignored"] == 1
    house.takes(REPLY)
    assert house.waits(now=day(4)) == 0
    said = house.says(now=day(4))
    assert (said["answered_here"], said["late_promised"]) == (1, 1)
    assert said["first_answer_seconds_median"] == 3 * 86_400


def test_the_past_is_seen_as_it_was(house: House) -> None:
    house.takes(ASK, REPLY)
    assert house.says(now=day(20), as_of=day(0, hours=1))["open"] == 1
    assert house.says(now=day(20), as_of=day(2))["ignored"] == 1
    assert house.says(now=day(20), as_of=day(3))["answered_here"] == 1
    assert house.says(now=day(20), as_of=day(-1)) == {}


def test_what_arrives_late_and_out_of_order_comes_to_the_same(house: House) -> None:
    house.takes(REPLY)
    assert house.says(now=day(4)) == {}
    house.takes(ASK)
    assert house.says(now=day(4))["answered_here"] == 1
    assert house.waits(now=day(4)) == 0


def test_who_is_erased_is_in_no_figure(house: House) -> None:
    house.takes(ASK)
    (seq,) = (seq for (seq,) in read("SELECT seq FROM assigned"))
    record.erase([seq], why="asked for", by="Ada", at=day(5))
    house.follows()
    assert house.says(now=day(6)) == {}
    assert read("SELECT count(*) FROM unanswered") == [(0,)]


def test_going_through_it_again_gives_the_same_rows(house: House) -> None:
    house.takes(ASK, an_interaction(role="asks", case="L"))
    before = read("SELECT * FROM unanswered ORDER BY episode_id")
    rewind(overview.WAITING)
    house.follows()
    assert read("SELECT * FROM unanswered ORDER BY episode_id") == before
    assert len(before) == 2


def test_two_in_one_case_who_turn_out_to_be_one_were_driven_away_until_that_is_undone(house: House) -> None:
    one, other = ((record.Identifier("account", "shop", number),) for number in "12")
    house.takes(
        an_interaction(role="asks", case="K", identifiers=one),
        an_interaction(at=day(1), channel="phone", role="asks", case="K", identifiers=other),
    )
    said = house.says(now=day(20))
    assert "driven_away" not in said
    number = customers.merge(*(profile for (profile,) in read("SELECT id FROM profile")), by="Ada", at=day(20))
    house.follows()
    assert house.says(now=day(20))["driven_away"] == 1
    customers.undo(number, by="Ada", at=day(20))
    house.follows()
    assert house.says(now=day(20)) == said


def test_where_a_customer_usually_asks_hangs_neither_on_arrival_nor_on_what_is_erased(house: House) -> None:
    def came_back() -> bool:
        requests = house.engine.run(house.reading().table("requests").select("returned_usual_at")).to_pylist()
        return any(one["returned_usual_at"] for one in requests)

    mail, member = record.Identifier("email", "global", "cyn@mail.lan"), record.Identifier("account", "shop", "1")
    way = ((20, "social"), (21, "phone"), (22, "email"))
    cyn: dict[str, Any] = {"role": "asks", "identifiers": (member,)}
    house.takes(*(an_interaction(at=day(at), channel=on, case="K", **cyn) for at, on in way))
    asked = [an_interaction(at=day(at), role="asks", case=f"L{at}", identifiers=(mail,)) for at in (-200, -160)]
    house.takes(*asked)
    assert not came_back()
    house.takes(an_interaction(at=day(30), channel="web", direction="observed", identifiers=(mail, member)))
    assert came_back(), "Who asked by mail is the same customer."
    seqs = [one.seq for one in record.admit(asked, received_at=day(60)).placed]
    record.erase(seqs, why="asked for", by="Ada", at=day(50))
    house.follows()
    assert not came_back()
    house.takes(an_interaction(at=day(-100), case="M", **cyn))
    assert came_back(), "It arrived late."


def test_who_asks_again_under_another_case_is_seen_by_who_they_are(house: House) -> None:
    cyn: dict[str, Any] = {"identifiers": (record.Identifier("email", "global", "cyn@mail.lan"),), "role": "asks"}
    answer = an_interaction(at=day(1), direction="out", role="answers", case="K")
    house.takes(an_interaction(case="K", **cyn), answer, an_interaction(at=day(3), case="L", **cyn))
    report = next(one for one in overview.REPORTS if one.name == "first_contact")
    found = report.rows(house.reading(), by="total", ends={}, zone=ZoneInfo("UTC"), now=day(20))
    (row,) = house.engine.run(found).to_pylist()
    assert (row["requests"], row["decided_7d"], row["settled_7d"]) == (2, 2, 1)
    assert (row["answered_7d"], row["asked_anything_1d"], row["asked_anything_7d"]) == (1, 0, 1)
