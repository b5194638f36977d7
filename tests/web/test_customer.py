"""A customer's matters, and what a matter says of people: whose it is, what joins it, what it has to do with others."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from regard import house
from regard.company.public import Source, register_source
from regard.customers.public import merge
from regard.episodes.public import rule
from regard.foundation import clock
from regard.overview.public import Span, recorded_spans
from regard.record.public import Interaction, ObjectRef, admit
from regard.web.pages import customer as customer_page
from regard.web.pages import customer_words
from regard.web.whole import whole, with_answers
from tests.builders import an_interaction, day
from tests.customers.people import by
from tests.desk import reading_for
from tests.web.test_hundred import page_of

pytestmark = pytest.mark.usefixtures("own_lake")
Tells = Callable[..., list[int]]


@pytest.fixture
def tells(db: None) -> Tells:
    """The company records these, in order of time, follows them, and copies them; gives their numbers."""

    def tell(*interactions: Interaction, slug: str = "desk") -> list[int]:
        register_source(
            Source(slug=slug, title="The desk", zone="UTC", records_replies=True, is_live=False), at=day(90)
        )
        receipt = admit(interactions, received_at=clock.now())
        with house.open_lake() as lake:
            house.catch_up(lake)
        return [one.seq for one in receipt.placed]

    return tell


def asks(*told: str, at: datetime, **more: Any) -> Interaction:
    """Somebody who carries these identifiers asks."""
    return by(*told, at=at, **{"role": "asks"} | more)


def about(kind: str, value: str) -> tuple[ObjectRef, ...]:
    """What an interaction is about."""
    return (ObjectRef(kind, "desk", value),)  # type: ignore[arg-type]


def plain(page: str) -> str:
    """The words of a page."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<title>.*?</title>|<.*?>", " ", page, flags=re.DOTALL)))


def listed(page: str) -> list[int]:
    """The matters of the list, in its order; the picture above it shows them all."""
    return [int(one) for one in re.findall(r'<h3><a href="/matters/(\d+)/"', page)]


THE_END = by("email:eve@mail.lan", at=day(80), kind="page", direction="observed", channel="web")


def test_a_join_says_by_what_after_how_long_and_how_sure(as_bo: Client, tells: Tells) -> None:
    first, *_ = tells(
        asks("email:cyn@mail.lan", at=day(), channel="shop", objects=about("product", "X7")),
        asks("email:cyn@mail.lan", at=day(1, hours=2), channel="phone", objects=about("product", "X7")),
    )
    assert "same product · 1 d 2 h · likely" in page_of(as_bo, f"/matters/{first}/")


def test_our_answer_that_names_no_customer_is_in_the_picture(as_bo: Client, tells: Tells) -> None:
    first, *_ = tells(
        asks("email:cyn@mail.lan", at=day(), case="K-1", channel="chat"),
        by(at=day(1), case="K-1", channel="email", direction="out", role="answers"),
        asks("email:eve@mail.lan", at=day(2), case="K-9", channel="phone"),
        by(at=day(3), case="K-9", channel="phone", direction="out", role="answers"),
    )
    picture = page_of(as_bo, f"/customers/{first}/").split("<figure", 1)[1].split("</figure>")[0]
    assert len(re.findall(r'class="dot (?:in|out|observed)"', picture)) == 2
    assert 'class="dot out"' in picture
    assert "e-mail" in picture.lower(), "the channel on which only we spoke has its line"
    assert "phone" not in picture.lower()
    found = whole(reading_for("serve_customer"), first)
    assert found
    read = [with_answers(reading_for("serve_customer"), found, known_at=at) for at in (None, day(-1))]
    assert [len(parts[0].interactions) for parts in read] == [2, 1], "what had not come in then is not drawn"


def test_a_join_by_a_person_says_only_that(as_bo: Client, tells: Tells) -> None:
    first, second = tells(asks("email:cyn@mail.lan", at=day()), asks("email:c2@mail.lan", at=day(3)))
    rule(first, second, together=True, by="Bo", at=clock.now())
    tells()
    page = plain(page_of(as_bo, f"/matters/{first}/"))
    assert "a person said so · 3 d" in page
    assert "decided by a person" not in page


