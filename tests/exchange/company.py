"""A company that says all there is to say: of its sources, of what happened, of who is who and what is one matter."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from regard.company import public as company
from regard.company.models import Setting
from regard.customers.public import customers_of, merge, move, never, part, share, shown_as, undo
from regard.episodes.public import Act, do, rule
from regard.episodes.public import undo as take_back
from regard.exchange.public import Wanted, take_out
from regard.foundation import clock
from regard.foundation.databases import read
from regard.foundation.errors import RegardError
from regard.record.public import Identifier, Interaction, ObjectRef, names_of
from tests.builders import day
from tests.customers.people import an_identifier
from tests.desk import follow, matters_by_message, reading_for, start_anew
from tests.episodes.stories import an_event, told

OURS = "email:*@lantern.co.th"


def nothing_said() -> None:
    """A company without a past that said nothing of its sources."""
    start_anew()
    company.forget_sources(named="")
    Setting.objects.all().delete()


def a_source(slug: str, **more: Any) -> None:
    """A source whose export ended, with what is usual."""
    usual: dict[str, Any] = {"title": slug, "zone": "Asia/Bangkok", "records_replies": True, "is_live": False}
    company.register_source(company.Source(slug=slug, **usual | more), at=day())


def says_of_sources() -> None:
    """A desk in Thailand, a till that anybody uses, a shop by the country of the company; our own addresses."""
    company.choose("phone_region", "GB")
    never(OURS, by="Ada", at=clock.now())
    a_source("desk", country="TH")
    a_source("till", shared_device=True)
    a_source("shop", records_replies=False)


WORDS = ("The bell is silent", "เบรกไม่ทำงานเลยครับ", "刹车坏了，请尽快回复。", '"quoted"\n\tand 🚲 \u2028', None)
MORE: dict[str, st.SearchStrategy[Any]] = {
    "text": st.sampled_from(WORDS),
    "language": st.sampled_from(("en", "th", "zh-hans", None)),
    "touchpoint": st.sampled_from(("twitter", "สาขาเชียงใหม่", None)),
    "human": st.sampled_from(("yes", "no", "unknown")),
    "staff_ref": st.sampled_from(("Bo", "阿波", None)),
    "team_ref": st.sampled_from(("service", None)),
    "reached": st.sampled_from((True, False, None)),
    "value": st.sampled_from((0.0, 1.0, 19.99, None)),
    "cost": st.sampled_from((-2.5, None)),
    "currency": st.just("THB"),
    "stage": st.sampled_from(("use", None)),
    "offered_by": st.sampled_from(("company", None)),
    "corrects": st.sampled_from(("m0", None)),
    "asked_by": st.sampled_from(("customer", "staff")),
    "facts": st.dictionaries(
        st.sampled_from(("rooms", "Rooms", "ขนาด", "a b.c")),
        st.one_of(st.booleans(), st.integers(-(2**62), 2**62), st.floats(-1e9, 1e9), st.text("a1\n\"é刹", max_size=5)),
        max_size=3,
    ),
}  # fmt: skip
a_detail = st.fixed_dictionaries(MORE)
a_fraction = st.integers(0, 999_999)


CARRIED = (
    "phone:081 482 3956", "phone:+66 81 482 3956", "device:till:d1", "cookie:shop:c1", "email:bo@lantern.co.th",
    "email:shared@riders.co.th", "name:Cyn Doe", "name:Ada Poe", "birth_date:1980-02-03",
)  # fmt: skip
FIRMS = ("Lanna", "บริษัท", "公司")
SOURCES = ("desk", "desk", "shop", "till")
a_bearing = st.tuples(
    st.sampled_from(SOURCES),
    st.sets(st.sampled_from(CARRIED), max_size=2),
    st.sampled_from((None, None, *FIRMS)),
)


def borne(one: Interaction, source: str, more: set[str], firm: str | None) -> Interaction:
    """The interaction from this source, with more identifiers and an organisation."""
    named = () if firm is None else (ObjectRef("organisation", "desk", firm),)
    who: tuple[Identifier, ...] = (*one.identifiers, *map(an_identifier, sorted(more)))
    return replace(one, source=source, identifiers=who, objects=(*one.objects, *named))


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Interaction], list[Interaction]]:
    """A story over three sources, with every field, in an order of arrival, and revisions of some of it."""
    story = told(draw(st.lists(an_event, min_size=2, max_size=12)))
    story = [
        replace(
            one,
            **draw(a_detail),
            occurred_at=one.occurred_at + timedelta(microseconds=draw(a_fraction)),
            promised_at=draw(st.sampled_from((None, one.occurred_at + timedelta(days=2, microseconds=1)))),
        )
        for one in story
    ]
    story = [borne(one, *draw(a_bearing)) for one in story]
    again = [replace(one, text="said otherwise") for one in draw(st.lists(st.sampled_from(story), max_size=3))]
    return draw(st.permutations(story)), again


def speak(chosen: list[int]) -> None:
    """What people say of matters and customers, some of it taken back."""
    seqs = [seq for (seq,) in read("SELECT seq FROM assigned WHERE episode_id IS NOT NULL ORDER BY seq")]
    if len(seqs) < 2:
        return
    one, other, third, fourth = (seqs[place % len(seqs)] for place in chosen)
    said = []
    if one != other:
        said.append(rule(one, other, together=True, by="ada@riders.example", at=clock.now(), reason="เรื่องเดียวกัน"))
    if third != fourth:
        said.append(rule(third, fourth, together=False, by="ada@riders.example", at=clock.now()))
    follow()
    for kind in ("join", "split", "out", "move"):
        with suppress(RegardError):  # What is one matter, or alone in it, cannot be.
            act = Act(kind, third, fourth if kind in ("join", "move") else None)
            said.append(do(reading_for(), act, by="ada@riders.example", at=clock.now(), reason="另一件事"))
            follow()
    if said and chosen[0] % 2:
        take_back(said[chosen[0] % len(said)], by="bo@riders.example", at=clock.now())
    follow()
    say_who_is_who(sorted(set(shown_as(reading_for(), seqs).values())), chosen)


def say_who_is_who(profiles: list[int], chosen: list[int]) -> None:
    """One word of each rule, as far as there are profiles for it, some of it taken back."""
    said: list[int] = []
    if not profiles:
        return
    if len(profiles) > 1:
        said.append(merge(profiles[0], profiles[-1], by="ada@riders.example", at=clock.now()))
        follow()
    with suppress(RegardError):  # Whom it would move is there already.
        said.append(move(profiles[chosen[2] % len(profiles)], profiles[0], by="Ada", at=clock.now()))
        follow()
    if len(profiles) > 2:
        said.append(part(profiles[0], profiles[1], by="ada@riders.example", at=clock.now()))
        follow()
    keys = [bytes(key) for (key,) in read("SELECT value_key FROM identifier ORDER BY value_key")]
    if keys and chosen[3] % 3 == 0:
        said.append(share(keys[chosen[3] % len(keys)], by="ada@riders.example", at=clock.now()))
        follow()
    if said and chosen[1] % 2:
        undo(said[chosen[1] % len(said)], by="bo@riders.example", at=clock.now())
    follow()


def partitions() -> tuple[set[frozenset[Any]], set[frozenset[Any]]]:
    """Which messages are one matter, and which are one customer."""
    reading = reading_for("move_elsewhere")
    links = matters_by_message()
    named = names_of(reading, list(links), whole=True)
    matters: dict[int, set[Any]] = {}
    for seq, (matter, *why) in links.items():
        matters.setdefault(matter, set()).add((named[seq], *why))
    customers: dict[int, set[Any]] = {}
    for seq, customer in customers_of(reading, list(links)).items():
        customers.setdefault(customer, set()).add(named[seq])
    return set(map(frozenset, matters.values())), set(map(frozenset, customers.values()))


def out(file: Path, form: str, **wanted: Any) -> bytes:
    """The bytes of an export of everything."""
    take_out(file, form=form, wanted=Wanted(**{"whole": True} | wanted), by="Ada")
    return file.read_bytes()
