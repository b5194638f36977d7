"""What is large stays fast enough: time grows with the number of interactions, not with its square."""

from __future__ import annotations

import time

import pytest

from regard.episodes.public import joined
from regard.record.public import Logged
from tests.builders import a_logged, day

LOOKS = {"channel": "web", "kind": "page", "direction": "observed", "role": "none"}
BUYS = {"channel": "order", "kind": "purchase", "direction": "observed", "role": "none"}


def orders_and_pages(count: int) -> list[Logged]:
    """A reseller: thousands of orders within hours, and page views between them."""
    return [
        a_logged(at=day(seconds=number), **BUYS, order=f"o{number}")
        if number % 2
        else a_logged(at=day(seconds=number), **LOOKS)
        for number in range(count)
    ]


def one_case(count: int) -> list[Logged]:
    """An outage: one case, thousands of customers."""
    return [a_logged(at=day(seconds=number), case="K") for number in range(count)]


def seconds(story: list[Logged], *, people: int) -> float:
    """Processor time to join this, if it is of so many customers in turn."""
    customers = {one.seq: place % people for place, one in enumerate(story)}
    begun = time.process_time()
    joined(story, customers=customers)
    return time.process_time() - begun


@pytest.mark.parametrize(("tell", "people"), [(orders_and_pages, 1), (one_case, 1), (one_case, 4_000)])
def test_ten_times_as_much_takes_no_hundred_times_as_long(tell: object, people: int) -> None:
    assert callable(tell)
    # The best of three of both: what else the machine does can only add.
    small, large = (min(seconds(tell(count), people=people) for _ in range(3)) for count in (1_000, 10_000))
    assert large < 40 * max(small, 0.005)


@pytest.mark.parametrize("noted_by", [1, 2])
def test_a_note_on_an_old_matter_does_not_make_it_the_latest(noted_by: int) -> None:
    first, second = a_logged(at=day(), case="K"), a_logged(at=day(hours=1), case="L")
    note = a_logged(at=day(hours=2), direction="internal", kind="note", role="none", case="K")
    mail = a_logged(at=day(hours=3))
    customers = {one.seq: 1 for one in (first, second, mail)} | {note.seq: noted_by}
    assert joined([first, second, note, mail], customers=customers).links[-1].episode_id == second.seq
