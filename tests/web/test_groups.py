"""Groups and organisations on the page and for programs: made without a script, counted before they are kept."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from typer.testing import CliRunner

from regard import crowds, gathering
from regard.company.models import StaffMember
from regard.company.public import make_token
from regard.groups import public as groups
from tests.web.test_hundred import page_of

pytestmark = pytest.mark.usefixtures("company")
AT = datetime(2026, 1, 1, tzinfo=UTC)
IGNORED = groups.read_definition({"conditions": [{"type": "matter", "became": "ignored", "channel": "social"}]})


def made(name: str = "Left alone", definition: groups.Definition = IGNORED) -> groups.Group:
    """A saved group."""
    return groups.save_group(name, definition, by="Ada", at=AT)


def an_organisation(key: str) -> groups.Organisation:
    """One whose name is its key."""
    return groups.Organisation(key=key, name=key, value=key, traits=(), interactions=1, newest=AT, customers=(1,))


def posted(client: Client, address: str, **given: str) -> str:
    """The page that a form leads to."""
    response = client.post(address, given, follow=True)
    return response.content.decode()


def draft_on(page: str) -> str:
    """What travels with the form."""
    found = re.search(r'name="draft" value="([^"]*)"', page)
    assert found
    return html.unescape(found.group(1))


def test_a_group_is_made_one_condition_at_a_time_and_counted_before_it_is_kept(as_bo: Client) -> None:
    address = "/groups/make/"
    page = posted(as_bo, address, act="what:matter")
    assert 'name="became"' in page
    page = posted(as_bo, address, act="add", what="matter", became="ignored", channel="social", draft="[]")
    assert "nobody answered" in page
    assert re.search(r"\d+ of \d+ customers", page)
    assert groups.groups() == ()
    draft = draft_on(page)
    page = posted(as_bo, address, act="add", what="did", channel="phone", never="yes", draft=draft, into="new")
    inner = json.loads(draft_on(page))[1]
    assert (inner["join"], len(inner["conditions"])) == ("any", 1)
    page = posted(as_bo, address, act="remove:1.0", draft=draft_on(page))
    assert json.loads(draft_on(page)) == json.loads(draft)
    page = posted(as_bo, address, act="save", name="Left alone", draft=draft)
    (group,) = groups.groups()
    assert group.definition == IGNORED
    assert "<h1>Left alone</h1>" in page


def test_what_cannot_be_is_said_and_what_was_written_stays(as_bo: Client) -> None:
    given = {"act": "add", "what": "did", "since": "2026-03-01", "last_days": "9", "draft": "[]", "name": "Mine"}
    response = as_bo.post("/groups/make/", given)
    page = response.content.decode()
    assert response.status_code == 400
    assert "say two times" in page
    assert 'value="Mine"' in page
    assert 'value="2026-03-01"' in page


def test_a_condition_is_changed_where_it_was_written(as_bo: Client) -> None:
    group = made()
    page = page_of(as_bo, f"/groups/{group.number}/change/")
    page = posted(as_bo, f"/groups/{group.number}/change/", act="change:0", draft=draft_on(page), name=group.name)
    assert json.loads(draft_on(page)) == []
    assert '<option value="ignored" selected>' in page


def test_the_list_says_what_a_group_means_and_how_many_it_holds(as_bo: Client) -> None:
    made()
    page = page_of(as_bo, "/groups/")
    assert "They asked: channel social, nobody answered" in page
    assert re.search(r"\d+ of \d+", page)


def test_a_group_shows_its_customers_by_what_they_asked_last_and_its_figures(as_bo: Client) -> None:
    group = made()
    page = page_of(as_bo, f"/groups/{group.number}/")
    assert "The brake you sold me squeals in the rain." in page
    assert f"/reports/funnel/?group={group.name.replace(' ', '+')}" in page
    assert "fate=ignored" in page


def test_a_report_of_a_group_says_so(as_bo: Client) -> None:
    made()
    page = page_of(as_bo, "/reports/funnel/?group=Left+alone")
    assert "Only matters in which these customers have a part" in page
    assert '<option value="Left alone" selected>' in page


def test_people_of_a_group_can_be_all_again(as_bo: Client) -> None:
    made()
    page = page_of(as_bo, "/people/?group=Left+alone&fate=ignored")
    assert "Group: Left alone" in page
    assert 'href="?fate=ignored"' in page


def test_a_customer_is_put_in_and_taken_out_by_hand(as_bo: Client) -> None:
    group = made("Ours", groups.read_definition({"conditions": [{"type": "by_hand"}]}))
    customer = crowds.members_after(crowds.crowd_of(made()), by="Ada")[0].customer
    page = posted(as_bo, f"/groups/{group.number}/customers/", customer=str(customer), act="in")
    assert f'href="/customers/{customer}/"' in page
    assert [one.name for one in crowds.groups_of(customer, by="Ada")] == ["Left alone", "Ours"]
    posted(as_bo, f"/groups/{group.number}/customers/", customer=str(customer), act="out")
    assert [one.name for one in crowds.groups_of(customer, by="Ada")] == ["Left alone"]


def test_the_page_of_a_customer_names_their_groups(as_bo: Client) -> None:
    group = made()
    customer = crowds.members_after(crowds.crowd_of(group), by="Ada")[0].customer
    page = page_of(as_bo, f"/customers/{customer}/groups/")
    assert f'href="/groups/{group.number}/"' in page
    assert "nobody answered" in page
    groups.remove_group(group.number)
    assert "In none of the groups" in page_of(as_bo, f"/customers/{customer}/groups/")


def test_a_group_is_let_go(as_bo: Client) -> None:
    posted(as_bo, f"/groups/{made().number}/remove/")
    assert groups.groups() == ()


def test_programs_make_change_read_and_remove_groups(client: Client, bo: StaffMember) -> None:
    told = {"name": "Left alone", "definition": {"conditions": [{"type": "matter", "became": "ignored"}]}}
    assert client.post("/api/v1/groups", told, content_type="application/json").status_code == 401
    head = {"Authorization": f"Bearer {make_token(bo, name='a test', at=AT, scopes=['decide'])}"}
    response = client.post("/api/v1/groups", told, content_type="application/json", headers=head)
    assert response.status_code == 201, response.content
    group = response.json()
    assert group["customers"] > 2
    address = f"/api/v1/groups/{group['number']}"
    seen, after = [], 0
    while after is not None:
        page = client.get(f"{address}/members?limit=2&after={after}", headers=head).json()
        seen += [one["customer"] for one in page["members"]]
        after = page["next"]
    assert len(seen) == len(set(seen)) == group["customers"]
    narrower = {**told, "definition": {"conditions": [{"type": "matter", "became": "ignored", "channel": "social"}]}}
    changed = client.put(address, narrower, content_type="application/json", headers=head).json()
    assert changed["customers"] <= group["customers"]
    assert client.get("/api/v1/groups", headers=head).json()["groups"][0]["number"] == group["number"]
    assert client.delete(address, headers=head).status_code == 204
    assert client.get(address, headers=head).status_code == 404


def test_a_session_alone_changes_no_group_by_the_api(as_bo: Client) -> None:
    response = as_bo.post("/api/v1/groups", {"name": "x"}, content_type="application/json")
    assert response.status_code == 401


def test_without_an_organisation_the_page_says_how_sources_name_one(as_bo: Client) -> None:
    assert "context.groupId" in page_of(as_bo, "/organisations/")


def test_a_group_tells_how_many_there_were_month_by_month_with_a_table(as_bo: Client) -> None:
    group = made()
    address = f"/groups/{group.number}/months/"
    before = page_of(as_bo, f"/groups/{group.number}/")
    assert f'hx-get="{address}"' in before, "the page does not wait for it"
    whole = page_of(as_bo, address)
    assert "<h1>Left alone</h1>" in whole, "without a script the whole page comes with it"
    part = as_bo.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<h1>" not in part
    rows = re.findall(r'<th scope="row">(.*?)</th><td class="num">([\d,]+)</td><td class="num">([\d,]+)</td>', part)
    size = crowds.size_of(crowds.crowd_of(group), by="Ada")
    assert (int(rows[0][1]), int(rows[0][2].replace(",", ""))) == (size.customers, size.of), "the newest month is today"
    assert "As known now" in part
    assert f'hx-get="{address}"' not in page_of(as_bo, f"/groups/{group.number}/"), "what was worked out is kept"


def test_programs_and_terminals_are_told_the_months_that_the_page_shows(client: Client, bo: StaffMember) -> None:
    group = made()
    head = {"Authorization": f"Bearer {make_token(bo, name='a test', at=AT)}"}
    told = client.get(f"/api/v1/groups/{group.number}/months", headers=head).json()
    rows = [(each["month"], each["customers"], each["of"], each["is_over"]) for each in told["months"]]
    shown = crowds.months_of(crowds.crowd_of(group), by="Ada").months
    assert rows == [(each.month, each.customers, each.of, each.is_over) for each in shown]
    assert rows[-1][1] == crowds.size_of(crowds.crowd_of(group), by="Ada").customers
    table = CliRunner().invoke(gathering.app, ["months", "left alone"], catch_exceptions=False).output
    first = re.findall(r"^ *(\d{4}-\d\d)( so far)? +([\d,]+) +([\d,]+)", table, re.MULTILINE)
    printed = [(month, int(n.replace(",", "")), int(of.replace(",", "")), not so_far) for month, so_far, n, of in first]
    assert printed == rows[::-1]
    assert client.get("/api/v1/groups/999/months", headers=head).status_code == 404


def test_a_search_that_finds_no_organisation_says_what_would(as_bo: Client) -> None:
    page = page_of(as_bo, "/organisations/?search=zzz")
    assert "No organisation is found by that" in page
    assert "group call" not in page, "how organisations come in is no answer to a search"


def test_organisations_come_page_by_page_in_the_order_in_which_they_were_heard_of(
    client: Client, bo: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = [an_organisation(key) for key in ("c", "a", "b")]
    monkeypatch.setattr(crowds, "organisations", lambda *, by, search: [one for one in heard if search in one.name])
    head = {"Authorization": f"Bearer {make_token(bo, name='t', at=AT, scopes=('customers',))}"}

    def keys(query: str) -> tuple[list[str], str | None]:
        told = client.get(f"/api/v1/organisations?{query}", headers=head).json()
        return [one["key"] for one in told["organisations"]], told["next"]

    assert keys("limit=2") == (["c", "a"], "a")
    assert keys("limit=2&after=a") == (["b"], None)
    assert keys("limit=0") == (["c"], "c")
    assert keys("limit=3") == (["c", "a", "b"], None)
    gone = client.get("/api/v1/organisations?after=zzz", headers=head)
    assert (gone.status_code, "begins anew" in gone.content.decode()) == (400, True)