def test_a_matter_leads_to_each_of_its_customers(as_bo: Client, tells: Tells) -> None:
    first, second, _ = tells(
        asks("email:cyn@mail.lan", at=day(), case="K-1"),
        asks("email:eve@mail.lan", at=day(1), case="K-1"),
        asks("email:eve@mail.lan", at=day(40)),
    )
    page = page_of(as_bo, f"/matters/{first}/")
    assert f'<a href="/customers/{first}/">customer {first} · one matter</a>' in page
    assert f'<a href="/customers/{second}/">customer {second} · 2 matters</a>' in page


def test_a_matter_of_nobody_we_know_says_so(as_bo: Client, tells: Tells) -> None:
    (first,) = tells(an_interaction(role="asks"))
    assert "Whose matter it is, is not known." in page_of(as_bo, f"/matters/{first}/")


def test_a_matter_leads_to_those_that_share_a_key(as_bo: Client, tells: Tells) -> None:
    who = "email:cyn@mail.lan"
    both = (*about("case", "K-1"), *about("order", "O-1"))
    first, other, _ = tells(
        asks(who, at=day(), objects=about("case", "K-1")),
        asks(who, at=day(1), objects=about("order", "O-1")),
        asks(who, at=day(2), objects=both),
    )
    assert f"Shares a key with matter {other}" in plain(page_of(as_bo, f"/matters/{first}/"))
    assert f"Shares a key with matter {first}" in plain(page_of(as_bo, f"/matters/{other}/"))


def test_a_matter_asked_about_again_leads_to_the_later_one_and_back(as_bo: Client, tells: Tells) -> None:
    who = "email:cyn@mail.lan"
    first, _, again = tells(
        asks(who, at=day(), objects=about("topic", "brake")),
        by(who, at=day(hours=1), direction="out", role="answers", objects=about("topic", "brake")),
        asks(who, at=day(20), objects=about("topic", "brake")),
    )
    assert f"Asked again later in matter {again}" in plain(page_of(as_bo, f"/matters/{first}/"))
    assert f"Asks again what was answered in matter {first}" in plain(page_of(as_bo, f"/matters/{again}/"))


SENT = (
    by("email:eve@mail.lan", at=day(-30), channel="phone", kind="call", role="asks"),
    asks("email:cyn@mail.lan", at=day(), case="K-1"),
    by(
        "email:cyn@mail.lan",
        at=day(hours=1),
        case="K-1",
        direction="out",
        role="passes",
        passes_to="phone",
    ),
)


def test_who_never_arrived_where_we_record_gave_up(as_bo: Client, tells: Tells) -> None:
    _, first, *_ = tells(*SENT, THE_END)
    assert "They gave up. Not finished." in plain(page_of(as_bo, f"/matters/{first}/"))
    assert "They gave up." in plain(page_of(as_bo, f"/customers/{first}/"))


def test_whether_they_arrived_where_nothing_is_recorded_cannot_be_measured(as_bo: Client, tells: Tells) -> None:
    first, *_ = tells(*SENT[1:], THE_END)
    page = plain(page_of(as_bo, f"/matters/{first}/"))
    assert "gave up" not in page
    assert "where they were sent is not recorded long enough" in page


def test_a_matter_is_seen_as_of_the_end_of_the_source_in_which_it_was_asked(as_bo: Client, tells: Tells) -> None:
    who = "email:cyn@mail.lan"
    tells(slug="shop")
    first, *_ = tells(
        by(who, at=day(), source="shop", channel="shop", role="informs", objects=about("product", "X7")),
        asks(who, at=day(1), objects=about("product", "X7")),
        THE_END,
    )
    for address in (f"/matters/{first}/", f"/customers/{first}/"):
        assert "Nobody answered here." in plain(page_of(as_bo, address))


def test_a_channel_is_recorded_from_its_first_source_to_the_end_of_its_last() -> None:
    begun = [
        {"channel": "phone", "source": "desk", "since": day(2)},
        {"channel": "phone", "source": "switch", "since": day(1)},
    ]
    spans = recorded_spans(begun, ends={"desk": day(9), "switch": day(5)}, now=day(50))
    assert spans == {"phone": Span(since=day(1), until=day(9))}
    assert recorded_spans(begun, ends={"desk": day(9)}, now=day(50))["phone"].until == day(50)


def test_spans_are_looked_up_anew_when_the_lake_moves(as_bo: Client, tells: Tells) -> None:
    first, *_ = tells(*SENT[1:], THE_END)
    page_of(as_bo, f"/matters/{first}/")
    tells(SENT[0])
    assert "They gave up." in plain(page_of(as_bo, f"/matters/{first}/"))


