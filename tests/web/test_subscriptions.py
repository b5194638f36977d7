"""Whoever subscribes is told of every change: signed, once, in order, again until they took it, and never inside."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.test import Client

from regard.company.public import (
    GIVES_UP_AFTER,
    end_subscription,
    pause_after,
    pause_subscriptions,
    resume_subscriptions,
    revive_subscription,
    secret_bytes,
    subscribe,
    subscriptions,
)
from regard.customers.public import RECOGNISE, last_announced, merge, undo
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.foundation.followers import rewind
from regard.health.facts import Record, Subscriber
from regard.health.judges import subscribers
from regard.health.limits import Limits
from regard.health.public import WATCHES
from regard.web import announce
from regard.web.collect.hooks import must_be_signed
from regard.web.outgoing import Undelivered, is_public, post
from regard.web.public import deliver
from tests.customers.people import by
from tests.desk import follow, record

pytestmark = pytest.mark.django_db


class Receiver:
    """A small real server that takes messages, or does not."""

    def __init__(self) -> None:
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(outer.answers.pop(0) if outer.answers else 204)
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/hooks?of=regard"

    def close(self) -> None:
        """No more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def said(self) -> list[tuple[str, int]]:
        """What each message said: its type, and about which number."""
        told = [json.loads(body) for _, body in self.taken]
        return [(one["type"], one["data"]["id"]) for one in told]


@pytest.fixture
def crm() -> Iterator[Receiver]:
    """A program that keeps customers of its own."""
    receiver = Receiver()
    yield receiver
    receiver.close()


def subscribed(crm: Receiver, *events: str) -> str:
    """The CRM is told from now on; the secret."""
    wanted = events or ("customer.merged", "customer.split")
    return subscribe(
        crm.url, events=wanted, by="Ada", at=clock.now(), after=last_announced(), may_be_private=True
    ).secret


def cyn_is_two(times: int = 1, who: str = "c") -> list[int]:
    """Cyn was taken for two, is merged and parted again; the numbers."""
    numbers = [one.seq for one in record(by(f"email:{who}@riders.co.th"), by(f"account:{who}")).placed]
    follow((RECOGNISE,))
    for _ in range(times):
        number = merge(numbers[0], numbers[1], by="Ada", at=clock.now())
        follow((RECOGNISE,))
        undo(number, by="Ada", at=clock.now())
        follow((RECOGNISE,))
    return numbers


def delivered(now: Callable[[], datetime] = clock.now) -> None:
    """Until nothing waits that may be sent now."""
    for _ in range(20):
        if not deliver(clock=now):
            return


def later(**by_: float) -> Callable[[], datetime]:
    """A clock that is ahead."""
    return lambda: clock.now() + timedelta(**by_)


def test_every_change_is_told_once_in_order_and_signed(crm: Receiver) -> None:
    secret = subscribed(crm)
    _, other = cyn_is_two()
    delivered()
    assert crm.said() == [("customer.merged", other), ("customer.split", other)]
    for headers, body in crm.taken:
        environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        must_be_signed(body, environ, secrets=[secret_bytes(secret)], now=clock.now())
        assert set(json.loads(body)["data"]) == {"id", "customer", "was"}
    assert len({headers["webhook-id"] for headers, _ in crm.taken}) == 2
    delivered()
    rewind(RECOGNISE)
    follow((RECOGNISE,))
    delivered()
    assert len(crm.taken) == 2


def end(*, at: datetime) -> None:
    """The only subscription ends."""
    end_subscription(subscriptions()[0].number, at=at)


@pytest.mark.parametrize(("stop", "more"), [(pause_subscriptions, ["customer.split"]), (end, [])])
def test_whoever_is_paused_or_ended_between_two_messages_hears_no_more(
    crm: Receiver, monkeypatch: pytest.MonkeyPatch, stop: Callable[..., object], more: list[str]
) -> None:
    def posted(*told: Any, **named: Any) -> int:
        status = post(*told, **named)
        stop(at=clock.now())
        return status

    subscribed(crm)
    _, other = cyn_is_two()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(announce, "post", posted)
        delivered()
    assert crm.said() == [("customer.merged", other)]
    resume_subscriptions()
    delivered()
    assert crm.said()[1:] == [(kind, other) for kind in more]


def test_only_what_was_asked_for_and_only_from_then_on(crm: Receiver) -> None:
    cyn_is_two()
    subscribed(crm, "customer.split")
    _, other = cyn_is_two(times=2, who="dov")
    delivered()
    assert crm.said() == [("customer.split", other)] * 2


def test_what_was_not_taken_is_told_again_under_the_same_id_and_the_rest_waits(crm: Receiver) -> None:
    subscribed(crm)
    cyn_is_two()
    crm.answers = [500, 302]
    delivered()
    assert len(crm.taken) == 1, "It waits before it tries again, and the second does not overtake the first."
    (one,) = subscriptions()
    assert (one.tries, one.last_error) == (1, "answered 500")
    delivered(later(seconds=6))
    delivered(later(minutes=5))
    ids = [headers["webhook-id"] for headers, _ in crm.taken]
    assert len(ids) == 4
    assert ids[0] == ids[1] == ids[2] != ids[3]
    assert subscriptions()[0].failing_since is None


def test_pauses_grow_to_an_hour() -> None:
    assert [pause_after(tries).total_seconds() for tries in (0, 1, 2, 99)] == [5, 10, 20, 3_600]


