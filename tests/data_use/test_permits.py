"""Customer data is read only for a purpose that is known, whole, and may see that kind of data."""

from __future__ import annotations

from datetime import timedelta

import pytest

from regard import house
from regard.data_use.models import PermitUse
from regard.data_use.public import PARTS, Refused, open_reading, permit, purposes, read_purposes
from regard.foundation.errors import NotKnown, RegardError
from tests.builders import START

A_PURPOSE = "\n".join(
    ["[greet]", 'title = "Greet"', *(f'{part} = "said"' for part in PARTS), 'kinds = ["behavioural"]']
)


def test_every_shipped_purpose_says_its_five_parts() -> None:
    for purpose in purposes().values():
        assert all(getattr(purpose, part).strip() for part in PARTS)


@pytest.mark.parametrize("part", PARTS)
def test_a_purpose_with_a_missing_part_is_refused_by_its_name(part: str) -> None:
    with pytest.raises(RegardError, match=f"does not say its {part}"):
        read_purposes(A_PURPOSE.replace(f'{part} = "said"', f'{part} = " "'))


def test_a_purpose_may_only_name_kinds_that_exist() -> None:
    with pytest.raises(RegardError, match="greet"):
        read_purposes(A_PURPOSE.replace("behavioural", "secret"))


@pytest.mark.django_db
def test_an_unknown_purpose_is_refused_with_those_there_are() -> None:
    with pytest.raises(NotKnown, match="report_service"):
        permit("curiosity", by="Bo", at=START)


@pytest.mark.django_db
def test_a_report_may_not_read_who_somebody_is() -> None:
    reading = open_reading(permit("report_service", by="Bo", at=START))
    reading.must_allow("behavioural", what="an interaction")
    with pytest.raises(
        Refused,
        match="Purposes that may: connect_source, find_customer, mend_record, move_elsewhere, recognise_customers, "
        "serve_customer",
    ):
        reading.must_allow("identity", what="an e-mail address")


@pytest.mark.django_db
def test_each_leave_to_read_is_counted_by_day() -> None:
    for at in (START, START + timedelta(hours=1), START + timedelta(days=1)):
        permit("report_service", by="Bo", at=at)
    used = PermitUse.objects.filter(by="Bo").order_by("day").values_list("day", "times")
    assert list(used) == [(START.date(), 2), (START.date() + timedelta(days=1), 1)]


@pytest.mark.django_db
def test_a_reading_of_the_record_has_no_table_of_the_lake() -> None:
    with pytest.raises(RegardError, match="not on the lake"):
        open_reading(permit("report_service", by="Bo", at=START)).table("requests")


def test_every_column_of_the_lake_is_a_registered_field_and_none_is_an_identity() -> None:
    registered = {field.name: field.kind for field in house.FIELDS if field.kept_in == "lake"}
    for copy in house.COPIES:
        for column in copy.table.columns:
            assert registered[f"{copy.table.name}.{column.name}"] == column.kind
    assert "identity" not in registered.values()


def test_every_report_and_follower_has_a_purpose_that_is_known() -> None:
    used = [*(report.purpose for report in house.REPORTS), *(follower.purpose for follower in house.FOLLOWERS)]
    assert set(used) <= set(purposes())


def test_every_table_that_knows_a_customer_declares_its_eraser() -> None:
    declared = {table for eraser in house.ERASERS for table in (*eraser.tables, *eraser.follows)}
    written = {table for follower in house.FOLLOWERS for table in follower.tables}
    in_lake = {copy.table.name for copy in house.COPIES if copy.table.key} - {"assigned"}
    assert written | in_lake <= declared
