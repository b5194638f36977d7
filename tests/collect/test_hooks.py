"""Webhooks: signed as Standard Webhooks has it, or with a key; of any shape."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook

from regard.company.public import end_hook_secret, hook_secrets, make_hook_secret
from regard.data_use.public import open_reading, permit
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.record.public import Interaction, by_mapping, change_mapping, refusals, shipped_mapping
from tests.collect.sender import Sender, a_source, logged, sealed

# The vector of the specification's libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
STAMP = 1614265330
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
THEN = datetime.fromtimestamp(STAMP, tz=UTC)
PATH = "/v1/hooks/shop"
TICKET = json.dumps({"type": "ticket.created", "ticket": {"id": 7, "description": "Help"}, "note": "vip"}).encode()


def signed(body: bytes = TICKET, *, at: datetime, by: str = SECRET, **more: str) -> dict[str, str]:
    """The headers that the peer library makes."""
    signature = Webhook(by).sign("msg_1", at, body.decode())
    stamp = str(int(at.timestamp()))
    return {"webhook_id": "msg_1", "webhook_timestamp": stamp, "webhook_signature": signature, **more}


def hook(sender: Sender, headers: dict[str, str], body: bytes = TICKET, *, path: str = PATH) -> Any:
    return sender.post(path, body, key="", **headers)


def test_the_vector_of_the_specification_opens(sender: Sender) -> None:
    make_hook_secret("shop", by="Ada", at=clock.now(), secret=SECRET)
    sender.now = THEN
    headers = {"webhook_id": ID, "webhook_timestamp": str(STAMP), "webhook_signature": SIGNATURE}
    # It has no kind, which our mapping needs: signed well, and kept.
    assert hook(sender, headers, BODY).status == 422
    assert sender.kept() == [("missing_kind", {"test": 2432232314})]
    for name, value in (
        ("webhook_id", "msg_x"),
        ("webhook_timestamp", str(STAMP + 1)),
        ("webhook_signature", "v1,AA=="),
    ):
        assert hook(sender, headers | {name: value}, BODY).status == 401
    assert hook(sender, headers, BODY + b" ").status == 401


def test_one_that_is_refused_can_be_mapped_again_though_its_id_came_in_a_header(sender: Sender) -> None:
    make_hook_secret("shop", by="Ada", at=clock.now(), secret=SECRET)
    hook(sender, signed(b'{"note": "no kind"}', at=clock.now()), b'{"note": "no kind"}')
    ours = shipped_mapping("webhook").replace('kind = "{type|event|event_type}"', 'kind = "ping"')
    change_mapping("shop", "webhook", ours, by="Ada", at=clock.now())
    reading = open_reading(permit("mend_record", by="a test", at=clock.now()))
    (one,) = [made for kept in refusals(reading) for made in by_mapping(kept)]
    assert isinstance(one, Interaction)
    assert (one.message_id, one.kind, one.facts) == ("msg_1", "ping", {"note": "no kind"})


def test_what_the_peer_signs_opens_and_with_our_secrets_it_verifies(sender: Sender) -> None:
    secret = make_hook_secret("shop", by="Ada", at=clock.now())
    now = clock.now()
    assert hook(sender, signed(at=now, by=secret)).body["appended"] == 1
    given = signed(at=now, by=secret)
    assert Webhook(secret).verify(TICKET, {name.replace("_", "-"): value for name, value in given.items()})
    (one,) = logged()
    assert (one.source, one.kind, sealed(one).text, sealed(one).message_id) == (
        "shop",
        "ticket.created",
        "Help",
        "msg_1",
    )
    assert sealed(one).facts["note"] == "vip"
    assert [(ref.kind, ref.value) for ref in sealed(one).objects] == [("case", "7")]


def test_while_a_secret_is_changed_either_signs_and_several_signatures_may_stand_together(sender: Sender) -> None:
    old = make_hook_secret("shop", by="Ada", at=clock.now())
    new = make_hook_secret("shop", by="Ada", at=clock.now())
    now = clock.now()
    assert hook(sender, signed(at=now, by=old)).status == 200
    assert hook(sender, signed(at=now, by=new)).status == 200
    wrong = "v1," + base64.b64encode(b"x" * 32).decode()
    both = signed(at=now, by=new)
    both["webhook_signature"] = f"v1a,abc {wrong} v1,%% {both['webhook_signature']}"
    assert hook(sender, both).status == 200
    end_hook_secret(hook_secrets("shop", now=clock.now())[-1].number, at=clock.now())
    assert hook(Sender(sender.key), signed(at=now, by=old)).status == 401


@pytest.mark.parametrize(("seconds", "status"), [(299, 200), (-299, 200), (301, 401), (-301, 401)])
def test_five_minutes_are_forgiven(sender: Sender, seconds: int, status: int) -> None:
    make_hook_secret("shop", by="Ada", at=clock.now(), secret=SECRET)
    sender.now = THEN
    reply = hook(sender, signed(at=THEN + timedelta(seconds=seconds)))
    assert reply.status == status


@pytest.mark.parametrize("stamp", ["", "soon", "-5", "1e9", "9" * 13, "１２"])
def test_a_timestamp_that_is_none(sender: Sender, stamp: str) -> None:
    make_hook_secret("shop", by="Ada", at=clock.now(), secret=SECRET)
    assert hook(sender, signed(at=clock.now()) | {"webhook_timestamp": stamp}).status == 401


def test_who_cannot_sign_has_a_key_in_a_header_or_in_the_address(sender: Sender) -> None:
    body = json.dumps({"id": "1", "type": "order.paid"}).encode()
    assert sender.post(PATH, body).status == 200
    assert hook(sender, {}, body, path=f"{PATH}?key={sender.key}").status == 200
    assert hook(sender, {}, body, path=f"{PATH}?key=rgw_wrong").status == 401
    assert hook(sender, {}, body).status == 401
    other = a_source("desk")
    assert Sender(sender.key).post(PATH, body, key=other).status == 403


def test_a_signature_of_one_source_opens_no_other(sender: Sender) -> None:
    a_source("desk")
    make_hook_secret("shop", by="Ada", at=clock.now(), secret=SECRET)
    assert hook(sender, signed(at=clock.now()), path="/v1/hooks/desk").status == 401
    assert hook(sender, signed(at=clock.now()), path="/v1/hooks/nobody").status == 401


def test_a_form_and_a_list_are_read_too(sender: Sender) -> None:
    form = b"id=5&type=call.ended&text=a+b%20c"
    assert sender.post(PATH, form, content_type="application/x-www-form-urlencoded").body["appended"] == 1
    assert sealed(logged()[0]).text == "a b c"
    events = [{"id": "a", "type": "x"}, {"id": "b", "type": "x"}]
    assert sender.post(PATH, events).body["appended"] == 2
    assert sender.post(PATH, b"\xff=1", content_type="application/x-www-form-urlencoded").status == 400
    assert sender.post(PATH, b"a=1&" * 2_000, content_type="application/x-www-form-urlencoded").status == 400


@pytest.mark.parametrize("secret", ["whsec_", "whsec_AAAA", "whsec_%%%", "hunter2"])
def test_a_secret_that_is_too_weak_is_refused(sender: Sender, secret: str) -> None:
    with pytest.raises(RegardError, match="24 to 64 bytes"):
        make_hook_secret("shop", by="Ada", at=clock.now(), secret=secret)
