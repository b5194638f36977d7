"""Which rows of an append are of new keys and join the base at once, and which replace or remove what is there."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from regard.foundation.warehouse.table import REMOVED, WRITTEN, LakeTable, WrongRows


@dataclass(frozen=True, kw_only=True)
class Layered:
    """The rows of one append by layer, and what is known of the whole table after it (-1: nothing yet)."""

    base: pa.Table
    recent: pa.Table
    newest: int
    highest: int


def layered(table: LakeTable, rows: pa.Table, *, newest: int, highest: int) -> Layered:
    """Split rows of a table that holds `written_no` up to `newest` and keys up to `highest`.

    A key above `highest` is new: nothing in the base can be hidden by it, so it need not lie above the base.
    Raises `WrongRows` for rows not newer than those held.
    """
    if table.key is None or rows.num_rows == 0:
        return Layered(base=rows.slice(0, 0), recent=rows, newest=newest, highest=highest)
    written, keys = pc.min_max(rows[WRITTEN]), pc.min_max(rows[table.key])
    if written["min"].as_py() <= newest:
        raise WrongRows(
            f"Lake table {table.name!r} holds rows up to written_no {newest}, so one with {written['min']} comes too "
            "late. Append in the order of written_no, or reset the table and copy it anew."
        )
    rows = _newest(table.key, rows)
    is_new = pc.greater(rows[table.key], highest)
    new = rows.filter(is_new)
    return Layered(
        base=new.filter(pc.invert(new[REMOVED])),
        recent=rows.filter(pc.invert(is_new)),
        newest=written["max"].as_py(),
        highest=max(highest, keys["max"].as_py()),
    )


def _newest(key: str, rows: pa.Table) -> pa.Table:
    """One row per key: a base holds a key once, and what is recent a key and its number."""
    if pc.count_distinct(rows[key]).as_py() == rows.num_rows:
        return rows
    rows = rows.sort_by([(key, "ascending"), (WRITTEN, "descending")])
    keys = rows[key].combine_chunks()
    is_first = pc.not_equal(keys[1:], keys[:-1])
    return rows.filter(pa.concat_arrays([pa.array([True]), is_first]))