def test_who_never_takes_it_is_given_up_named_by_health_and_tried_again_when_told(crm: Receiver) -> None:
    subscribed(crm)
    cyn_is_two()
    crm.answers = [500, 500]
    delivered()
    delivered(later(days=GIVES_UP_AFTER.days, minutes=1))
    (one,) = subscriptions()
    assert one.is_dead
    delivered(later(days=30))
    assert len(crm.taken) == 2
    revive_subscription(one.number)
    delivered()
    assert len(crm.taken) == 4


def test_who_is_paused_is_told_nothing_and_then_everything(crm: Receiver) -> None:
    subscribed(crm)
    assert pause_subscriptions(at=clock.now()) == 1
    cyn_is_two()
    delivered(later(days=9))
    assert crm.taken == []
    assert resume_subscriptions() == 1
    delivered()
    assert len(crm.taken) == 2
    assert resume_subscriptions() == 0


def test_one_that_is_tried_again_is_paused_no_more(crm: Receiver) -> None:
    subscribed(crm)
    cyn_is_two()
    pause_subscriptions(at=clock.now())
    revive_subscription(subscriptions()[0].number)
    delivered()
    assert len(crm.taken) == 2


def test_an_administrator_sees_that_nobody_is_told_and_lets_them_go_on(as_ada: Client, as_bo: Client) -> None:
    subscribe("https://crm.example.com", events=["customer.merged"], by="Ada", at=clock.now(), after=0)
    assert "nobody is told" not in as_ada.get("/settings/").content.decode()
    pause_subscriptions(at=clock.now())
    assert "nobody is told" in as_ada.get("/settings/").content.decode()
    assert as_bo.post("/settings/subscriptions/go-on/").status_code == 403
    assert subscriptions()[0].paused_at
    as_ada.post("/settings/subscriptions/go-on/")
    assert subscriptions()[0].paused_at is None
    assert "nobody is told" not in as_ada.get("/settings/").content.decode()


def test_who_says_gone_is_given_up_at_once(crm: Receiver) -> None:
    subscribed(crm)
    cyn_is_two()
    crm.answers = [410]
    delivered()
    assert subscriptions()[0].is_dead


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.4", "169.254.169.254", "100.64.0.1", "::1", "fe80::1%eth0", "fd00::1",
     "::ffff:127.0.0.1", "0.0.0.0", "224.0.0.1"],  # noqa: S104 -- an address, nothing is bound
)  # fmt: skip
def test_an_address_of_an_inner_network_is_none_of_the_internet(address: str) -> None:
    assert not is_public(address)


def test_an_address_of_the_internet_is(crm: Receiver) -> None:
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")
    with pytest.raises(Undelivered, match="inner network"):
        post(crm.url, b"{}", {})
    assert crm.taken == []


def test_a_receiver_that_does_not_answer_is_tried_again(crm: Receiver) -> None:
    subscribed(crm)
    crm.close()
    cyn_is_two()
    delivered()
    (one,) = subscriptions()
    assert one.tries == 1
    assert "does not answer" in one.last_error
    crm.close = lambda: None  # type: ignore[method-assign]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://crm.example.com",
        "https://",
        "https://ada:secret@crm.example.com",
        "file:///etc/passwd",
        "crm",
        "http://x:port",
    ],
)
def test_only_an_address_that_can_be_sent_to_is_taken(url: str) -> None:
    with pytest.raises(RegardError, match="would work"):
        subscribe(url, events=["customer.merged"], by="Ada", at=clock.now(), after=0)
    with pytest.raises(RegardError, match="Known"):
        subscribe("https://crm.example.com", events=["customer.left"], by="Ada", at=clock.now(), after=0)


def test_an_administrator_subscribes_sees_the_secret_once_and_ends_it(as_ada: Client, as_bo: Client) -> None:
    told = {
        "subscription-url": "https://crm.example.com/hooks",
        "subscription-events": ["customer.merged", "customer.split"],
    }
    assert as_bo.post("/settings/subscriptions/", told).status_code == 403
    assert as_ada.post("/settings/subscriptions/", told).status_code == 302
    page = as_ada.get("/settings/").content.decode()
    assert "whsec_" in page
    assert "crm.example.com" in page
    assert "whsec_" not in as_ada.get("/settings/").content.decode()
    (one,) = subscriptions()
    wrong = as_ada.post("/settings/subscriptions/", told | {"subscription-url": "ftp://crm"})
    assert (wrong.status_code, len(subscriptions())) == (400, 1)
    as_ada.post(f"/settings/subscriptions/{one.number}/again/")
    as_ada.post(f"/settings/subscriptions/{one.number}/end/")
    assert subscriptions() == ()


def test_health_names_who_is_not_told() -> None:
    assert "subscribers" in {one.name for one in WATCHES}
    record_ = Record.__new__(Record)
    object.__setattr__(
        record_,
        "subscribers",
        (
            Subscriber(name="1 crm.example.com", failing_seconds=None, is_dead=False),
            Subscriber(name="2 bi.example.com", failing_seconds=90.0, is_dead=True),
        ),
    )
    verdict = subscribers(record_, Limits())
    assert verdict.state == "unwell"
    assert [part.name for part in verdict.parts if part.state == "unwell"] == ["2 bi.example.com"]


def test_health_says_that_some_are_paused() -> None:
    record_ = Record.__new__(Record)
    paused = Subscriber(name="1 crm.example.com", failing_seconds=None, is_dead=False, is_paused=True)
    object.__setattr__(record_, "subscribers", (paused,))
    verdict = subscribers(record_, Limits())
    assert (verdict.state, verdict.measured.value) == ("warns", 1)
    assert [part.name for part in verdict.parts] == ["paused", "1 crm.example.com"]
