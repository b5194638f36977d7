"""Each single-matter row of the scenarios that the definitions were agreed on; the number is the row's."""

from datetime import timedelta

from regard.overview.requests import request_of
from tests.builders import a_call, a_closure, a_logged, a_pass, a_reply, an_ask, day
from tests.overview.story import CYN, EVERYWHERE, RULES, SOURCES, a_matter, states, the_request

FINE = {"finished", "dealt_with_in_place", "first_contact"}


def test_1_a_talk_in_the_shop_a_page_and_an_order_are_answered_where_asked() -> None:
    talk = a_logged(channel="shop", answered_at=day())
    page = a_logged(at=day(0, hours=10), channel="web", kind="page", direction="observed", role="none")
    bought = a_logged(at=day(9), channel="order", role="none")
    assert states(the_request(talk, page, bought), as_of=day(20)) == {"answered_here", "answered_spoken", *FINE}


def test_2_an_order_asks_nothing() -> None:
    assert request_of(a_matter(a_logged(channel="order", role="none")), rules=RULES, sources=SOURCES) is None


def test_3_a_complaint_without_an_answer_is_ignored() -> None:
    assert states(the_request(an_ask(case="K")), as_of=day(20)) == {"ignored", "waiting_now"}


def test_4_a_call_that_was_taken_is_ask_and_answer_in_one() -> None:
    request = the_request(a_call())
    assert states(request, as_of=day(8)) == {"answered_here", "answered_spoken", *FINE}
    assert request.answered_at == day(minutes=1)


def test_5a_an_abandoned_call_is_ignored() -> None:
    assert states(the_request(a_call(after=None)), as_of=day(8)) == {"ignored", "waiting_now"}


def test_5b_a_later_call_that_was_taken_answers_the_earlier_ask() -> None:
    request = the_request(a_call(after=None), a_call(at=day(minutes=5)))
    assert states(request, as_of=day(10)) == {"answered_here", "answered_spoken", "finished", "dealt_with_in_place"}
    assert request.answered_at == day(minutes=6)
    assert request.followups == 1


def test_6_a_visit_served_at_once_took_no_time() -> None:
    request = the_request(a_logged(channel="shop", answered_at=day()))
    assert states(request, as_of=day(8)) == {"answered_here", "answered_spoken", *FINE}
    assert request.answered_at == request.asked_at


def test_7_an_automatic_acknowledgement_is_no_answer() -> None:
    receipt = a_reply(at=day(minutes=1), thread="T", role="acknowledges", auto=True)
    request = the_request(an_ask(thread="T"), receipt, a_reply(at=day(hours=20), thread="T"))
    assert states(request, as_of=day(9)) == {"answered_here", "answered_reply", *FINE}
    assert request.answered_at == day(hours=20)


def test_8a_a_machines_answer_that_stands_counts_from_its_own_time() -> None:
    bot = a_reply(at=day(minutes=1), channel="chat", thread="T", human="no")
    request = the_request(an_ask(channel="chat", thread="T"), bot)
    assert states(request, as_of=day(8, hours=1)) == {"answered_here", "answered_machine", *FINE}
    assert request.answered_at == day(minutes=1)


def test_8b_a_machines_answer_is_held_for_a_day_even_past_due() -> None:
    bot = a_reply(at=day(minutes=1), channel="chat", thread="T", human="no")
    request = the_request(an_ask(channel="chat", thread="T", promised_at=day(hours=4)), bot)
    assert states(request, as_of=day(hours=5)) == {"open", "waiting_now"}


def test_9_who_calls_because_the_machine_did_not_help_was_driven_away() -> None:
    bot = a_reply(at=day(minutes=1), channel="chat", thread="T", human="no")
    ask = an_ask(channel="chat", thread="T", promised_at=day(hours=4))
    for role in ("asks", "unknown"):
        request = the_request(ask, bot, a_call(at=day(hours=3), role=role))
        assert states(request, as_of=day(9)) == {
            "ignored", "driven_away", "answered_elsewhere", "answered_elsewhere_in_time", "finished", "changed_channel",
        }  # fmt: skip


