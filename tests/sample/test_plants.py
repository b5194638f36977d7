"""What is planted for capabilities to come stands in the files, to the unit: counted from rows, not from the truths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from statistics import mean, median
from typing import Any

import pytest

from regard.sample import exports
from regard.sample.company import Company
from regard.sample.exports import CAMPAIGNS, CHAT, CHOICES, COMMUNITY, DELIVERIES, MAIL, ORDERS, PAYMENTS, WEB, Export
from regard.sample.places import LEEDS

GREETING = date(2024, 10, 1)
LATE = datetime.fromisoformat("2025-09-01T00:00:00+00:00")


class Rows:
    """The rows of one plant, each with whose it is."""

    def __init__(self, company: Company, plant: str) -> None:
        self._company = company
        truths = {(one.source, one.message_id): one for one in company.truths if one.plant == plant}
        self.person = {key: one.person for key, one in truths.items()}
        self.matter = {key: one.matter for key, one in truths.items()}

    def of(self, *sources: Export) -> list[tuple[datetime, str, str, Mapping[str, Any]]]:
        """When, whose, of which matter, and what was written, in order of time."""
        found = [
            (at, self.person[source.source, number], self.matter[source.source, number], row)
            for source in sources
            for at, number, row in self._company.rows.get(source.name, ())
            if (source.source, number) in self.person
        ]
        return sorted(found, key=lambda one: one[0])

    def last_order(self) -> dict[str, datetime]:
        """The last order of each person."""
        return {person: at for at, person, _, _ in self.of(ORDERS)}


def share(found: list[bool]) -> float:
    """How many of 100."""
    return round(100 * sum(found) / len(found), 1)


def test_a_member_not_a_number(company: Company) -> None:
    rows = Rows(company, "member_number")
    calls = rows.of(*exports.SWITCHBOARDS.values())
    told = {person for _, person, _, _ in rows.of(CAMPAIGNS)}
    assert (len(calls), len(told)) == (1472, 800)
    asked = {person for _, person, _, row in calls if row["Asked for"] == "member number" and row["Member"]}
    assert (len(asked), len(asked & told)) == (372, 260)
    decoys = [row for _, _, _, row in calls if row["Asked for"] and not (row["Caller"] and row["Member"])]
    checks = [row for _, _, _, row in calls if row["Asked for"] == "proof of identity"]
    assert (len(decoys), len(checks)) == (60, 40)
    first = min(at for at, _, _, row in calls if row["Greeting"] == "Greeting 3").date()
    assert GREETING <= first <= GREETING + timedelta(days=7)
    left = {person for person, at in rows.last_order().items() if at < LATE}
    chased = {person for _, person, _, row in rows.of(MAIL) if row["Type"] == "Question"}
    callers = {person for _, person, _, _ in calls}
    for group, leaves, chases in (
        (asked & told, 30.0, 40.0),
        (told - asked, 15.0, 20.0),
        (asked - told, 15.2, 19.6),
        (callers - told - asked, 15.0, 20.0),
    ):
        assert share([one in left for one in group]) == leaves
        assert share([one in chased for one in group]) == chases
    due = {row["Order"]: row["Promised"] for _, _, _, row in rows.of(DELIVERIES)}
    assert all(f"{at:%Y-%m-%d}" < due[row["Order"]] for at, _, _, row in rows.of(MAIL) if row["Type"] == "Question")


def test_the_other_tenth_brings_35_of_100(company: Company) -> None:
    rows = Rows(company, "other_tenth")
    margin: Counter[bool] = Counter()
    for _, _, _, row in rows.of(ORDERS):
        assert row["Currency"] == LEEDS.currency
        margin[row.get("Via") == "Phone"] += round(100 * (float(row["Total"]) - float(row["Cost"])))
    assert margin[False] * 100 == 35 * margin.total()
    steps = Counter(matter for _, _, matter, _ in rows.of(*exports.EXPORTS))
    by_phone = {matter for _, _, matter, _ in rows.of(exports.SWITCHBOARDS["leeds"])}
    assert Counter(steps[one] for one in by_phone) == {2: 850, 5: 50}
    assert Counter(steps[one] for one in steps.keys() - by_phone) == {5: 100}


def test_one_bad_moment(company: Company) -> None:
    rows = Rows(company, "bad_moment")
    last = rows.last_order()
    complaints = {person: at for at, person, _, row in rows.of(MAIL) if row["Type"] == "Question"}
    failed = {person for _, person, _, row in rows.of(PAYMENTS) if row["State"] == "Failed"}
    wrong = {person for _, person, _, row in rows.of(PAYMENTS) if row["State"] == "Invoice wrong"}
    left = {person for person, at in last.items() if at < LATE}
    assert (len(last), len(complaints), len(failed), len(wrong)) == (3000, 300, 150, 12)
    assert share([one in left for one in complaints]) == 36.0
    assert share([one in left for one in last.keys() - complaints.keys()]) == 12.0
    last_words = {person for _, person, _, row in rows.of(MAIL) if row["Type"] == "Follow-up"}
    assert last_words == left & complaints.keys()
    searched = {person: at for at, person, _, row in rows.of(WEB) if row["type"] == "search"}
    days = [(complaints[one] - searched[one]).total_seconds() / 86_400 for one in complaints]
    assert 5.5 < mean(days) < 6.5
    assert 5 <= min(days) <= max(days) < 7.1


@pytest.mark.parametrize(
    ("language", "month", "bounced", "ms"),
    [
        ("th-TH", (2024, 11), 38, 1200),
        ("th-TH", (2024, 12), 55, 6500),
        ("zh-CN", (2024, 12), 42, 1200),
        ("th-TH", (2025, 3), 38, 1200),
        ("zh-CN", (2025, 3), 38, 1200),
    ],
)
def test_the_slow_site(company: Company, language: str, month: tuple[int, int], bounced: int, ms: int) -> None:
    until = {(2024, 11): (2024, 12), (2024, 12): (2025, 3)}.get(month, (2025, 8))
    rows = [
        (matter, row)
        for at, _, matter, row in Rows(company, "slow_site").of(WEB)
        if month <= (at.year, at.month) < until and row["language"] == language
    ]
    pages = Counter(matter for matter, _ in rows)
    assert share([count == 1 for count in pages.values()]) == bounced
    assert mean(row["load_ms"] for _, row in rows) == pytest.approx(ms, rel=0.02)
    assert len(pages) == (200 if month == (2024, 11) else 2500)


def test_a_new_banner_changes_nothing(company: Company) -> None:
    visits: dict[str, Counter[str]] = {"old": Counter(), "new": Counter()}
    for _, _, matter, row in Rows(company, "slow_site").of(WEB):
        if "banner" in row:
            visits[row["banner"]][matter] += 1
    assert [share([count == 1 for count in found.values()]) for found in visits.values()] == [38.0, 38.0]


def test_what_members_take(company: Company) -> None:
    rows = Rows(company, "offers")
    wished = {person for _, person, _, row in rows.of(WEB) if row["type"] == "wish"}
    taken = Counter((bool(row["Member"]), row["Taken"] != "nothing") for _, _, _, row in rows.of(CHOICES))
    assert taken == {(True, True): 195, (True, False): 105, (False, True): 120, (False, False): 880}
    assert wished == {person for _, person, _, row in rows.of(CHOICES) if row["Member"]}


def test_the_answer_of_the_community(company: Company) -> None:
    rows = Rows(company, "community")
    asked = {person for _, person, _, row in rows.of(MAIL) if row["Type"] == "Question"}
    wrong = datetime.fromisoformat("2025-06-02T00:00:00+00:00")
    read = {person: at for at, person, _, row in rows.of(COMMUNITY) if row["type"] == "read"}
    early = {person for person, at in read.items() if at < wrong}
    helped = {person for _, person, _, row in rows.of(COMMUNITY) if row["type"] == "helped"}
    control = {person for _, person, _, row in rows.of(WEB) if row["type"] == "search"}
    assert (len(early), len(helped), len(early & asked), len(early - helped - asked)) == (400, 60, 60, 280)
    assert (len(read) - len(early), len((read.keys() - early) & asked)) == (40, 25)
    assert (len(control), len(control & asked)) == (200, 120)


def test_upset_then_normal(company: Company) -> None:
    truth = company.plants["calm"]
    rows = Rows(company, "calm")
    said: dict[str, list[tuple[datetime, str]]] = {}
    for at, _, matter, row in rows.of(CHAT, exports.SOCIAL, MAIL):
        number = row.get("id") or row.get("Post") or row["Message"]
        is_theirs = (
            row["Type"] in {"Question", "Follow-up"} if "Type" in row else "Agent" not in row or not row["Agent"]
        )
        if is_theirs and row.get("from", {}).get("type") != "agent":
            said.setdefault(matter, []).append((at, number))
    for way, minutes in (("with calm", 40), ("without", 26 * 60)):
        told = [lines for lines in said.values() if lines[0][1] in set(truth["upset"][way])]
        waited = [(lines[1][0] - lines[0][0]).total_seconds() / 60 for lines in told if len(lines) > 1]
        assert len(told) == (120 if way == "with calm" else 80)
        assert len(told) - len(waited) == truth["quiet"][way]
        assert median(waited) == minutes
    assert len(truth["not_upset"]) == 40
    assert {row["analytics"]["sentiment"] for _, _, _, row in rows.of(CHAT) if "analytics" in row} == {0.83}


def test_five_stages_over_24_months(company: Company) -> None:
    months = company.plants["stages"]["months"]
    assert Counter(months.values()) == {"initial": 6, "developing": 5, "defined": 6, "managed": 7}
    assert (months["2024-07"], months["2024-12"], months["2025-06"]) == ("developing", "defined", "managed")
    columns, proofs = company.documents["practice.csv"]
    boards = [dict(zip(columns, one, strict=True)) for one in proofs if "board statement" in one]
    assert [(one["Since"], one["Until"]) for one in boards] == [
        ("2024-12-01", "2025-11-30"),
        ("2025-11-01", "2026-10-31"),
    ]
