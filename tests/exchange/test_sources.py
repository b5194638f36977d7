"""What is said of sources decides who is one customer: it goes along, and nothing that is said here is overruled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from regard.company import public as company
from regard.customers.public import never
from regard.exchange.public import Wanted, bring_in, bring_in_queued, take_out
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.record.public import LOG, find_import, queue_import, recipe_text, take_queued
from tests.builders import day
from tests.customers.people import by
from tests.desk import follow, record
from tests.exchange.company import OURS, a_source, nothing_said, out, partitions, says_of_sources

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def company_that_said_much() -> None:
    """What would join or part others, was it not for what is said of sources."""
    nothing_said()
    says_of_sources()
    ours = "email:bo@lantern.co.th"
    told = (
        ("desk", "phone:081 482 3956"), ("shop", "phone:+66 81 482 3956"),
        ("shop", "phone:020 7946 0018"), ("desk", "phone:+44 20 7946 0018"),
        ("till", "account:till:1", "device:till:d"), ("till", "device:till:d", "phone:+66 81 999 0000"),
        ("desk", ours, "account:7"), ("desk", ours, "handle:cyn"),
    )  # fmt: skip
    record(
        *(by(*who, source=slug, message_id=f"m{number}", at=day(number)) for number, (slug, *who) in enumerate(told))
    )
    follow()


@pytest.mark.parametrize("form", ["ocel-json", "ocel-sqlite"])
def test_who_is_one_customer_by_what_is_said_of_sources_is_so_elsewhere(form: str, tmp_path: Path) -> None:
    file, before, known = tmp_path / "log", partitions(), company.sources()
    content = out(file, form)
    # By either country, by a shared device, by our own address: each would join or part others.
    assert sorted(len(one) for one in before[1]) == [1, 1, 1, 1, 2, 2]
    nothing_said()
    done = bring_in("ocel", [file], by="Ada")
    follow()
    assert (done.appended, done.said) == (8, "")
    assert partitions() == before
    assert [one.country for one in company.sources().values()] == ["TH", "GB", "GB"]
    assert {slug: one.shared_device for slug, one in company.sources().items()} == {
        slug: one.shared_device for slug, one in known.items()
    }
    assert company.choice("never_identifiers") == OURS
    assert out(tmp_path / "again", form) == content


def test_what_is_said_here_stays_and_what_differs_is_said(tmp_path: Path, client: Client) -> None:
    file = tmp_path / "log"
    out(file, "ocel-json")
    nothing_said()
    a_source("desk", zone="Europe/London", country="GB")
    a_source("till", shared_device=True)
    never("phone:+6620*", by="Ada", at=clock.now())
    done = bring_in("ocel", [file], by="Ada")
    assert done.said.splitlines() == [
        "The source desk is kept as it is here. In the file: zone Asia/Bangkok, country TH; "
        "here: zone Europe/London, country GB.",
        "The source till is kept as it is here. In the file: country GB; here: country none.",
        "What never points at a customer is kept as it is here, so that customers may come out otherwise. "
        f"In the file: {OURS}; here: phone:+6620*. `regard sources never` would change it.",
    ]
    assert company.sources()["desk"].country == "GB"
    assert company.choice("never_identifiers") == "phone:+6620*"
    company.add_member(email="ada@riders.example", password="a horse, a battery", admin=True)
    assert client.login(username="ada@riders.example", password="a horse, a battery")
    assert "here: zone Europe/London, country GB." in client.get(f"/sources/imports/{done.number}/").content.decode()


def test_a_record_that_has_begun_is_not_grouped_otherwise_by_a_file(tmp_path: Path) -> None:
    file = tmp_path / "log"
    out(file, "ocel-json")
    nothing_said()
    record(by("email:bo@lantern.co.th", message_id="own"))
    assert f"In the file: {OURS}; here: no rules." in bring_in("ocel", [file], by="Ada").said
    assert company.choice("never_identifiers") == ""


def test_our_own_addresses_leave_with_identities_only(tmp_path: Path) -> None:
    file = tmp_path / "log"
    take_out(file, form="ocel-json", wanted=Wanted(), by="Ada")
    assert b"lantern.co.th" not in file.read_bytes()
    nothing_said()
    never("phone:+6620*", by="Ada", at=clock.now())
    assert bring_in("ocel", [file], by="Ada").said == ""
    assert OURS.encode() not in out(tmp_path / "whole", "ocel-json")


def test_a_device_that_anybody_uses_is_nobodys_even_if_nothing_else_comes_from_its_source(tmp_path: Path) -> None:
    nothing_said()
    says_of_sources()
    record(
        by("device:till:d", "handle:cyn", message_id="m1", at=day(1)),
        by("device:till:d", "handle:dov", message_id="m2", at=day(2)),
    )
    follow()
    content, before = out(tmp_path / "log", "ocel-json"), partitions()
    assert [len(one) for one in before[1]] == [1, 1]
    nothing_said()
    bring_in("ocel", [tmp_path / "log"], by="Ada")
    follow()
    assert partitions() == before
    assert company.sources()["till"].shared_device
    assert out(tmp_path / "again", "ocel-json") == content


@pytest.mark.parametrize(
    "otherwise",
    [
        {"zone": "Siam"}, {"country": "Siam"}, {"slug": "../desk"}, {"records_replies": None}, {"title": None},
        {"live": "perhaps"}, {"shared_device": []}, {"never_identifies": "no rule"},
    ],
)  # fmt: skip
def test_a_source_that_cannot_be_is_refused_and_nothing_of_the_file_is_taken_over(
    otherwise: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "log"
    told = json.loads(out(file, "ocel-json"))
    desk = next(one for one in told["objects"] if one["id"] == "source/desk")
    for name, value in otherwise.items():
        (said,) = (one for one in desk["attributes"] if one["name"] == name)
        said["value"] = value
    file.write_text(json.dumps(told))
    nothing_said()
    with pytest.raises(RegardError, match=r"desk|no rule"):
        bring_in("ocel", [file], by="Ada")
    assert (company.sources(), LOG.head(), company.choice("never_identifiers")) == ({}, 0, "")


def test_an_import_of_the_queue_says_why_its_file_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "log"
    out(file, "ocel-json")
    file.write_bytes(file.read_bytes().replace(b"Asia/Bangkok", b"Siam"))
    nothing_said()
    number = queue_import("ocel", recipe_text("ocel"), "ocel", file, by="Ada")
    take_queued()
    with pytest.raises(RegardError):
        bring_in_queued(number)
    failed = find_import(number)
    assert (failed.state, "No time zone 'Siam'" in failed.error) == ("failed", True)
