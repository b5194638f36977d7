"""The mirror: what they saw, how long they waited, what they had to say again, and what the record cannot say."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from regard.customers.public import customers_of
from regard.record.public import Interaction, Logged, ObjectRef, Sealed
from regard.web.cared import known, promised, right, was_a_person
from regard.web.film import film
from regard.web.repeats import Repeat, repeats
from regard.web.screens import is_seen, length, screens
from regard.web.whole import moments, whole
from tests.builders import a_call, a_closure, a_logged, a_pass, a_reply, an_ask, day
from tests.customers.people import an_identifier, by
from tests.desk import reading_for
from tests.web.test_customer import Tells, about, asks, plain, tells
from tests.web.test_hundred import page_of

__all__ = ["tells"]
WHO = "email:cyn@mail.lan"


def test_what_was_written_among_us_is_no_screen() -> None:
    shown = screens([an_ask(at=day()), a_closure(at=day(1)), a_reply(at=day(2))])
    assert [one.side for one in shown] == ["you", "us"]


def test_an_answer_is_waited_for_since_the_first_question_not_the_last() -> None:
    _, again, answer = screens([an_ask(at=day()), an_ask(at=day(1)), a_reply(at=day(3))])
    assert again.waited == timedelta(days=1)
    assert answer.waited == timedelta(days=3)


def test_a_machine_that_says_it_has_arrived_ends_no_wait() -> None:
    machine = a_reply(at=day(hours=1), role="acknowledges", human="no", auto=True)
    _, arrived, answer = screens([an_ask(at=day()), machine, a_reply(at=day(2))])
    assert arrived.waited is None
    assert answer.waited == timedelta(days=2)


def test_being_sent_elsewhere_ends_the_wait_and_the_call_begins_another() -> None:
    _, sent, call = screens(
        [an_ask(at=day()), a_pass(at=day(1)), a_call(at=day(2), after=timedelta(minutes=7))],
    )
    assert sent.waited == timedelta(days=1)
    assert (call.waited, call.rang, call.is_unheard) == (None, timedelta(minutes=7), False)


def test_who_hangs_up_was_not_heard() -> None:
    (call,) = screens([a_call(at=day(), after=None, ended_at=day(minutes=4))])
    assert (call.rang, call.is_unheard) == (timedelta(minutes=4), True)


def test_a_call_without_an_end_says_nothing_of_its_wait() -> None:
    (call,) = screens([a_call(at=day(), after=None)])
    assert (call.rang, call.is_unheard) == (None, False)


@given(st.lists(st.sampled_from((an_ask, a_pass, a_call, a_reply, a_closure)), max_size=12), st.data())
def test_what_comes_later_changes_no_step(story: list[Callable[..., Logged]], data: Any) -> None:
    whole_story = [tell(at=day(place)) for place, tell in enumerate(story)]
    cut = data.draw(st.integers(0, len(story)))
    begun = screens(whole_story[:cut])
    assert begun == screens(whole_story)[: len(begun)]


@given(st.lists(st.integers(0, 10**8), min_size=2, max_size=20))
def test_a_longer_wait_is_never_drawn_shorter(seconds: list[int]) -> None:
    drawn = [length(timedelta(seconds=one)) for one in sorted(seconds)]
    assert drawn == sorted(drawn)
    assert all(0 <= one <= 1 for one in drawn)


@given(st.integers(1, 200), st.data())
def test_the_strip_always_holds_the_present_step_and_never_more_than_seventeen(count: int, data: Any) -> None:
    place = data.draw(st.integers(0, count))
    shown = screens([an_ask(at=day(one)) for one in range(count)])
    frames = film(shown, place, repeating=frozenset(), address=str)
    assert len(frames) == min(count, 17)
    assert place == count or sum(one.is_here for one in frames) == 1


def again(*told: tuple[Logged, Sealed], of: int = -1) -> tuple[Repeat, ...]:
    """What the last of these (or another) repeats."""
    logged = [one for one, _ in told]
    found = repeats(logged, {one.seq: sealed for one, sealed in told}, of=[logged[of]])
    return found.get(logged[of].seq, ())


def sealed(text: str = "", *, identifiers: tuple[str, ...] = (), facts: Any = None, **objects: str) -> Sealed:
    """Words with what they point at."""
    return Sealed(
        message_id="m",
        text=text,
        identifiers=tuple(an_identifier(one) for one in identifiers),
        objects=tuple(ObjectRef(kind, "desk", value) for kind, value in objects.items()),  # type: ignore[arg-type]
        facts=facts or {},
    )


def test_a_number_written_twice_was_said_again_in_any_script() -> None:
    (one,) = again(
        (an_ask(at=day(), channel="social"), sealed("银行说付了，MO-434998963 🚲")),
        (an_ask(at=day(1)), sealed("我的订单MO-434998963呢？")),
    )
    assert (one.datum.value, one.is_sure, one.first.channel) == ("MO-434998963", True, "social")


def test_what_is_only_quoted_is_not_said_again() -> None:
    first = (an_ask(at=day()), sealed("MO-434998963 is late"))
    assert again(first, (an_ask(at=day(1)), sealed("Thanks!\n> MO-434998963 is late"))) == ()


def test_a_number_we_gave_them_is_not_repeated_when_they_first_name_it() -> None:
    bought = (a_logged(at=day(), direction="observed", kind="purchase"), sealed(order="MO-434998963"))
    named = (an_ask(at=day(1)), sealed("Where is MO-434998963?", order="MO-434998963"))
    assert again(bought, named) == ()
    assert [one.is_sure for one in again(bought, named, (an_ask(at=day(2)), sealed("MO-434998963?")))] == [True]


def test_what_a_call_carries_may_have_been_recognised_unless_the_source_says_it_was_asked() -> None:
    joined = (a_logged(at=day(), direction="observed", kind="form"), sealed(identifiers=("loyalty:MR4355829",)))
    call, carried = a_call(at=day(1)), ("loyalty:MR4355829", "phone:+66865552301")
    (maybe,) = again(joined, (call, sealed(identifiers=carried)))
    assert (maybe.datum.kind, maybe.is_sure, maybe.was_asked) == ("loyalty", False, False)
    (asked,) = again(joined, (call, sealed(identifiers=carried, facts={"asked_for": "member number"})))
    assert (asked.is_sure, asked.was_asked) == (True, True)


def test_a_proof_of_identity_is_no_repetition() -> None:
    joined = (a_logged(at=day(), direction="observed", kind="form"), sealed(identifiers=("loyalty:MR4355829",)))
    call = (a_call(at=day(1)), sealed(identifiers=("loyalty:MR4355829",), facts={"asked_for": "proof of identity"}))
    assert not any(one.was_asked for one in again(joined, call))


def test_the_key_of_a_thread_travels_by_itself_and_to_another_channel_it_does_not() -> None:
    first = (an_ask(at=day(), thread="T1"), sealed(product="MR-107"))
    assert again(first, (an_ask(at=day(1), thread="T1"), sealed(product="MR-107"))) == ()
    (one,) = again(first, (an_ask(at=day(1), thread="C9", channel="chat"), sealed(product="MR-107")))
    assert (one.datum.value, one.is_sure) == ("MR-107", False)


def test_the_senders_address_and_the_callers_number_are_never_said() -> None:
    mail = (an_ask(at=day()), sealed(identifiers=("email:cyn@mail.lan",)))
    assert again(mail, (an_ask(at=day(1)), sealed("Hello", identifiers=("email:cyn@mail.lan",)))) == ()
    call = (a_call(at=day()), sealed(identifiers=("phone:+66865552301",)))
    assert again(call, (a_call(at=day(1)), sealed(identifiers=("phone:+66865552301",)))) == ()


def test_a_telephone_number_is_the_same_however_it_is_written() -> None:
    form = (a_logged(at=day(), direction="observed", kind="form"), sealed(identifiers=("phone:+447416209902",)))
    (one,) = again(form, (an_ask(at=day(1)), sealed("Ring me on 07416 209902.")))
    assert (one.datum.kind, one.is_sure) == ("phone", True)


def test_right_is_only_said_of_a_promise_that_can_be_seen() -> None:
    zone = day().tzinfo
    assert zone is not None
    kept = [an_ask(at=day(), promised_at=day(2)), a_reply(at=day(1))]
    late = [an_ask(at=day(), promised_at=day(2)), a_reply(at=day(3))]
    none = [an_ask(at=day()), a_reply(at=day(1))]
    said = [right(promised(one, {}, zone=zone, now=day(9))) for one in (kept, late, none)]
    assert said == [True, False, None]
    waiting = promised([an_ask(at=day(), promised_at=day(2))], {}, zone=zone, now=day(1))
    assert right(waiting) is None


def test_known_is_yes_only_where_all_was_written_and_no_where_it_was_asked() -> None:
    written = [an_ask(at=day(), has_text=True), a_reply(at=day(1), has_text=True)]
    assert known(written, {}, {}) is True
    assert known([*written, a_call(at=day(2))], {}, {}) is None
    told = Repeat(datum=None, first=written[0], was_asked=True, is_sure=True)  # type: ignore[arg-type]
    assert known(written, {written[0].seq: (told,)}, {}) is False


def test_a_person_is_there_only_where_the_source_says_so() -> None:
    assert was_a_person(a_reply(at=day(), human="yes")) is True
    assert was_a_person(a_reply(at=day(), human="no")) is False
    assert was_a_person(a_reply(at=day())) is None
    assert was_a_person(a_call(at=day(), after=None)) is False


def test_what_did_not_get_through_was_not_seen() -> None:
    assert not is_seen(a_reply(at=day(), reached=False))


# The page


def a_passed_matter() -> tuple[Interaction, ...]:
    """Asked on social, sent to the phone, told again there; one note among us."""
    return (
        asks(WHO, at=day(), channel="social", case="K-1", text="Where is order MO-434998963?"),
        by(WHO, at=day(hours=5), channel="social", direction="out", role="passes", passes_to="phone", case="K-1"),
        by(WHO, at=day(hours=6), channel="web", direction="internal", kind="note", case="K-1", text="A grumbler."),
        by(
            WHO,
            at=day(1),
            channel="phone",
            kind="call",
            role="asks",
            case="K-1",
            answered_at=day(1, minutes=9),
            ended_at=day(1, minutes=12),
            facts={"asked_for": "order number"},
            text="MO-434998963: will look",
            staff_ref="Ann",
        ),
    )


def steps(browser: Client, address: str) -> list[str]:
    """Every page from the first to the end, by its links."""
    pages, onward = list[str](), "?step=1"
    while onward:
        pages.append(page_of(browser, address + onward))
        following = re.search(r'href="([^"]*)" rel="next"', pages[-1])
        onward = html.unescape(following.group(1)) if following else ""
    return pages


def test_each_step_has_its_address_and_the_end_asks_three_questions(as_bo: Client, tells: Tells) -> None:
    first, *_ = tells(*a_passed_matter())
    pages = [plain(one) for one in steps(as_bo, f"/matters/{first}/mirror/")]
    assert len(pages) == 4
    assert "You write in public" in pages[0]
    assert "You have waited 5 h for this." in pages[1]
    assert "You are to go on by: phone" in pages[1]
    assert "It rings for 9 min until somebody is there." in pages[2]
    assert "You are asked for your order again: MO-434998963" in pages[2]
    assert re.search(r"Right\? cannot say .* Known\? no .* Cared for\? yes", pages[3])


def test_notes_are_seen_by_nobody_until_the_end_is_asked_to_show_them(as_bo: Client, tells: Tells) -> None:
    first, *_ = tells(*a_passed_matter())
    address = f"/matters/{first}/mirror/"
    assert not any("grumbler" in one or "will look" in one for one in steps(as_bo, address))
    both = plain(page_of(as_bo, f"{address}?step=end&both=yes"))
    assert "A grumbler." in both
    assert "MO-434998963: will look" in both


def test_what_we_noted_of_a_call_of_ours_stands_beside_what_they_saw_and_not_in_it(as_bo: Client, tells: Tells) -> None:
    first, *_ = tells(
        asks(WHO, at=day(), case="K-1", text="Call me."),
        by(WHO, at=day(1), direction="out", channel="phone", kind="call", case="K-1", text="Was short with us."),
    )
    both = page_of(as_bo, f"/matters/{first}/mirror/?step=end&both=yes")
    theirs, ours = (re.findall(f'<div class="{side}">(.*?)</div>', both, re.DOTALL) for side in ("theirs", "ours"))
    assert ["Was short" in one for one in theirs] == [False, False]
    assert ["Was short" in one for one in ours] == [False, True]
    assert "Call me." in theirs[0]


def test_what_they_answered_in_a_survey_is_told_in_the_readers_words(as_bo: Client, tells: Tells) -> None:
    first, *_ = tells(by(WHO, at=day(), channel="survey", kind="survey", facts={"score": 4, "scale": 5}))
    as_bo.cookies["django_language"] = "th"
    page = page_of(as_bo, f"/matters/{first}/mirror/")
    assert "<dt>คะแนน</dt><dd>4</dd><dt>เต็ม</dt><dd>5</dd>" in page


def test_a_step_that_is_not_there_is_the_nearest_one(as_bo: Client, tells: Tells) -> None:
    first, *_ = tells(*a_passed_matter())
    for wanted, shown in (("0", 1), ("99", 3), ("x", 1)):
        assert f"Step {shown} of 3" in plain(page_of(as_bo, f"/matters/{first}/mirror/?step={wanted}"))


def test_days_of_a_customer_are_mirrored_over_their_matters(as_bo: Client, tells: Tells) -> None:
    first, *_ = tells(
        asks(WHO, at=day(-200), text="long ago", case="K-0"),
        asks(WHO, at=day(), text="the lamp", case="K-1"),
        asks(WHO, at=day(3), text="the bell", case="K-2"),
    )
    address = f"/customers/{first}/mirror/"
    assert "Step 1 of 2" in plain(page_of(as_bo, address))
    early = f"{address}?from={day(-201).date()}&until={day(-199).date()}"
    assert "long ago" in page_of(as_bo, early)
    assert "Step 1 of 2" in plain(page_of(as_bo, f"{address}?until=9999-12-31")), "of no calendar: the usual days"
    empty = f"{address}?from={day(-20).date()}&until={day(-10).date()}"
    assert "nothing is recorded that the customer saw" in page_of(as_bo, empty)


def test_nobody_sees_what_another_customer_of_the_matter_wrote(as_bo: Client, tells: Tells) -> None:
    first, *_ = tells(
        asks(WHO, at=day(), case="K-1", text="mine"),
        asks("email:eve@mail.lan", at=day(1), case="K-1", text="a secret"),
    )
    pages = steps(as_bo, f"/matters/{first}/mirror/")
    assert len(pages) == 2
    assert not any("a secret" in one for one in pages)


def test_our_answer_is_seen_although_it_names_no_customer(as_bo: Client, tells: Tells) -> None:
    first, *_ = tells(
        asks(WHO, at=day(), case="K-1", channel="chat", text="Where is it?"),
        by(at=day(hours=2), case="K-1", channel="chat", direction="out", role="answers", text="On its way."),
        asks("email:eve@mail.lan", at=day(40), case="K-9", text="a secret"),
        by(at=day(41), case="K-9", direction="out", role="answers", text="to somebody else"),
    )
    until = f"from={day().date()}&until={day().date()}"
    for address in (f"/matters/{first}/mirror/", f"/customers/{first}/mirror/", f"/customers/{first}/mirror/?{until}"):
        answer = plain(page_of(as_bo, f"{address}{'&' if '?' in address else '?'}step=2"))
        assert "You have waited 2 h for this." in answer
        assert "On its way." in answer
        assert "somebody else" not in answer
    assert "Step 2 of 2" in answer


def test_what_was_asked_before_these_days_is_answered_in_them(as_bo: Client, tells: Tells) -> None:
    first, *_ = tells(
        asks(WHO, at=day(), case="K-1", text="Where is it?"),
        by(at=day(4), case="K-1", direction="out", role="answers", text="On its way."),
    )
    page = page_of(as_bo, f"/customers/{first}/mirror/?from={day(3).date()}&until={day(5).date()}")
    assert "Step 1 of 1" in plain(page)
    assert "On its way." in page
    usual = plain(page_of(as_bo, f"/customers/{first}/mirror/"))
    assert "Step 1 of 2" in usual, "the days go on until the answer"


def test_a_matter_of_nobody_we_know_can_be_mirrored(as_bo: Client, tells: Tells) -> None:
    (first,) = tells(by(at=day(), role="asks", text="who am I", objects=about("case", "K-1")))
    assert "who am I" in page_of(as_bo, f"/matters/{first}/mirror/")


@pytest.mark.parametrize("address", ["/matters/999999/mirror/", "/customers/999999/mirror/"])
def test_a_mirror_of_nothing_is_not_found(as_bo: Client, tells: Tells, address: str) -> None:
    tells()
    assert as_bo.get(address).status_code == 404


def test_a_stretch_read_by_itself_is_that_stretch_of_the_whole_record(tells: Tells) -> None:
    seqs = tells(*(asks("email:cyn@mail.lan", at=day(number // 2)) for number in range(9)))
    reading = reading_for("serve_customer")
    number = customers_of(reading, seqs)[seqs[0]]
    record, found = whole(reading, number), moments(reading, number)
    assert record is not None
    every = list(record.interactions)
    assert found.newest(reading) == every[-1].occurred_at
    for most in (1, 3, 20):
        for place, one in enumerate(every):
            assert found.before(reading, one, most=most) == every[max(place - most, 0) : place]
        between = [one for one in every if day(1) <= one.occurred_at < day(3)]
        assert found.between(reading, day(1), day(3), most=most) == between[:most]