def test_all_matters_of_a_customer_are_listed_newest_first_with_words_and_verdict(as_bo: Client, tells: Tells) -> None:
    who = "email:cyn@mail.lan"
    first, _, second, _ = tells(
        asks(who, at=day(), text="Where is my lamp? It is late.", channel="social"),
        by(who, at=day(hours=1), direction="out", role="answers", channel="social"),
        asks(who, at=day(40), text="The lamp is broken.", language="en"),
        THE_END,
    )
    page = page_of(as_bo, f"/customers/{first}/")
    assert listed(page) == [second, first]
    words = plain(page)
    for said in ("Where is my lamp?", "2 matters", "3 interactions", "Answered here after 1 h, in time. Finished"):
        assert said in words
    assert "It is late." not in words
    assert "Nobody answered here." in words
    assert '<q lang="en">The lamp is broken.</q>' in page


def test_identifiers_are_shown_with_where_they_came_from(as_bo: Client, tells: Tells) -> None:
    first, *_ = tells(
        asks("email:cyn@mail.lan", "cookie:c-1", at=day(), channel="chat"),
        asks("cookie:c-1", at=day(1), channel="web"),
    )
    page = plain(page_of(as_bo, f"/customers/{first}/person/"))
    assert "e-mail cyn@mail.lan The desk: chat" in page
    assert re.search(r"browser c-1 (Of several people\? )?The desk: chat, web", page)


def test_who_was_merged_is_found_under_the_survivor(as_bo: Client, tells: Tells) -> None:
    first, second = tells(asks("email:cyn@mail.lan", at=day()), asks("phone:+66865552301", at=day(40)))
    merge(first, second, by="Bo", at=clock.now())
    tells()
    response = as_bo.get(f"/customers/{second}/")
    assert (response.status_code, response.headers["Location"]) == (301, f"/customers/{first}/")
    page = plain(page_of(as_bo, f"/customers/{first}/"))
    assert "2 matters" in page
    assert "+66865552301" in page


def test_a_customer_that_nobody_is_is_not_found(as_bo: Client, tells: Tells) -> None:
    _, second = tells(asks("cookie:c-1", at=day()), an_interaction(role="asks"))
    for number in (second, 999_999):
        assert as_bo.get(f"/customers/{number}/").status_code == 404


def test_older_matters_follow_page_by_page(as_bo: Client, tells: Tells, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customer_page, "PAGE", 2)
    numbers = tells(*(asks("email:cyn@mail.lan", at=day(one * 40), case=f"K-{one}") for one in range(5)))
    address, seen = f"/customers/{numbers[0]}/", []
    while address:
        page = page_of(as_bo, address)
        seen += listed(page)
        onward = re.search(r'href="(\?[^"]*)" rel="next"', page)
        address = f"/customers/{numbers[0]}/{html.unescape(onward.group(1))}" if onward else ""
    assert seen == numbers[::-1]


def test_what_joins_a_matter_over_channels_is_told_between_its_stations(as_bo: Client, tells: Tells) -> None:
    first, *_ = tells(
        asks("email:cyn@mail.lan", at=day(), channel="shop", objects=about("product", "X7")),
        by("email:cyn@mail.lan", at=day(hours=1), channel="shop", direction="out", objects=about("product", "X7")),
        asks("email:cyn@mail.lan", at=day(1, hours=2), channel="phone", objects=about("product", "X7")),
    )
    assert "shop same product · 1 d 1 h · likely phone" in plain(page_of(as_bo, f"/customers/{first}/"))


def test_a_long_quiet_between_matters_is_told_and_a_short_one_is_not(as_bo: Client, tells: Tells) -> None:
    who = "email:cyn@mail.lan"
    first, *_ = tells(
        asks(who, at=day(), case="K-1"), asks(who, at=day(10), case="K-2"), asks(who, at=day(110), case="K-3")
    )
    page = plain(page_of(as_bo, f"/customers/{first}/"))
    assert re.findall(r"(\S+ \S+) without a trace", page) == ["3 months"]


def test_a_customer_of_a_thousand_matters_is_drawn_as_one_and_paged(
    as_bo: Client, tells: Tells, django_assert_max_num_queries: Any
) -> None:
    who = "email:cyn@mail.lan"
    numbers = tells(*(asks(who, at=day(one / 4), case=f"K-{one}") for one in range(1_000)))
    page_of(as_bo, f"/customers/{numbers[0]}/")
    with django_assert_max_num_queries(60):
        page = page_of(as_bo, f"/customers/{numbers[0]}/")
    assert listed(page) == numbers[::-1][: customer_page.PAGE]
    assert len(page) < 100_000
    assert page.count('class="thread"') == 0


