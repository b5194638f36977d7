"""The million wishes, in small: as many offers and types as ever, what they cost, and what the budget lets through."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow.parquet as pq

from regard.sample.public import write_wishes

MEMBERS = 3_000


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_five_hundred_offers_are_wanted_in_five_thousand_ways(tmp_path: Path) -> None:
    folder = write_wishes(tmp_path, seed=1, members=MEMBERS)
    offers, types = rows(folder / "offers.csv"), rows(folder / "wish_types.csv")
    members = pq.read_table(folder / "members.parquet").to_pydict()
    assert (len(offers), len(types), len(set(members["member"]))) == (500, 5_000, MEMBERS)
    wanted = [set(map(int, one["offers"].split())) for one in types]
    assert all(wanted)
    assert set().union(*wanted) == set(range(500))
    assert set(members["wish_type"]) <= set(range(5_000))
    reserves = [
        float(one["fixed_cost"]) + float(one["cost_per_use"]) * int(one["uses_at_most"]) for one in offers
    ]  # fmt: skip
    assert {one["budget_for_all"] for one in offers} == {str(round(sum(reserves) * 0.08))}


def test_the_same_seed_wishes_the_same(tmp_path: Path) -> None:
    one, other = (write_wishes(tmp_path / name, seed=2, members=MEMBERS) for name in ("one", "other"))
    assert [path.read_bytes() for path in sorted(one.iterdir())] == [
        path.read_bytes() for path in sorted(other.iterdir())
    ]
