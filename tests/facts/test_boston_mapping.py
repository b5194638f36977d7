"""The shipped recipe maps the whole Boston file to the figures found by other means (data/README.md)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from regard.foundation import clock
from regard.record.import_.mapping import Mapping
from regard.record.import_.plan import plan
from regard.record.import_.shelf import find_recipe
from regard.record.import_.tables import tables
from regard.record.interaction import Interaction

pytestmark = [pytest.mark.facts, pytest.mark.timeout(300)]

# Openings by channel, touchpoint and who asked.
BY_SOURCE = {
    ("phone", "hotline", "customer"): 62_285,
    ("app", "citizens connect", "customer"): 18_838,
    ("other", "employee", "staff"): 14_675,
    ("other", "city worker app", "staff"): 12_783,
    ("web", "self service", "customer"): 12_305,
    ("other", "maximo", "staff"): 198,
    ("social", "twitter", "customer"): 61,
}


@pytest.fixture(scope="module")
def boston(shared_data: Path) -> Path:
    return shared_data / "boston311" / "boston311_2015.csv.gz"


@pytest.fixture(scope="module")
def made(boston: Path) -> list[object]:
    recipe = find_recipe("boston311")
    with tables(boston, file=recipe.file) as found:
        table = next(found).table
        return [one for outcome in Mapping(recipe, columns=table.columns).outcomes(table) for one in outcome.made]


def of_role(made: list[object], role: str) -> list[Interaction]:
    return [one for one in made if isinstance(one, Interaction) and one.role == role]


def test_every_row_opens_and_every_closed_one_closes(made: list[object]) -> None:
    assert Counter(getattr(one, "role", "refused") for one in made) == {"asks": 121_145, "claims_done": 101_272}


def test_the_channel_is_the_citys_source(made: list[object]) -> None:
    openings = of_role(made, "asks")
    assert Counter((one.channel, one.touchpoint, one.asked_by) for one in openings) == BY_SOURCE
    assert Counter(one.asked_by for one in openings) == {"customer": 93_489, "staff": 27_656}


def test_promises_are_the_citys_targets(made: list[object]) -> None:
    assert sum(one.promised_at is not None for one in of_role(made, "asks")) == 94_154


def test_closings_stand_to_openings_and_promises_as_counted(made: list[object]) -> None:
    opened = {one.message_id.removesuffix(":opened"): one for one in of_role(made, "asks")}
    closings = [(opened[one.message_id.removesuffix(":closed")], one) for one in of_role(made, "claims_done")]
    promised = [(opening.promised_at, closing.occurred_at) for opening, closing in closings if opening.promised_at]
    assert sum(closing.occurred_at < opening.occurred_at for opening, closing in closings) == 197
    same_second = [(opening, closing) for opening, closing in closings if closing.occurred_at == opening.occurred_at]
    assert len(same_second) == 1_591
    assert all(opening.source_order < closing.source_order for opening, closing in same_second)
    assert (len(promised), sum(closed > target for target, closed in promised)) == (79_208, 19_154)


def test_the_citys_own_verdict_is_kept_beside(made: list[object]) -> None:
    verdicts = Counter((one.channel, one.facts.get("city_verdict")) for one in of_role(made, "asks"))
    assert round(verdicts["phone", "OVERDUE"] / 62_222 * 100, 2) == 31.04
    assert verdicts["phone", "OVERDUE"] + verdicts["phone", "ONTIME"] == 62_222


def test_months_are_local(made: list[object]) -> None:
    """322 openings change month if all year is taken as winter (UTC-5); with the summer's hour, it is 251."""
    zone, winter = ZoneInfo("America/New_York"), timedelta(hours=5)
    moments = [(one.occurred_at.astimezone(zone), one.occurred_at) for one in of_role(made, "asks")]
    assert sum((local.replace(tzinfo=None) + winter).month != local.month for local, _ in moments) == 322
    assert sum(utc.month != local.month for local, utc in moments) == 251


def test_the_plan_foresees_all_of_it(boston: Path) -> None:
    found = plan(find_recipe("boston311"), boston, received_at=clock.now())
    assert (found.rows, found.interactions, found.refusals) == (121_145, 222_417, 0)
    assert found.with_promise == 94_154
    assert not found.unmapped
    assert not [warning for warning in found.warnings if "revision" in warning]
