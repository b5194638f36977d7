"""Without leave for identities nobody is named in an export; read back, it gives the same matters and customers."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from regard.company import public as company
from regard.customers.public import customers_of, merge, shown_as
from regard.data_use.public import Refused
from regard.episodes.public import rule
from regard.exchange.gather import gather
from regard.exchange.public import FORMATS, Wanted, bring_in, form_of, take_out
from regard.exchange.scratch import Scratch
from regard.foundation import clock
from regard.foundation.databases import log_alias, read
from regard.foundation.errors import NotKnown, RegardError
from regard.record.import_.recipe import File
from regard.record.import_.tables import tables
from regard.record.public import Chosen, Identifier, ObjectRef
from tests.builders import an_interaction, day
from tests.desk import follow, matters_by_message, reading_for, record, start_anew

pytestmark = pytest.mark.django_db

SECRETS = ("m-secret-1", "cyn@riders.co.th", "4711-secret", "the bell is silent", "Bo the agent", "room 7")


@pytest.fixture(autouse=True)
def company_with_a_past() -> None:
    """Cyn writes and calls about one case; somebody else writes of another; Ada says what she knows."""
    start_anew()
    company.register_source(
        company.Source(slug="desk", title="โต๊ะบริการ", zone="Asia/Bangkok", records_replies=True, is_live=False),
        at=day(),
    )
    company.register_source(
        company.Source(slug="other", title="Other", zone="UTC", records_replies=True, is_live=True), at=day()
    )
    cyn = (Identifier("email", "global", "cyn@riders.co.th"),)
    case = (ObjectRef("case", "desk", "4711-secret"),)
    first = an_interaction(message_id="m-secret-1", identifiers=cyn, objects=case, text="the bell is silent")
    record(
        first,
        an_interaction(
            message_id="m-2", at=day(1), direction="out", objects=case, staff_ref="Bo the agent",
            facts={"where": "room 7"}, corrects="m-secret-1",
        ),
        an_interaction(message_id="m-3", at=day(2), channel="phone", identifiers=(Identifier("account", "desk", "9"),)),
        an_interaction(message_id="m-4", at=day(40), source="other", identifiers=cyn),
    )  # fmt: skip
    follow()
    seqs = [seq for (seq,) in read("SELECT seq FROM assigned ORDER BY seq")]
    rule(seqs[0], seqs[2], together=True, by="ada@riders.example", at=clock.now())
    profiles = sorted(set(shown_as(reading_for(), seqs).values()))
    merge(profiles[0], profiles[1], by="ada@riders.example", at=clock.now())
    follow()


def out(folder: Path, form: str, name: str = "log", **wanted: Any) -> Path:
    file = folder / f"{name}{FORMATS[form][0]}"
    take_out(file, form=form, wanted=Wanted(**wanted), by="Ada")
    return file


def sizes() -> tuple[Counter[int], Counter[int]]:
    """How large the matters and the customers are."""
    links = matters_by_message()
    matters = Counter(matter for matter, *_ in links.values())
    customers = Counter(customers_of(reading_for(), list(links)).values())
    return Counter(matters.values()), Counter(customers.values())


@pytest.mark.parametrize("form", FORMATS)
def test_nobody_is_named_in_it(form: str, tmp_path: Path) -> None:
    content = out(tmp_path, form).read_bytes()
    for secret in (*SECRETS, "ada@riders.example"):
        assert secret.encode() not in content, secret
    whole = out(tmp_path, form, "whole", whole=True).read_bytes()
    assert [secret for secret in SECRETS if secret.encode() not in whole] == []


def test_every_object_has_an_event_or_a_reader_would_drop_it(tmp_path: Path) -> None:
    log = json.loads(out(tmp_path, "ocel-json", whole=True).read_bytes())
    related = {one["objectId"] for event in log["events"] for one in event["relationships"]}
    assert {one["id"] for one in log["objects"]} == related


def test_it_says_what_it_is_for_and_whether_identities_are_in_it(tmp_path: Path) -> None:
    for whole, purpose in ((False, "analyse_elsewhere"), (True, "move_elsewhere")):
        log = json.loads(out(tmp_path, "ocel-json", purpose, whole=whole).read_bytes())
        for one in log["objects"]:
            if one["type"] == "source":
                said = {said["name"]: said["value"] for said in one["attributes"]}
                assert (said["with_identities"], said["purpose"]) == (whole, purpose)


def test_identities_need_a_purpose_that_may_see_them() -> None:
    with Scratch() as scratch, pytest.raises(Refused, match="move_elsewhere"):
        gather(Wanted(whole=True), scratch, reading_for("analyse_elsewhere"), upto=9, sources={})


@pytest.mark.parametrize("form", ["ocel-json", "ocel-sqlite"])
def test_read_back_it_gives_the_same_matters_and_customers(form: str, tmp_path: Path) -> None:
    file, before = out(tmp_path, form), sizes()
    start_anew()
    assert bring_in("ocel", [file], by="Ada").appended == 4
    follow()
    assert sizes() == before


def test_a_home_that_reads_its_own_export_knows_all_of_it(tmp_path: Path) -> None:
    file, before = out(tmp_path, "ocel-json", whole=True), sizes()
    said = read("SELECT (SELECT count(*) FROM ruling), (SELECT count(*) FROM merge_event)")
    done = bring_in("ocel", [file], by="Ada")
    follow()
    assert (done.appended, done.already_known, done.revisions) == (0, 4, 0)
    assert sizes() == before
    assert read("SELECT (SELECT count(*) FROM ruling), (SELECT count(*) FROM merge_event)") == said


def test_a_source_that_is_not_known_here_comes_along(tmp_path: Path) -> None:
    file, before = out(tmp_path, "ocel-sqlite", whole=True), company.sources()["desk"]
    company.forget_sources(named="desk")
    bring_in("ocel", [file], by="Ada")
    assert company.sources()["desk"] == before
    assert "ocel" not in company.sources()


def test_only_what_is_chosen_leaves(tmp_path: Path) -> None:
    def messages(**wanted: Any) -> set[str]:
        name = str(len(list(tmp_path.iterdir())))
        events = json.loads(out(tmp_path, "ocel-json", name, whole=True, **wanted).read_bytes())["events"]
        said = [{one["name"]: one["value"] for one in event["attributes"]} for event in events]
        return {one["message_id"] for one in said if "message_id" in one}

    assert messages() == {"m-secret-1", "m-2", "m-3", "m-4"}
    assert messages(chosen=Chosen(source="other")) == {"m-4"}
    assert messages(chosen=Chosen(since=day(1), until=day(2))) == {"m-2"}
    (customer,) = set(customers_of(reading_for(), list(matters_by_message())).values())
    assert messages(customers=(customer,)) == {"m-secret-1", "m-3", "m-4"}
    with pytest.raises(NotKnown, match="shop"):
        messages(chosen=Chosen(source="shop"))


def test_a_file_that_is_there_is_not_written_over_and_its_ending_says_the_format(tmp_path: Path) -> None:
    file = out(tmp_path, "xes")
    with pytest.raises(RegardError, match="exists already"):
        take_out(file, form="xes", wanted=Wanted(), by="Ada")
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert [form_of(Path(name)) for name in ("a.JSON", "a.db", "a.xes")] == ["ocel-json", "ocel-sqlite", "xes"]
    with pytest.raises(RegardError, match="says no format"):
        form_of(Path("a.csv"))


def test_as_xes_each_matter_is_a_trace_and_what_is_lost_is_said(tmp_path: Path) -> None:
    file = tmp_path / "log.xes"
    done = take_out(file, form="xes", wanted=Wanted(whole=True), by="Ada")
    assert any("XES knows no objects" in note for note in done.notes)
    assert b"XES knows no objects" in file.read_bytes()
    with tables(file, file=File(format="xes")) as found:
        read_back = [row for opened in found for row in opened.table]
    rows = [row[1] for row in read_back if isinstance(row, tuple)]
    assert len(rows) == len(read_back)
    assert Counter(row["case:concept:name"] for row in rows) == {"matter/desk/m-secret-1": 3, "matter/other/m-4": 1}
    first = rows[0]
    assert (first["concept:name"], first["channel"]) == ("message", "email")
    assert first["time:timestamp"] == f"{day():%Y-%m-%dT%H:%M:%S}.000000Z"
    assert rows[1]["org:resource"] == "Bo the agent"
    assert rows[1]["case"] == "case/desk/4711-secret"


def test_no_column_of_the_sqlite_file_is_taken_for_another(tmp_path: Path) -> None:
    """Kinds that differ in case only, or are called like a table of the format, have tables of their own."""
    record(
        *(an_interaction(kind=kind, message_id=kind, at=day(50)) for kind in ("Object", "object", "map type", "ระบบ"))
    )
    follow()
    with closing(sqlite3.connect(out(tmp_path, "ocel-sqlite"))) as database:
        kinds = dict(database.execute("SELECT ocel_type, ocel_type_map FROM event_map_type"))
        assert len({table.casefold() for table in kinds.values()}) == len(kinds) == 7
        for kind in ("Object", "object", "map type", "ระบบ"):
            assert database.execute(f'SELECT count(*) FROM "event_{kinds[kind]}"').fetchone() == (1,)  # noqa: S608
        assert database.execute("SELECT count(*) FROM event_object").fetchone()[0] > 6


def test_the_same_moment_to_the_microsecond(tmp_path: Path) -> None:
    at = day(60) + timedelta(microseconds=7)
    record(an_interaction(message_id="late", at=at))
    follow()
    file = out(tmp_path, "ocel-json", whole=True)
    start_anew()
    bring_in("ocel", [file], by="Ada")
    micros = read("SELECT max(occurred_at) FROM interaction", alias=log_alias())
    assert micros[0][0] % 1_000_000 == 7