def test_10a_who_was_sent_to_the_phone_and_called_has_arrived() -> None:
    passed = a_pass(at=day(hours=1), channel="social", thread="T")
    request = the_request(an_ask(channel="social", thread="T"), passed, a_call(at=day(1)))
    assert states(request, as_of=day(9)) == {"passed", "arrived", "finished", "changed_channel"}


def test_10b_also_four_days_later() -> None:
    passed = a_pass(at=day(hours=1), channel="social", thread="T")
    request = the_request(an_ask(channel="social", thread="T"), passed, a_call(at=day(5)))
    assert states(request, as_of=day(20)) == {"passed", "arrived", "finished", "changed_channel"}


def test_10c_asking_again_in_place_is_a_figure_of_its_own() -> None:
    passed = a_pass(at=day(hours=1), channel="social", thread="T")
    again = an_ask(at=day(1), channel="social", thread="T")
    request = the_request(an_ask(channel="social", thread="T"), passed, again)
    assert states(request, as_of=day(9)) == {"passed", "asked_again_here"}


def test_11_who_was_sent_elsewhere_and_never_showed_again_gave_up() -> None:
    request = the_request(an_ask(channel="social", thread="T"), a_pass(at=day(hours=1), channel="social", thread="T"))
    assert states(request, as_of=day(8)) == {"passed", "gave_up"}
    assert states(request, as_of=day(7)) == {"passed", "pending"}
    no_phone = {channel: span for channel, span in EVERYWHERE.items() if channel != "phone"}
    assert states(request, as_of=day(8), recorded=no_phone) == {"passed", "not_measurable"}


def test_12_an_answer_elsewhere_in_time_is_said_beside_ignored() -> None:
    call = a_reply(at=day(hours=1), channel="phone", case="K", reached=True)
    request = the_request(an_ask(case="K"), call)
    assert states(request, as_of=day(9)) == {
        "ignored", "answered_elsewhere", "answered_elsewhere_in_time", "finished",
    }  # fmt: skip


def test_13_a_closure_counts_only_where_the_source_records_no_replies() -> None:
    ledger = the_request(
        an_ask(channel="web", case="K", source="ledger"), a_closure(at=day(2), case="K", source="ledger")
    )
    assert states(ledger, as_of=day(10)) == {"answered_here", "answered_closure", "late", *FINE}
    desk = the_request(an_ask(channel="web", case="K"), a_closure(at=day(2), case="K"))
    assert states(desk, as_of=day(10)) == {"ignored", "waiting_now"}


def test_14_an_answer_after_the_promised_day_is_late() -> None:
    request = the_request(an_ask(case="K", promised_at=day(1)), a_reply(at=day(3), case="K"))
    assert states(request, as_of=day(11)) == {"answered_here", "answered_reply", "late", "late_promised", *FINE}


def test_15a_an_answer_then_silence_is_finished() -> None:
    request = the_request(an_ask(case="K"), a_reply(at=day(hours=1), case="K"))
    assert states(request, as_of=day(10)) == {"answered_here", "answered_reply", *FINE}


def test_15b_asking_again_weeks_later_reopens() -> None:
    begun = (an_ask(case="K"), a_reply(at=day(hours=1), case="K"), an_ask(at=day(20), case="K"))
    request = the_request(*begun, a_reply(at=day(21), case="K"))
    answered = {"answered_here", "answered_reply", "reopened"}
    assert states(request, as_of=day(40)) == {*answered, "finished", "dealt_with_in_place"}
    assert states(the_request(*begun), as_of=day(20, hours=12)) == answered


def test_16a_thanks_confirm() -> None:
    thanks = a_logged(at=day(hours=2), thread="T", role="thanks")
    request = the_request(an_ask(thread="T"), a_reply(at=day(hours=1), thread="T"), thanks)
    assert states(request, as_of=day(9)) == {"answered_here", "answered_reply", "confirmed", *FINE}


