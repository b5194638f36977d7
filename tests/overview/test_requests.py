"""What decides a request, where the scenarios leave a doubt: limits to the hour, and who of us did what."""

from datetime import timedelta
from typing import Any

import pytest

from regard.company.public import DueRule
from regard.overview.public import Matter, request_of
from regard.record.public import Logged
from tests.builders import a_call, a_closure, a_logged, a_pass, a_reply, an_ask, day
from tests.overview.story import CYN, EVERYWHERE, LONG_AGO, RULES, SOURCES, a_matter, states, the_request

INSTANT = timedelta(microseconds=1)
DAY, WEEK, MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30)


class TestAsking:
    """What counts as an ask."""

    def test_an_unknown_contact_is_an_afterword_for_24_hours_and_no_longer(self) -> None:
        for after, followups in ((DAY, 0), (DAY + INSTANT, 1)):
            more = a_logged(at=day(hours=1) + after)
            assert the_request(an_ask(), a_reply(at=day(hours=1)), more).followups == followups

    def test_what_follows_a_question_of_ours_is_no_ask(self) -> None:
        question = a_reply(at=day(), role="asks_back")
        assert request_of(a_matter(question, a_logged(at=day(hours=1))), rules=RULES, sources=SOURCES) is None

    def test_a_call_that_was_taken_asks_even_right_after_an_answer(self) -> None:
        request = the_request(an_ask(), a_reply(at=day(hours=1)), a_call(at=day(hours=2), role="unknown"))
        assert (request.followups, request.afterwords) == (1, 0)

    def test_a_machine_in_the_customers_name_asks_nothing(self) -> None:
        assert request_of(a_matter(an_ask(auto=True)), rules=RULES, sources=SOURCES) is None

    @pytest.mark.parametrize("channel", ["order", "delivery", "survey"])
    def test_orders_deliveries_and_surveys_are_no_contacts(self, channel: str) -> None:
        assert request_of(a_matter(an_ask(channel=channel)), rules=RULES, sources=SOURCES) is None

    def test_it_is_due_by_promise_then_by_the_table_then_after_seven_days(self) -> None:
        rule = DueRule(channel="email", source="", valid_from=LONG_AGO, within=timedelta(hours=4))
        promised, other = an_ask(promised_at=day(2)), an_ask(channel="chat")
        expected = [(promised, day(2), "promised"), (an_ask(), day(hours=4), "table"), (other, day(7), "assumed")]
        for ask, due_at, basis in expected:
            request = request_of(a_matter(ask), rules=[rule], sources=SOURCES)
            assert request is not None
            assert (request.due_at, request.due_basis) == (due_at, basis)


class TestAnswering:
    """What counts as an answer."""

    def test_a_reply_that_did_not_get_through_is_none(self) -> None:
        assert the_request(an_ask(), a_reply(at=day(1), reached=False)).answered_at is None

    def test_a_machines_answer_falls_by_an_ask_within_24_hours_and_no_later(self) -> None:
        ask, bot = an_ask(thread="T"), a_reply(at=day(hours=1), thread="T", human="no")
        for after, basis in ((DAY - INSTANT, None), (DAY, "machine")):
            assert the_request(ask, bot, an_ask(at=bot.occurred_at + after, thread="U")).answer_basis == basis

    def test_a_machines_answer_counts_only_for_the_ask_it_belongs_to(self) -> None:
        bot = a_reply(at=day(hours=1), thread="U", human="no")
        assert the_request(an_ask(thread="T"), bot).answered_at is None

    def test_a_person_who_answers_while_a_machines_answer_is_held_decides(self) -> None:
        ask, bot = an_ask(thread="T"), a_reply(at=day(hours=1), thread="T", human="no")
        for after, basis in ((DAY - INSTANT, "reply"), (DAY + INSTANT, "machine")):
            person = a_reply(at=bot.occurred_at + after, thread="T", human="yes")
            assert the_request(ask, bot, person).answer_basis == basis

    def test_a_machine_that_takes_the_call_is_held_like_any_machine(self) -> None:
        request = the_request(a_call(human="no"))
        assert (request.answer_basis, request.held_until) == ("machine", day(1, minutes=1))

    def test_a_closing_counts_only_for_the_ask_of_its_own_case_and_source(self) -> None:
        ask = an_ask(channel="web", case="K", source="ledger")
        linked = a_logged(at=day(hours=1), direction="internal", role="none", case="K", source="ledger")
        for closed, basis in (
            (a_closure(at=day(1), case="K", source="ledger", channel="other"), "closure"),
            (a_closure(at=day(1), source="ledger"), "closure"),
            (a_closure(at=day(1), case="L", source="ledger"), None),
            (a_closure(at=day(1), case="K", source="ledger", auto=True), None),
            (a_closure(at=day(1), case="K", source="nobody knows it"), None),
        ):
            assert the_request(ask, linked, closed).answer_basis == basis

    def test_a_closing_of_another_source_closes_nothing(self) -> None:
        assert the_request(an_ask(case="K"), a_closure(at=day(1), source="ledger")).answer_basis is None

    def test_an_answer_in_time_elsewhere_is_one_by_the_due_moment(self) -> None:
        for after, in_time in ((DAY, True), (DAY + INSTANT, False)):
            found = states(the_request(an_ask(), a_call(at=day() + after, after=timedelta(0))), as_of=day(20))
            assert ("answered_elsewhere_in_time" in found) is in_time
            assert "answered_elsewhere" in found

    def test_exactly_at_due_is_not_late(self) -> None:
        for after, is_late in ((DAY, False), (DAY + INSTANT, True)):
            found = states(the_request(an_ask(), a_reply(at=day() + after)), as_of=day(20))
            assert ("late" in found) is is_late

    def test_times_are_at_fault_only_if_nothing_decides_and_a_key_is_shared(self) -> None:
        before, after = a_reply(at=day(-1), case="K"), a_reply(at=day(1), case="K")
        assert the_request(before, an_ask(case="K")).time_fault
        assert not the_request(before, an_ask(case="K"), after).time_fault
        assert not the_request(before, an_ask(case="L")).time_fault


