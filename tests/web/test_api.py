"""The API: reports for programs, errors that say what would work, a description that matches."""

from __future__ import annotations

import csv
import io
import json
import re

import pyarrow.parquet as pq
import pytest
from django.test import Client

from regard import house
from regard.company.models import StaffMember
from regard.company.public import make_token
from regard.foundation import clock
from regard.web.api.openapi import described
from regard.web.api.read import _plain

pytestmark = pytest.mark.usefixtures("company")
FUNNEL = "/api/v1/reports/funnel"


@pytest.fixture
def token(bo: StaffMember) -> str:
    """A token of Bo's."""
    return make_token(bo, name="a test", at=clock.now())


def test_rows_come_with_what_a_reader_must_know(client: Client, token: str) -> None:
    answered = client.get(f"{FUNNEL}?asked_by=customer", headers={"Authorization": f"Bearer {token}"}).json()
    assert {row["channel"]: row["ignored"] for row in answered["rows"]}["social"] == 10
    assert answered["meta"]["definition"] == "funnel@1"
    assert answered["meta"]["n"] == 100
    assert set(answered["meta"]) >= {"as_of", "ends", "lake_version", "computed_at", "notes", "params"}
    assert answered["meta"]["ends"]["desk"].startswith("2026-03-31")


def test_the_same_rows_come_as_csv_and_parquet(as_bo: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(as_bo.get(f"{FUNNEL}?format=csv").content.decode())))
    assert sum(int(row["requests"]) for row in rows) == 100
    table = pq.read_table(io.BytesIO(as_bo.get(f"{FUNNEL}?format=parquet").content))
    assert sum(table["requests"].to_pylist()) == 100
    assert json.loads(table.schema.metadata[b"regard"])["definition"] == "funnel@1"


def test_a_page_downloads_the_very_rows_it_shows(as_bo: Client) -> None:
    page = as_bo.get("/?by=month&asked_by=all").content.decode()
    address = re.search(r'href="([^"]*format=csv)"', page).group(1).replace("&amp;", "&")  # type: ignore[union-attr]
    assert as_bo.get(address).content.decode().startswith("month,requests")


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        (f"{FUNNEL}?by=colour", 400, "channel"),
        (f"{FUNNEL}?colour=red", 404, "asked_by"),
        (f"{FUNNEL}?format=xml", 400, "parquet"),
        ("/api/v1/reports/happiness", 404, "funnel"),
    ],
)
def test_an_error_says_what_would_work(as_bo: Client, address: str, status: int, says: str) -> None:
    response = as_bo.get(address)
    assert response.status_code == status
    assert says in response.json()["error"]["message"]


def test_without_a_token_nothing_is_said(client: Client) -> None:
    response = client.get(FUNNEL)
    assert response.status_code == 401
    assert "Bearer" in response.json()["error"]["message"]


def test_a_wrong_token_does_not_pass_because_a_page_is_signed_in(as_bo: Client) -> None:
    assert as_bo.get(FUNNEL, headers={"Authorization": "Bearer rgd_wrong"}).status_code == 401


def test_a_revoked_token_opens_nothing(as_bo: Client, client: Client) -> None:
    page = as_bo.post("/settings/tokens/", {"token-name": "a sheet"}, follow=True).content.decode()
    new = re.search(r'class="token">(\S+?)<', page).group(1)  # type: ignore[union-attr]
    headers = {"Authorization": f"Bearer {new}"}
    assert client.get(FUNNEL, headers=headers).status_code == 200
    number = re.search(r'action="(/settings/tokens/\d+/)"', as_bo.get("/settings/").content.decode())
    as_bo.post(number.group(1))  # type: ignore[union-attr]
    assert client.get(FUNNEL, headers=headers).status_code == 401


def test_the_token_of_a_closed_account_opens_nothing(client: Client, bo: StaffMember, token: str) -> None:
    StaffMember.objects.filter(pk=bo.pk).update(is_active=False)
    assert client.get(FUNNEL, headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_the_api_only_reads(as_bo: Client) -> None:
    assert as_bo.post(FUNNEL).status_code == 405


def test_a_spreadsheet_runs_no_formula() -> None:
    assert _plain("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert _plain(-3) == -3


def test_the_description_names_every_report_with_its_parameters_and_columns(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    for report in house.REPORTS:
        operation = document["paths"][f"/api/v1/reports/{report.name}"]["get"]
        named = [one["name"] for one in operation["parameters"]]
        assert named == [*(param.name for param in report.params), "format"]
        row = operation["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["rows"]
        assert set(row["items"]["properties"]) == {column.name for column in report.columns}


def test_what_the_description_refers_to_is_there() -> None:
    document = described(house.REPORTS)
    refs = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert refs <= set(document["components"]["schemas"])
    ids = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    assert len(ids) == len(set(ids))


def test_what_is_answered_fits_the_description(as_bo: Client) -> None:
    document = described(house.REPORTS)
    for report in house.REPORTS:
        answered = as_bo.get(f"/api/v1/reports/{report.name}").json()
        operation = document["paths"][f"/api/v1/reports/{report.name}"]["get"]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        columns = schema["properties"]["rows"]["items"]["properties"]
        kinds = {"integer": int, "number": (int, float), "string": str, "null": type(None)}
        for row in answered["rows"]:
            for name, value in row.items():
                assert isinstance(value, tuple(_flat(kinds[one] for one in columns[name]["type"]))), (report.name, name)
        assert set(document["components"]["schemas"]["Meta"]["required"]) <= set(answered["meta"])


def _flat(kinds: object) -> list[type]:
    return [kind for one in kinds for kind in (one if isinstance(one, tuple) else (one,))]  # type: ignore[attr-defined]
