"""What is said to point at nobody: previewed before it is said, changed back without a trace, equal to a rebuild."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regard.company.public import COMPANY, Source, choose, describe_source, register_source, said_of, sources
from regard.customers import blocking, rules
from regard.customers.merging import do
from regard.customers.public import (
    RECOGNISE,
    declare_source,
    never,
    plan_shared,
    rules_of,
    rules_with,
    weigh_rules,
)
from regard.data_use.public import Refused
from regard.foundation import clock
from regard.foundation.databases import read
from regard.foundation.errors import NotKnown, RegardError
from tests.builders import examples
from tests.customers.acting import CUSTOMERS, an_event, contents, forget_what_followed
from tests.customers.people import by, customers, recognised, seqs
from tests.desk import follow, reading_for, record_all, start_anew
from tests.episodes.stories import told

pytestmark = pytest.mark.django_db
calm = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def a_source(slug: str, **more: Any) -> None:
    """A source that is known."""
    usual: dict[str, Any] = {"title": slug, "zone": "UTC", "records_replies": True, "is_live": True}
    register_source(Source(slug=slug, **{**usual, **more}), at=clock.now())


def say(text: str, **more: Any) -> int:
    """Ada says what never points at a customer."""
    return never(text, by="ada@regard.example", at=clock.now(), **more)


def weigh(text: str | None = None, **more: Any) -> blocking.Blocking:
    """What would change, as an administrator sees it."""
    return weigh_rules(reading_for("serve_customer"), rules_with(text=text, **more))


# What a rule means


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("email:Sales@BÜCHER.shop", "email:sales@xn--bcher-kva.shop"),
        ("email: *@Bücher.shop ", "email:*@xn--bcher-kva.shop"),
        ("email:noreply@*", "email:noreply@*"),
        ("phone:+66 2 218 4567", "phone:+6622184567"),
        ("account:guest-?", "account:guest-?"),
        ("account@till:guest-*", "account@till:guest-*"),
        ("handle:@Us", "handle:us"),
    ],
)
def test_a_rule_is_kept_in_the_one_spelling_of_its_kind(line: str, kept: str) -> None:
    say(line)
    assert rules_of(COMPANY) == kept


@pytest.mark.parametrize("line", ["*@ours.shop", "email:", "email:*", "name:Test", "colour:red", "account@:7"])
def test_what_is_no_rule_is_refused_and_changes_nothing(line: str) -> None:
    say("email:us@ours.shop")
    with pytest.raises(RegardError, match="is no rule"):
        say(line)
    assert rules_of(COMPANY) == "email:us@ours.shop"


def test_brackets_of_a_value_are_brackets() -> None:
    recognised([by("account:a[1]", "email:cyn@riders.shop"), by("account:a1")])
    assert [one.value for one in weigh("account:a[1]").values] == ["a[1]"]


def test_a_value_is_meant_as_it_is_and_a_pattern_whatever_its_capitals() -> None:
    recognised([by("account:Till", "email:cyn@riders.shop"), by("account:shop:till"), by("account:till-7")])
    assert [one.value for one in weigh("account:till").values] == ["till"]
    assert {one.value for one in weigh("account:TILL*").values} == {"Till", "till", "till-7"}


def test_a_rule_of_a_source_is_about_its_own_values_only() -> None:
    a_source("till")
    recognised([by("account:till:000-1"), by("account:desk:000-1")])
    say("account:000-*", source="till")
    follow((RECOGNISE,))
    assert (rules_of("till"), rules_of(COMPANY)) == ("account:000-*", "")
    one, two = seqs()
    assert customers([one, two]) == [None, two]
    with pytest.raises(RegardError, match="for the company would work"):
        say("email:us@ours.shop", source="till")


def test_what_is_said_of_one_source_leaves_what_is_said_of_others() -> None:
    a_source("till")
    a_source("web")
    say("email:*@ours.shop")
    say("account:guest", source="till")
    say("cookie:0*", source="web")
    say("", source="till")
    assert (rules_of(COMPANY), rules_of("till"), rules_of("web")) == ("email:*@ours.shop", "", "cookie:0*")


def test_a_rule_means_what_it_meant_when_it_was_said_whatever_the_country_is_now() -> None:
    say("phone:02 218 4567")
    kept = rules_of(COMPANY)
    choose("phone_region", "TH")
    assert rules_of(COMPANY) == kept
    say("phone:02 218 4567")
    assert rules_of(COMPANY) == "phone:+6622184567"


def test_no_pattern_keeps_recognition_busy_for_long() -> None:
    recognised([by(f"account:{'a' * 60}!", "email:cyn@riders.shop"), by("account:aab")])
    assert [one.value for one in weigh(f"account:{'*a' * 40}").values] == []
    assert [one.value for one in weigh("account:*a*a**?").values] == [f"{'a' * 60}!", "aab"]


# Before it is said


def test_a_preview_counts_who_carries_it_and_who_would_come_apart() -> None:
    ours = "email:desk@ours.shop"
    recognised([by("account:1", ours), by(ours, "handle:a"), by("account:9", "email:cyn@riders.shop")])
    before = contents(CUSTOMERS)
    found = weigh("email:*@ours.shop")
    assert [(one.kind, one.value, one.blocked) for one in found.values] == [("email", "desk@ours.shop", True)]
    assert (found.profiles, found.customers, found.parted, found.joined) == (2, 1, 1, 0)
    assert found.would is not None
    (moved,) = found.would.moves
    assert (moved.before, moved.after) == (moved.profile - 1, moved.profile)
    assert contents(CUSTOMERS) == before


def test_a_preview_of_taking_a_rule_back_says_who_becomes_one() -> None:
    ours = "email:desk@ours.shop"
    recognised([by("account:1", ours), by(ours, "handle:a")])
    say("email:*@ours.shop")
    follow((RECOGNISE,))
    found = weigh("")
    assert (found.profiles, found.customers, found.parted, found.joined) == (2, 2, 0, 1)


def test_of_too_many_it_is_only_counted_who_carries_it(monkeypatch: pytest.MonkeyPatch) -> None:
    recognised([by("account:1", "email:ann@ours.shop"), by("account:2", "email:ben@ours.shop")])
    monkeypatch.setattr(blocking, "MOST", 1)
    found = weigh("email:*@ours.shop")
    assert (found.profiles, found.customers, found.would) == (2, 2, None)


def test_a_value_that_people_declare_shared_stays_so_whatever_the_rules() -> None:
    recognised([by("account:1", "email:ann@ours.shop"), by("email:ann@ours.shop", "handle:x")])
    key = bytes(read("SELECT value_key FROM identifier WHERE kind = 'email'")[0][0])
    do(plan_shared(key), by="ada@regard.example", at=clock.now())
    follow((RECOGNISE,))
    assert weigh("email:*@ours.shop").values == ()


def test_who_may_not_read_identities_sees_no_preview() -> None:
    with pytest.raises(Refused):
        weigh_rules(reading_for("report_service"), rules_with(text="email:*@ours.shop"))


LINES = (
    "email:*@riders.co.th", "email:ann@riders.co.th", "account:1", "account@shop:1", "phone:+66812345678", "cookie:*x",
    "loyalty:1",
)  # fmt: skip
some_rules = st.sets(st.sampled_from(LINES), max_size=3).map(lambda lines: "\n".join(sorted(lines)))


@settings(max_examples=examples(60), suppress_health_check=calm)
@given(events=st.lists(an_event, min_size=2, max_size=14), first=some_rules, second=some_rules, shared=st.booleans())
def test_any_rules_become_what_was_previewed_and_changed_back_leave_no_trace(
    events: list[Any], first: str, second: str, *, shared: bool
) -> None:
    start_anew()
    say("")
    a_source("desk")
    record_all(told(events))
    follow((RECOGNISE,))
    say(first)
    follow((RECOGNISE,))
    stood = contents(CUSTOMERS)
    would = weigh_rules(reading_for("serve_customer"), rules_with(text=second)).would
    assert would is not None
    say(second)
    follow((RECOGNISE,))
    numbers = [one.profile for one in would.moves]
    assert customers(numbers) == [one.after for one in would.moves]
    declare_source("desk", shared=shared, by="ada@regard.example", at=clock.now())
    follow((RECOGNISE,))
    rebuilt_from_now = contents(CUSTOMERS)
    forget_what_followed()
    follow((RECOGNISE,))
    assert contents(CUSTOMERS) == rebuilt_from_now
    declare_source("desk", shared=False, by="ada@regard.example", at=clock.now())
    say(first)
    follow((RECOGNISE,))
    assert contents(CUSTOMERS) == stood


# What was said


def test_who_said_what_and_when_stays() -> None:
    a_source("till", zone="Asia/Bangkok")
    at = clock.now()
    declare_source("till", country="TH", zone="UTC", shared=False, by="Ada", at=at)
    say("account:guest", source="till")
    say("account:guest", source="till")
    assert [(one.what, one.was, one.became, one.by) for one in said_of("till")] == [
        ("never", "", "account:guest", "ada@regard.example"),
        ("zone", "Asia/Bangkok", "UTC", "Ada"),
        ("country", "", "TH", "Ada"),
    ]
    assert said_of("till")[-1].at == at


def test_what_is_said_of_a_source_for_the_company_stands_on_the_page_of_the_source() -> None:
    a_source("till")
    say("email:*@ours.shop\naccount@till:guest-*")
    assert [(one.became, one.by) for one in said_of("till")] == [("account:guest-*", "ada@regard.example")]
    assert [one.became for one in said_of(COMPANY)] == ["email:*@ours.shop"]


def test_whoever_is_interrupted_while_it_is_looked_whom_it_is_about_has_said_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(*_given: Any, **_more: Any) -> None:
        raise KeyboardInterrupt

    a_source("till")
    monkeypatch.setattr(rules, "turned_by", interrupted)
    with pytest.raises(KeyboardInterrupt):
        say("email:*@ours.shop")
    with pytest.raises(KeyboardInterrupt):
        declare_source("till", country="TH", shared=True, by="Ada", at=clock.now())
    assert (rules_of(COMPANY), said_of(COMPANY), said_of("till")) == ("", (), ())
    assert not sources()["till"].shared_device


def test_what_is_recognised_while_it_is_looked_goes_by_what_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, looked = "email:desk@ours.shop", rules.turned_by

    def meanwhile(*given: Any, **more: Any) -> Any:
        found = looked(*given, **more)
        recognised([by(ours, "handle:a"), by(ours, "handle:b")])
        return found

    recognised([by("account:1")])
    monkeypatch.setattr(rules, "turned_by", meanwhile)
    say("email:*@ours.shop")
    follow((RECOGNISE,))
    assert customers(seqs()) == seqs()


def test_what_cannot_be_said_of_a_source_says_what_would_work() -> None:
    a_source("till")
    now = clock.now()
    with pytest.raises(RegardError, match="TH or GB would work"):
        describe_source("till", country="Siam", by="Ada", at=now)
    with pytest.raises(RegardError, match="Asia/Bangkok would work"):
        describe_source("till", zone="Siam", by="Ada", at=now)
    with pytest.raises(NotKnown):
        describe_source("tills", country="TH", by="Ada", at=now)
    assert (sources()["till"].country, said_of("till")) == ("", ())