class TestPassing:
    """What counts as sending elsewhere, and what came of it."""

    def test_inside_one_call_a_pass_beats_the_answer(self) -> None:
        request = the_request(a_call(passes_to="email"))
        assert (request.passed_at, request.answered_at, request.passes_to) == (day(minutes=1), None, "email")
        assert request.unanswered_at == day()

    def test_inside_one_reply_as_well_but_not_to_the_same_channel(self) -> None:
        assert the_request(an_ask(), a_reply(at=day(1), passes_to="phone")).passed_at == day(1)
        assert the_request(an_ask(), a_reply(at=day(1), passes_to="email")).answered_at == day(1)

    def test_what_came_first_decides(self) -> None:
        ask, answer = an_ask(), a_reply(at=day(1))
        for passed_at, became in ((day(1) - INSTANT, "passed"), (day(1) + INSTANT, "answered_here")):
            assert became in states(the_request(ask, answer, a_pass(at=passed_at)), as_of=day(20))

    def test_a_pass_or_an_answer_on_another_channel_decides_nothing(self) -> None:
        for other in (a_pass(at=day(1), channel="chat"), a_reply(at=day(1), channel="chat")):
            assert "ignored" in states(the_request(an_ask(), other), as_of=day(20))

    def test_there_are_seven_days_to_arrive(self) -> None:
        ask, passed = an_ask(), a_pass(at=day(hours=1))
        for after, arrived in ((WEEK, True), (WEEK + INSTANT, False)):
            later = a_call(at=passed.occurred_at + after, after=None)
            assert ("arrived" in states(the_request(ask, passed, later), as_of=day(20))) is arrived

    def test_arriving_counts_before_asking_again_here(self) -> None:
        again, call = an_ask(at=day(1)), a_call(at=day(2), after=None)
        assert states(the_request(an_ask(), a_pass(at=day(hours=1)), again, call), as_of=day(20)) == {
            "passed", "arrived", "changed_channel",
        }  # fmt: skip

    def test_who_was_answered_after_all_did_not_give_up(self) -> None:
        found = states(the_request(an_ask(), a_pass(at=day(hours=1)), a_reply(at=day(3))), as_of=day(20))
        assert found == {"passed", "finished"}

    def test_a_destination_nobody_named_cannot_be_measured(self) -> None:
        nowhere = a_reply(at=day(hours=1), role="passes")
        assert states(the_request(an_ask(), nowhere), as_of=day(20)) == {"passed", "not_measurable"}