def test_statements_stand_in_order_with_what_happened_between(as_bo: Client, tells: Tells) -> None:
    who = "email:cyn@mail.lan"
    first, *_ = tells(
        asks(who, at=day(), text="Where is my lamp?", language="en", case="K-1"),
        by(who, at=day(hours=1), direction="out", role="passes", passes_to="phone", text="Please call.", case="K-1"),
        by(who, at=day(hours=2), direction="observed", kind="search", channel="web", text="lamp late"),
        by(who, at=day(hours=5), kind="call", channel="phone", role="asks", text="Lamp, will look"),
    )
    page = page_of(as_bo, f"/customers/{first}/words/")
    assert re.findall(r"<blockquote.*?>(.*?)</blockquote>", page) == [
        "Where is my lamp?",
        "lamp late",
        "Lamp, will look",
    ]
    words = plain(page)
    assert "2 h later sends elsewhere: phone · e-mail" in words
    assert "as it was noted by whoever was there" in words
    assert "Please call." not in words


def test_who_said_nothing_is_told_so_and_what_would_help(as_bo: Client, tells: Tells) -> None:
    first, *_ = tells(by("email:cyn@mail.lan", at=day(), kind="page", direction="observed", channel="web"))
    page = plain(page_of(as_bo, f"/customers/{first}/words/"))
    assert "Nothing is recorded in their own words." in page


def test_statements_follow_page_by_page_and_none_is_lost(
    as_bo: Client, tells: Tells, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customer_words, "PAGE", 2)
    first, *_ = tells(*(asks("email:cyn@mail.lan", at=day(one), text=f"word {one}", case="K") for one in range(5)))
    address, seen = f"/customers/{first}/words/", list[str]()
    while address:
        page = page_of(as_bo, address)
        seen = re.findall(r"<blockquote>(.*?)</blockquote>", page) + seen
        earlier = re.search(r'href="(\?[^"]*)" rel="prev"', page)
        address = f"/customers/{first}/words/{earlier.group(1)}" if earlier else ""
    assert seen == [f"word {one}" for one in range(5)]


def test_the_name_that_a_source_tells_is_shown(as_bo: Client, tells: Tells) -> None:
    first, *_ = tells(
        asks("email:cyn@mail.lan", at=day(), facts={"customer_name": "C. Lin"}),
        asks("email:cyn@mail.lan", at=day(1), facts={"customer_name": "林晓雯"}),
    )
    assert "<h1>林晓雯</h1>" in page_of(as_bo, f"/customers/{first}/")


def test_from_the_people_behind_a_figure_to_the_customer(as_bo: Client, tells: Tells) -> None:
    first, _ = tells(asks("email:cyn@mail.lan", at=day()), an_interaction(role="asks"))
    page = page_of(as_bo, "/people/")
    assert re.findall(r'href="/customers/(\d+)/"', page) == [str(first)]


def test_what_is_simulated_says_so_on_every_page(as_bo: Client, client: Client, tells: Tells) -> None:
    who = asks("email:cyn@mail.lan", at=day(), source="meridian-desk")
    (first,) = tells(who, slug="meridian-desk")
    for browser, address in (
        (as_bo, "/"),
        (as_bo, f"/customers/{first}/"),
        (as_bo, "/nothing/"),
        (client, "/account/login/"),
    ):
        assert "Simulated data: the company Meridian Riders does not exist" in browser.get(address).content.decode()


def test_what_is_real_is_not_called_simulated(as_bo: Client, tells: Tells) -> None:
    (first,) = tells(asks("email:cyn@mail.lan", at=day()))
    assert "Simulated" not in page_of(as_bo, f"/matters/{first}/")


@pytest.mark.parametrize(("language", "says"), [("th", "สินค้าเดียวกัน"), ("zh-hans", "同一")])
def test_joins_are_told_in_the_readers_language(as_bo: Client, tells: Tells, language: str, says: str) -> None:
    first, *_ = tells(
        asks("email:cyn@mail.lan", at=day(), objects=about("product", "X7")),
        asks("email:cyn@mail.lan", at=day(1), objects=about("product", "X7")),
    )
    as_bo.cookies["django_language"] = language
    assert says in page_of(as_bo, f"/matters/{first}/")
