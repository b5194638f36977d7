"""The record as a download: streamed, pseudonymous to who may read customers, whole to who administers."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests.builders import an_interaction
from tests.desk import follow, record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def something_recorded() -> None:
    record(an_interaction(message_id="m-secret", text="the bell is silent"))
    follow()


def body(client: Client, **given: str) -> bytes:
    response = client.get("/api/v1/export", given)
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_it_is_pseudonymous_unless_who_administers_asks_otherwise(as_ada: Client, as_bo: Client) -> None:
    for client in (as_ada, as_bo):
        content = body(client)
        assert len(json.loads(content)["events"]) == 1
        assert b"secret" not in content
    assert b"m-secret" in body(as_ada, with_identities="yes")
    refused = as_bo.get("/api/v1/export", {"with_identities": "yes"})
    assert refused.status_code == 403
    assert "administers" in refused.json()["error"]["message"]


def test_every_format_is_a_file_with_a_name(as_ada: Client) -> None:
    for form, begins, name in (
        ("ocel-json", b"{", "regard.json"),
        ("ocel-sqlite", b"SQLite format 3\0", "regard.sqlite"),
        ("xes", b"<?xml", "regard.xes"),
    ):
        response = as_ada.get("/api/v1/export", {"format": form})
        assert b"".join(response.streaming_content).startswith(begins)  # type: ignore[attr-defined]
        assert name in response["Content-Disposition"]
        assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"format": "pdf"}, 404, "ocel-json"),
        ({"source": "nowhere"}, 404, "nowhere"),
        ({"since": "yesterday"}, 400, "2026-01-05"),
        ({"until": "2026-01-05T09:30:00"}, 400, "no time zone"),
        ({"colour": "red"}, 404, "with_identities"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_sent(
    as_ada: Client, given: dict[str, str], status: int, said: str
) -> None:
    response = as_ada.get("/api/v1/export", given)
    assert response.status_code == status
    assert said in response.json()["error"]["message"]


def test_nobody_gets_it_without_signing_in(client: Client) -> None:
    assert client.get("/api/v1/export").status_code == 401


def test_the_settings_offer_it(as_ada: Client, as_bo: Client) -> None:
    assert 'name="with_identities"' in as_ada.get("/settings/").content.decode()
    page = as_bo.get("/settings/").content.decode()
    assert 'action="/api/v1/export"' in page
    assert 'name="with_identities"' not in page
