"""What became of a request, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.utils import translation

from regard.overview.public import Matter, fate_of, request_of
from regard.record.public import Logged
from regard.web.verdict import verdict
from tests.builders import a_call, a_pass, a_reply, an_ask, day


def told(interactions: Sequence[Logged], *, as_of: datetime) -> str:
    """The verdict on a matter of these interactions, of a customer who is known."""
    customers = {one.seq: 1 for one in interactions}
    request = request_of(Matter(1, interactions, customers), rules=(), sources={})
    assert request is not None
    return verdict(request, fate_of(request, as_of=as_of, recorded={}), as_of=as_of)


LATE = [an_ask(case="K", promised_at=day(1)), a_reply(at=day(3, hours=17), case="K")]


@pytest.mark.parametrize(
    ("interactions", "as_of", "says"),
    [
        (LATE, day(20), "Answered here after 3 d 17 h, 2 d 17 h after the promise. Finished: nobody asked again"),
        (LATE, day(4), "Whether it is finished is known seven days after the last answer."),
        ([an_ask(case="K"), a_reply(at=day(0, hours=1), case="K")], day(20), "Answered here after 1 h, in time."),
        ([an_ask(case="K"), a_reply(at=day(9), case="K")], day(20), "Answered here after 9 d, 2 d after it was due."),
        ([an_ask(case="K")], day(3), "Open. An answer is due in 4 d."),
        ([an_ask(case="K")], day(9), "Nobody answered here. An answer was due 2 d ago."),
        (
            [an_ask(case="K"), a_reply(at=day(0, minutes=1), case="K", human="no")],
            day(0, hours=2),
            "Open. An answer is",
        ),
        (
            [an_ask(case="K", promised_at=day(0, hours=1)), a_reply(at=day(0, minutes=1), case="K", human="no")],
            day(0, hours=2),
            "Open. A machine has answered",
        ),
        (
            [an_ask(case="K"), a_pass(at=day(0, hours=1), case="K"), a_call(at=day(1, hours=1), case="K")],
            day(20),
            "Sent elsewhere after 1 h, to: phone. They arrived there after 1 d.",
        ),
        (
            [an_ask(case="K"), a_pass(at=day(0, hours=1), case="K")],
            day(3),
            "to: phone. Whether they arrive is known seven days after they were sent.",
        ),
        (
            [an_ask(case="K"), a_pass(at=day(0, hours=1), case="K")],
            day(20),
            "to: phone. Whether it is finished cannot be measured: where they were sent is not recorded",
        ),
        (
            [an_ask(case="K"), a_call(at=day(1), case="K", after=None)],
            day(9),
            "They asked again on another channel. Not finished.",
        ),
        (
            [an_ask(case="K"), a_call(at=day(1), case="K"), a_reply(at=day(2), case="K"), an_ask(at=day(3), case="K")],
            day(20),
            "They came back to where the matter began.",
        ),
        (
            [an_ask(case="K"), a_call(at=day(1), case="K", after=timedelta(0))],
            day(9),
            "On another channel it was answered after 1 d, in time.",
        ),
        ([a_reply(at=day(-1), case="K"), an_ask(case="K")], day(9), "The times contradict each other"),
    ],
)
def test_it_says_what_became_of_it(interactions: Sequence[Logged], as_of: datetime, says: str) -> None:
    assert says in told(interactions, as_of=as_of)


def test_it_says_so_in_chinese_without_spaces_between_sentences() -> None:
    with translation.override("zh-hans"):
        assert "。已办结" in told(LATE, as_of=day(20))