class TestFinishing:
    """Silence, and what breaks it."""

    def test_it_takes_seven_days_of_silence(self) -> None:
        request = the_request(an_ask(), a_reply(at=day(1)))
        assert "pending" in states(request, as_of=day(8) - INSTANT)
        assert "finished" in states(request, as_of=day(8))

    def test_it_is_reopened_from_7_to_30_days_after_the_last_answer(self) -> None:
        ask, answer = an_ask(case="K"), a_reply(at=day(1), case="K")
        for after, reopened in ((WEEK - INSTANT, False), (WEEK, True), (MONTH, True), (MONTH + INSTANT, False)):
            again = an_ask(at=answer.occurred_at + after, case="K")
            assert (the_request(ask, answer, again).reopened_at is not None) is reopened

    def test_without_the_same_strong_key_it_is_not_reopened(self) -> None:
        assert the_request(an_ask(), a_reply(at=day(1)), an_ask(at=day(15))).reopened_at is None

    def test_an_ask_elsewhere_that_nobody_answered_leaves_it_unfinished(self) -> None:
        request = the_request(an_ask(), a_reply(at=day(1)), an_ask(at=day(3), channel="chat"))
        assert states(request, as_of=day(30)) == {"answered_here", "answered_reply", "changed_channel"}
        assert request.followups_due == [day(4)]

    def test_thanks_before_another_ask_confirm_nothing(self) -> None:
        thanks = a_logged(at=day(2), role="thanks")
        assert the_request(an_ask(), a_reply(at=day(1)), thanks, an_ask(at=day(3))).confirmed_at is None

    def test_without_a_customer_nothing_of_it_can_be_measured(self) -> None:
        answered = the_request(an_ask(), a_reply(at=day(1)), customers={})
        assert states(answered, as_of=day(20)) == {"answered_here", "answered_reply", "not_measurable"}
        passed = the_request(an_ask(), a_pass(at=day(1)), a_call(at=day(2)), customers={})
        assert states(passed, as_of=day(20)) == {"passed", "not_measurable"}
        ignored = the_request(an_ask(), an_ask(at=day(2), channel="chat"), customers={})
        assert states(ignored, as_of=day(5)) == {"ignored", "waiting_now", "not_measurable"}


class TestWays:
    """Changing channel, coming back, changing hands."""

    def test_the_next_ask_of_somebody_else_drives_nobody_away(self) -> None:
        mine, theirs = an_ask(), an_ask(at=day(2), channel="chat")
        assert the_request(mine, theirs, customers={mine.seq: CYN, theirs.seq: 8}).driven_away_at is None

    def test_asking_again_in_place_first_is_not_being_driven_away(self) -> None:
        request = the_request(an_ask(), an_ask(at=day(2)), an_ask(at=day(3), channel="chat"))
        assert request.driven_away_at is None

    def test_a_return_is_completed_where_it_was_answered(self) -> None:
        story = (an_ask(), a_call(at=day(1)), an_ask(at=day(2)))
        assert "returned" in states(the_request(*story), as_of=day(20))
        assert "return_completed" in states(the_request(*story, a_reply(at=day(3))), as_of=day(20))
        assert "return_completed" not in states(the_request(*story, a_call(at=day(3))), as_of=day(20))

    def test_who_showed_first_on_social_returns_to_their_usual_channel(self) -> None:
        begun, away = an_ask(channel="social"), an_ask(at=day(1), channel="email")
        home, social = an_ask(at=day(2), channel="chat"), an_ask(at=day(2), channel="social")
        found = states(the_request(begun, away, home, usual_channel="chat"), as_of=day(20))
        assert found & {"returned", "returned_usual"} == {"returned_usual"}
        assert not states(the_request(begun, away, social), as_of=day(20)) & {"returned", "returned_usual"}

    def test_another_team_or_person_is_a_handover_and_closing_is_none(self) -> None:
        def assigned(at: float, **whom: Any) -> Logged:
            return a_logged(at=day(at), **{"direction": "internal", "kind": "assignment", "role": "none"} | whom)

        first = assigned(0.1, team_ref="one")
        for then, times in (
            (assigned(0.2, team_ref="one", staff_key=b"a"), 0),
            (assigned(0.2, team_ref="two"), 1),
            (a_reply(at=day(0.2), team_ref="two"), 1),
            (a_reply(at=day(0.2), team_ref="two", auto=True), 0),
            (a_closure(at=day(0.2), channel="email", team_ref="two", kind="assignment"), 0),
            (assigned(0.2, team_ref="two", channel="chat"), 0),
        ):
            assert the_request(an_ask(), first, then).handovers == times

    def test_a_handover_is_no_first_contact(self) -> None:
        story = (an_ask(), a_reply(at=day(0.1), staff_key=b"a"), a_reply(at=day(0.2), staff_key=b"b"))
        found = states(the_request(*story), as_of=day(20))
        assert "handed_over" in found
        assert "first_contact" not in found


def test_a_source_nobody_registered_is_taken_to_record_its_replies() -> None:
    matter = Matter(1, [an_ask(source="new", case="K"), a_closure(at=day(1), source="new", case="K")])
    request = request_of(matter, rules=RULES, sources={})
    assert request is not None
    assert "ignored" in states(request, as_of=day(20), recorded=EVERYWHERE)
