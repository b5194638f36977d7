"""Connecting a source: keys shown once, secrets, mappings tried before they are kept; for administrators only."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from regard.company.public import Source, hook_secrets, register_source, sources, write_keys
from regard.foundation import clock
from regard.record.public import Refused, keep, mapping_history, mapping_text, shipped_mapping
from tests.web.test_hundred import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_lake")]

SOURCE = {
    "source-title": "Web shop", "source-slug": "web-shop", "source-zone": "Asia/Bangkok",
    "source-records_replies": "on", "source-is_live": "on",
}  # fmt: skip


@pytest.fixture
def shop(db: None) -> str:
    """A source that is known."""
    register_source(
        Source(slug="shop", title="The shop", zone="UTC", records_replies=True, is_live=True), at=clock.now()
    )
    return "shop"


def keys() -> list[str]:
    return [one.name for one in write_keys("shop", now=clock.now())]


def test_a_source_is_added_and_its_page_says_how_it_sends(as_ada: Client) -> None:
    page = as_ada.post("/sources/add/", SOURCE, follow=True).content.decode()
    assert sources()["web-shop"].zone == "Asia/Bangkok"
    assert "http://testserver/v1/hooks/web-shop" in page
    assert "regard.js" in page


@pytest.mark.parametrize(("slug", "why"), [("Web Shop", "no short name"), ("shop", "already")])
def test_a_name_that_cannot_be_is_explained(as_ada: Client, shop: str, slug: str, why: str) -> None:
    response = as_ada.post("/sources/add/", {**SOURCE, "source-slug": slug})
    assert response.status_code == 400
    assert why in response.content.decode()
    assert list(sources()) == ["shop"]


def test_a_write_key_is_shown_once(as_ada: Client, shop: str) -> None:
    given = {"key-name": "till", "key-origins": "https://shop.example, https://www.shop.example"}
    shown = as_ada.post("/source/shop/keys/", given, follow=True).content.decode()
    (key,) = re.findall(r"rgw_[\w-]{40,}", shown)
    assert key not in page_of(as_ada, "/source/shop/")
    (kept,) = write_keys("shop", now=clock.now())
    assert (kept.name, kept.origins) == ("till", ("https://shop.example", "https://www.shop.example"))


def test_what_is_no_web_site_is_explained(as_ada: Client, shop: str) -> None:
    response = as_ada.post("/source/shop/keys/", {"key-name": "till", "key-origins": "shop.example"})
    assert response.status_code == 400
    assert "is no web origin" in response.content.decode()
    assert keys() == []


def test_a_key_is_replaced_with_overlap_and_ended(as_ada: Client, shop: str) -> None:
    as_ada.post("/source/shop/keys/", {"key-name": "till"})
    (old,) = write_keys("shop", now=clock.now())
    as_ada.post(f"/source/shop/keys/{old.number}/replace/", {"overlap": "hour"})
    ends = {one.number: one.ends_at for one in write_keys("shop", now=clock.now())}
    assert len(ends) == 2
    assert ends[old.number] is not None
    as_ada.post(f"/source/shop/keys/{old.number}/end/")
    assert old.number not in {one.number for one in write_keys("shop", now=clock.now())}


def test_a_key_of_another_source_is_not_reached_from_here(as_ada: Client, shop: str) -> None:
    as_ada.post("/sources/add/", SOURCE)
    as_ada.post("/source/shop/keys/", {"key-name": "till"})
    (key,) = write_keys("shop", now=clock.now())
    assert as_ada.post(f"/source/web-shop/keys/{key.number}/end/").status_code == 404
    assert keys() == ["till"]


def test_a_secret_is_made_here_or_entered(as_ada: Client, shop: str) -> None:
    shown = as_ada.post("/source/shop/secrets/", {"secret-secret": ""}, follow=True).content.decode()
    (made,) = re.findall(r"whsec_[\w+/=]{40,}", shown)
    assert made not in page_of(as_ada, "/source/shop/")
    as_ada.post("/source/shop/secrets/", {"secret-secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
    found = hook_secrets("shop", now=clock.now())
    assert len(found) == 2
    as_ada.post(f"/source/shop/secrets/{found[0].number}/end/")
    assert len(hook_secrets("shop", now=clock.now())) == 1


def test_half_a_secret_is_refused(as_ada: Client, shop: str) -> None:
    response = as_ada.post("/source/shop/secrets/", {"secret-secret": "whsec_abc"})
    assert response.status_code == 400
    assert hook_secrets("shop", now=clock.now()) == ()


@pytest.mark.parametrize(
    "address",
    ["keys/", "keys/1/replace/", "keys/1/end/", "secrets/", "secrets/1/end/", "mappings/webhook/"],
)
def test_only_administrators_change_anything(as_bo: Client, shop: str, address: str) -> None:
    assert as_bo.post(f"/source/shop/{address}", {"key-name": "x", "do": "ship"}).status_code == 403
    assert (keys(), mapping_history("shop", "webhook")) == ([], ())
    assert "<form" not in page_of(as_bo, "/source/shop/").split("<main", 1)[1]


def test_a_mapping_is_tried_on_what_was_refused_and_nothing_is_kept(as_ada: Client, shop: str) -> None:
    event = {"ref": "77", "what": "call_me", "at": "2026-11-20T10:00:00Z", "words": "Ring me back"}
    kept = Refused(source="shop", reason="no_id", detail="", original={"collected_as": "webhook", "event": event})
    keep([], [kept], received_at=clock.now())
    text = shipped_mapping("webhook").replace("{webhook.id|id|event_id}", "{ref}").replace("{type|", "{what|type|")
    tried = as_ada.post("/source/shop/mappings/webhook/", {"recipe_text": text, "event": "", "do": "try"})
    page = tried.content.decode()
    assert "<dd>call_me</dd>" in page
    assert "<dd>77</dd>" in page
    assert mapping_history("shop", "webhook") == ()


def test_a_mapping_is_kept_has_a_history_and_a_way_back(as_ada: Client, shop: str) -> None:
    text = shipped_mapping("webhook").replace('channel = "other"', 'channel = "phone"')
    as_ada.post("/source/shop/mappings/webhook/", {"recipe_text": text, "event": "", "do": "keep"})
    assert 'channel = "phone"' in mapping_text("shop", "webhook")
    assert "ada@example.com" in page_of(as_ada, "/source/shop/")
    as_ada.post("/source/shop/mappings/webhook/", {"do": "ship"})
    assert mapping_text("shop", "webhook") == shipped_mapping("webhook")
    assert len(mapping_history("shop", "webhook")) == 2


@pytest.mark.parametrize(("given", "why"), [({"recipe_text": "[oh"}, "TOML"), ({"event": "{"}, "That is no JSON")])
def test_what_cannot_be_is_explained_and_stays_in_the_form(
    as_ada: Client, shop: str, given: dict[str, str], why: str
) -> None:
    whole = {"recipe_text": shipped_mapping("webhook"), "event": "", "do": "try", **given}
    response = as_ada.post("/source/shop/mappings/webhook/", whole)
    assert response.status_code == 400
    assert why in response.content.decode()


@pytest.mark.parametrize("address", ["/source/nobody/", "/source/shop/mappings/pigeon/"])
def test_what_is_not_there_is_not_found(as_ada: Client, shop: str, address: str) -> None:
    assert as_ada.get(address).status_code == 404


def test_an_empty_home_offers_to_connect_a_system(as_ada: Client) -> None:
    page = as_ada.get("/", follow=True).content.decode()
    assert "Connect a system" in page
    assert 'href="/sources/#add"' in page