def test_16b_an_afterword_of_unknown_role_asks_nothing() -> None:
    more = a_logged(at=day(hours=2), thread="T")
    request = the_request(an_ask(thread="T"), a_reply(at=day(hours=1), thread="T"), more)
    assert states(request, as_of=day(9)) == {"answered_here", "answered_reply", *FINE}
    assert (request.followups, request.afterwords) == (0, 1)


def test_17a_a_case_of_two_customers_is_one_request() -> None:
    first, second = an_ask(case="K"), an_ask(at=day(1), case="K")
    answer = a_reply(at=day(1, hours=1), case="K")
    request = the_request(first, second, answer, customers={first.seq: CYN, second.seq: 8, answer.seq: CYN})
    assert states(request, as_of=day(10)) == {
        "answered_here", "answered_reply", "late", "finished", "dealt_with_in_place",
    }  # fmt: skip
    assert request.answered_at is not None
    assert request.answered_at - request.due_at == timedelta(hours=1)


def test_18a_the_call_that_names_case_and_order_shows_who_was_driven_away() -> None:
    bought = a_logged(at=day(10), channel="order", order="O", role="none")
    request = the_request(an_ask(case="K"), a_call(at=day(5), case="K", order="O"), bought)
    assert states(request, as_of=day(30)) == {
        "ignored", "driven_away", "answered_elsewhere", "finished", "changed_channel",
    }  # fmt: skip


def test_20a_a_case_closed_before_it_opened_is_a_fault_of_time() -> None:
    closed = a_closure(at=day(hours=-1), case="K", source="ledger")
    request = the_request(an_ask(channel="web", case="K", source="ledger"), closed)
    assert states(request, as_of=day(10)) == {"time_fault", "not_measurable"}


def test_20b_a_closing_in_the_opening_second_counts_whatever_its_place() -> None:
    closed = a_closure(at=day(), case="K", source="ledger", source_order=-1)
    request = the_request(an_ask(channel="web", case="K", source="ledger"), closed)
    assert states(request, as_of=day(10)) == {"answered_here", "answered_closure", *FINE}
    assert request.answered_at == request.asked_at


def test_20c_unasked_advice_is_no_fault_of_time() -> None:
    for role in ("asks", "unknown"):
        request = the_request(a_reply(at=day()), a_logged(at=day(1), role=role))
        assert states(request, as_of=day(10)) == {"ignored", "waiting_now"}


def test_21_one_answer_serves_all_asks_before_it() -> None:
    request = the_request(an_ask(thread="T"), an_ask(at=day(hours=2), thread="T"), a_reply(at=day(hours=5), thread="T"))
    assert states(request, as_of=day(9)) == {"answered_here", "answered_reply", "finished", "dealt_with_in_place"}
    assert request.followups == 1
    assert request.followups_due == []


def test_22_before_its_promise_an_ask_is_open_and_waiting() -> None:
    assert states(the_request(an_ask(channel="web", promised_at=day(5))), as_of=day(3)) == {"open", "waiting_now"}


def test_24_a_search_of_the_help_pages_shows_a_return() -> None:
    before, after = (
        a_logged(at=day(at), channel="web", kind="search", direction="observed", role="none") for at in (0, 2)
    )
    request = the_request(before, an_ask(at=day(hours=1)), after)
    assert states(request, as_of=day(10)) == {"ignored", "waiting_now", "changed_channel", "returned"}


def test_27_a_change_of_state_long_after_asks_nothing() -> None:
    opened, closed = an_ask(channel="web", case="K", source="ledger"), a_closure(at=day(1), case="K", source="ledger")
    changed = a_logged(
        at=day(100), channel="web", direction="internal", kind="state", role="none", case="K", source="ledger"
    )
    assert states(the_request(opened, closed, changed), as_of=day(110)) == {"answered_here", "answered_closure", *FINE}
