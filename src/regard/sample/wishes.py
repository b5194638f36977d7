"""A million wishes: a file of its own, written on request; what a million members would take of five hundred offers.

Members of one wish type want the same few offers. What is written is what a shop would know: offers with their cost,
types with their wishes, and members with their type.
"""

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = "wishes"
MEMBERS, OFFERS, TYPES = 1_000_000, 500, 5_000
_MEAN_WISHES = 5
_BUDGET_SHARE = 0.08
"""Of what all offers together would take."""
_AT_ONCE = 100_000
_PLACES = np.array(["Chiang Mai", "Chengdu", "Leeds"])


def write_wishes(folder: Path, *, seed: int, members: int = MEMBERS) -> Path:
    """Write `offers.csv`, `wish_types.csv` and `members.parquet`; the folder they lie in."""
    rng = np.random.default_rng([seed, 5_000])
    into = folder / FOLDER
    into.mkdir(parents=True, exist_ok=True)
    popularity = 1 / np.arange(1, OFFERS + 1) ** 0.8
    popularity /= popularity.sum()
    rng.shuffle(popularity)
    of_type = _write_types(into / "wish_types.csv", rng, popularity)
    weights = rng.dirichlet(np.full(TYPES, 0.6))
    _write_members(into / "members.parquet", rng, weights, members)
    wanted = np.zeros(OFFERS)
    for share, offers in zip(weights, of_type, strict=True):
        wanted[offers] += share * members
    _write_offers(into / "offers.csv", rng, wanted)
    return into


def _write_types(file: Path, rng: np.random.Generator, popularity: np.ndarray) -> list[np.ndarray]:
    """Each type wants between one and some ten offers, popular ones more often."""
    counts = np.clip(rng.poisson(_MEAN_WISHES, TYPES), 1, None)
    of_type = [np.sort(rng.choice(OFFERS, size=count, replace=False, p=popularity)) for count in counts]
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(("wish_type", "offers"))
        rows.writerows((number, " ".join(map(str, offers))) for number, offers in enumerate(of_type))
    return of_type


def _write_members(file: Path, rng: np.random.Generator, weights: np.ndarray, members: int) -> None:
    schema = pa.schema([("member", pa.string()), ("place", pa.string()), ("wish_type", pa.int32())])
    with pq.ParquetWriter(file, schema, compression="zstd") as out:
        for start in range(0, members, _AT_ONCE):
            count = min(_AT_ONCE, members - start)
            numbers = np.char.add("W", np.char.zfill(np.arange(start, start + count).astype(str), 7))
            types = rng.choice(TYPES, size=count, p=weights).astype(np.int32)
            places = _PLACES[rng.integers(len(_PLACES), size=count)]
            out.write_table(pa.table([pa.array(numbers), pa.array(places), pa.array(types)], schema=schema))


def _write_offers(file: Path, rng: np.random.Generator, wanted: np.ndarray) -> None:
    """What each offer costs: once, each time it is used, and how often we promise to honour it."""
    fixed, each = np.round(rng.uniform(500, 20_000, OFFERS)), np.round(rng.uniform(0.2, 6, OFFERS), 2)
    caps = np.ceil(wanted * rng.uniform(0.1, 0.3, OFFERS)).astype(int)
    budget = round(float(((fixed + each * caps).sum()) * _BUDGET_SHARE))
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(("offer", "fixed_cost", "cost_per_use", "uses_at_most", "budget_for_all"))
        costs = zip(fixed.tolist(), each.tolist(), caps.tolist(), strict=True)
        rows.writerows((number, *cost, budget) for number, cost in enumerate(costs))
