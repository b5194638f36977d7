"""Health over HTTP: one word for strangers, everything for staff, metrics for those who may."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from pytest_django import Settings

from regard import house
from regard.company.models import StaffMember
from regard.company.public import make_token, member
from regard.foundation import beats, clock
from regard.health import gather
from regard.health import public as health
from regard.health.facts import Disk
from regard.web.pages import health as page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_lake", "measured_anew")]


@pytest.fixture
def measured_anew(settings: Settings) -> Iterator[None]:
    """Nothing measured for another test is shown."""
    settings.HEALTH_HOLDS_SECONDS = 0.0
    yield
    page._HELD.clear()


@pytest.fixture
def working() -> None:
    """A worker was here a moment ago."""
    beats.beat(at=clock.now(), version=health.VERSION, clock_drift=0.0, failing="")


def bearer(staff: StaffMember) -> dict[str, Any]:
    token = make_token(member(staff.email), name="watcher", at=clock.now())
    return {"headers": {"Authorization": f"Bearer {token}"}}


def full(monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(free_bytes=0, whole_bytes=2**40, home_bytes=1, writable=True)
    monkeypatch.setattr(gather, "disk_of", lambda home: disk)


# For strangers


@pytest.mark.usefixtures("working")
def test_a_stranger_hears_one_word(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_without_a_worker_it_is_degraded_and_still_answers(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "degraded"})


def test_who_can_keep_nothing_is_taken_out_of_service(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    full(monkeypatch)
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"status": "degraded"})


def test_a_stranger_who_asks_again_and_again_costs_one_look(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[health.Facts] = []
    gathered = health.gather

    def look(**named: Any) -> health.Facts:
        looks.append(gathered(**named))
        return looks[-1]

    monkeypatch.setattr(health, "gather", look)
    settings.HEALTH_HOLDS_SECONDS = 60.0
    for _ in range(5):
        client.get("/healthz")
    assert len(looks) == 1


# With a token


@pytest.mark.usefixtures("working")
def test_a_token_opens_every_check(client: Client, bo: StaffMember) -> None:
    found = client.get("/healthz", **bearer(bo)).json()
    assert found["state"] == "warns"
    checks = {one["name"]: one for one in found["checks"]}
    assert checks["backup"]["todo"] == "Run regard backup, and let a timer run it every night."
    assert checks["worker"]["state"] == "well"
    assert {one["name"] for one in checks["behind"]["parts"]} == {one.name for one in house.lags()}


def test_a_wrong_token_opens_nothing(client: Client) -> None:
    response = client.get("/healthz", headers={"Authorization": "Bearer x"})
    assert response.status_code == 401
    assert "checks" not in response.json()


# For staff


@pytest.mark.usefixtures("working")
def test_staff_see_what_was_measured_the_limit_and_what_to_do(as_bo: Client) -> None:
    shown = as_bo.get("/health/").content.decode()
    assert "Run regard backup, and let a timer run it every night." in shown
    assert "customers.recognise" in shown
    assert all(one.title in shown for one in health.WATCHES)
    assert "From where on it warns" not in shown


def test_an_administrator_changes_a_limit(as_ada: Client) -> None:
    wanted = {"behind_minutes": 7, "free_percent": 5, "days_until_full": 10, "backup_hours": 50, "refusals": 9}
    assert as_ada.post("/health/limits/", wanted).status_code == 302
    assert health.limits() == health.Limits(**wanted)
    assert "1.1 d" not in as_ada.get("/health/").content.decode()


def test_a_limit_of_nothing_is_refused(as_ada: Client) -> None:
    wanted = {"behind_minutes": 0, "free_percent": 5, "days_until_full": 10, "backup_hours": 50, "refusals": 9}
    assert as_ada.post("/health/limits/", wanted).status_code == 400
    assert health.limits() == health.Limits()


def test_others_change_no_limit(as_bo: Client) -> None:
    assert as_bo.post("/health/limits/", {}).status_code == 403


# Metrics


def families(text: str) -> dict[str, Any]:
    return {one.name: one for one in text_string_to_metric_families(text)}  # type: ignore[no-untyped-call]


def test_metrics_are_closed(client: Client, as_bo: Client) -> None:
    assert client.get("/metrics").status_code == 401
    assert as_bo.get("/metrics").status_code == 401


def test_a_machine_may_ask_itself_where_that_was_chosen(client: Client, settings: Settings) -> None:
    settings.METRICS = "loopback"
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 401
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 401


def test_asking_for_metrics_leaves_next_to_nothing_for_the_garbage_collector(as_bo: Client, bo: StaffMember) -> None:
    as_bo.get("/metrics", **bearer(bo))
    gc.collect()
    for _ in range(10):
        as_bo.get("/metrics", **bearer(bo))
    # A request leaves some thirty things that refer to each other; Django's migrations, read anew, left five hundred.
    assert gc.collect() < 1_500


@pytest.mark.usefixtures("company", "working")
def test_a_parser_of_openmetrics_reads_every_family(client: Client, as_bo: Client, bo: StaffMember) -> None:
    as_bo.get("/customers/123456789/")
    response = client.get("/metrics", **bearer(bo))
    assert response["Content-Type"].startswith("application/openmetrics-text; version=1.0.0")
    found = families(response.content.decode())
    behind = {one.labels["follower"]: one.value for one in found["regard_follower_behind_items"].samples}
    assert behind == {one.name: 0 for one in house.lags()}
    routes = {one.labels["route"] for one in found["regard_request_seconds"].samples}
    assert "customer" in routes
    assert "123456789" not in response.content.decode()
    memory = {one.labels["process"]: one.value for one in found["regard_process_resident_bytes"].samples}
    assert memory["web"] > 10_000_000
    states = {one.labels["check"]: one.value for one in found["regard_check_state"].samples}
    assert states["backup"] == 1
    assert {"regard_admissions", "regard_refusals", "regard_queue_items", "regard_disk_free_bytes"} <= set(found)


def test_a_made_up_method_makes_no_series_of_its_own(client: Client, settings: Settings) -> None:
    settings.METRICS = "loopback"
    client.generic("BREW", "/healthz")
    text = client.get("/metrics").content.decode()
    assert "BREW" not in text
    assert 'method="other"' in text


# Seconds behind


def test_what_is_still_to_come_has_an_age(monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    beats.note_tide({"customers.recognise": 5}, at=now - timedelta(seconds=40))
    lag = house.Lag(name="customers.recognise", reached=4, head=9)
    monkeypatch.setattr(house, "lags", lambda: (lag,))
    facts = health.gather(at=now)
    assert facts.record is not None
    assert [(one.items, round(one.seconds or 0)) for one in facts.record.behind] == [(5, 40)]
