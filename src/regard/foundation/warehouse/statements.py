"""The SQL of expressions, written once for all that differ in moments and in tables of memory only.

Over a small company Ibis takes longer to write SQL than DuckDB to answer it, and a live one is asked the same again
and again: with another now, another end of each source, other members of a group.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, TypeAlias

import ibis
import ibis.expr.operations as ops
from ibis.backends.duckdb import Backend
from ibis.common.graph import Node

Shape: TypeAlias = tuple[Hashable, ...]
"""All of an expression that decides its SQL, but for its moments and the names of its tables in memory."""

_MOST_NODES = 100_000
"""Of all shapes together: 16 MB (bench/README.md). A report has one or two thousand."""


class Statements:
    """The SQL written last, by shape; for all threads."""

    def __init__(self, most_nodes: int = _MOST_NODES) -> None:
        self._most_nodes, self._nodes = most_nodes, 0
        self._held: OrderedDict[Shape, _Gapped] = OrderedDict()
        self._holding = threading.Lock()

    def sql(self, expression: ibis.Expr, *, write: Callable[[ibis.Expr], str]) -> str:
        """What `write` writes of this expression, or wrote of another of its shape."""
        shape, values = _read(expression.op())
        with self._holding:
            held = self._held.get(shape)
            if held is not None:
                self._held.move_to_end(shape)
        return held.filled(values) if held is not None else self._written(expression, shape, values, write)

    def __len__(self) -> int:
        return len(self._held)

    def _written(
        self, expression: ibis.Expr, shape: Shape, values: Sequence[str], write: Callable[[ibis.Expr], str]
    ) -> str:
        sql = write(expression)
        # What is not found in the text may have been worked into it in another way: then it is nothing to repeat.
        if all(value in sql for value in values):
            self._keep(shape, _Gapped(sql, values))
        return sql

    def _keep(self, shape: Shape, gapped: "_Gapped") -> None:
        with self._holding:
            self._nodes += 0 if shape in self._held else len(shape)
            self._held[shape] = gapped
            while self._nodes > self._most_nodes:
                oldest, _ = self._held.popitem(last=False)
                self._nodes -= len(oldest)


class _Gapped:
    """SQL with a gap at every place of a value."""

    def __init__(self, sql: str, values: Sequence[str]) -> None:
        place = {value: number for number, value in enumerate(values)}
        # None of them is a part of another: a call with its brackets, or the whole random name of a table.
        pieces = re.split(f"({'|'.join(map(re.escape, values))})", sql) if values else [sql]
        self._between = pieces[::2]
        self._places = [place[value] for value in pieces[1::2]]

    def filled(self, values: Sequence[str]) -> str:
        """The SQL with these values in its gaps."""
        told = (values[place] for place in self._places)
        return "".join(chain.from_iterable(zip(self._between, (*told, ""), strict=True)))


STATEMENTS = Statements()
"""Of this process: what is asked does not depend on the lake it is asked of."""


class RememberingBackend(Backend):
    """Ibis' DuckDB, which writes the SQL of one question once."""

    def compile(
        self,
        expr: ibis.Expr,
        /,
        *,
        limit: int | None = None,
        params: Mapping[ibis.Expr, Any] | None = None,
        **options: Any,
    ) -> str:
        """The SQL of an expression."""

        def write(one: ibis.Expr) -> str:
            sql: str = super(RememberingBackend, self).compile(one, limit=limit, params=params, **options)
            return sql

        is_plain = limit is None and not params and not any(options.values())
        return STATEMENTS.sql(expr, write=write) if is_plain else write(expr)


def _read(root: Node) -> tuple[Shape, list[str]]:
    """The shape of an expression, and how its values stand in SQL."""
    place: dict[int, int] = {}
    entries: dict[Hashable, int] = {}
    values: dict[str, int] = {}
    views: dict[Hashable, int] = {}

    def part(given: Any) -> Hashable:
        if isinstance(given, Node):
            return place[id(given)]
        if isinstance(given, tuple):
            return tuple([part(one) for one in given])
        if isinstance(given, Mapping):
            return tuple([(name, part(one)) for name, one in given.items()])
        # So that no number is taken for a place, nor 1 for True.
        return (type(given), given) if isinstance(given, int | float) else given

    def entry(node: Node) -> Hashable:
        match node:
            case ops.Literal(value=datetime() as moment, dtype=kind) if kind.is_timestamp():
                return ops.Literal, kind, values.setdefault(_moment(moment, kind.timezone), len(values))
            case ops.InMemoryTable(name=name, schema=schema):
                return ops.InMemoryTable, schema, values.setdefault(name, len(values))
            case ops.SelfReference(parent=parent, identifier=identifier):
                # Counted up in this process; only which are the same matters.
                return ops.SelfReference, part(parent), views.setdefault(identifier, len(views))
        return type(node), *[part(one) for one in node.__args__]

    for node in _children_first(root):
        # By what it is: whether Ibis made one object of two that are equal is chance.
        place[id(node)] = entries.setdefault(entry(node), len(entries))
    return tuple(entries), list(values)


def _children_first(root: Node) -> Iterator[Node]:
    """Every node once, after all it is made of; by a stack of its own, for conditions nest deeply."""
    done: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting[-1]
        missing = [one for one in node.__children__ if id(one) not in done]
        if missing:
            waiting.extend(missing)
            continue
        waiting.pop()
        if id(node) not in done:
            done.add(id(node))
            yield node


def _moment(at: datetime, zone: str | None) -> str:
    """As Ibis writes it; if it comes to write it otherwise, nothing is remembered and `test_statements` fails."""
    parts = f"{at.year}, {at.month}, {at.day}, {at.hour}, {at.minute}, {at.second + at.microsecond / 1e6}"
    return f"MAKE_TIMESTAMP({parts})" if zone is None else f"MAKE_TIMESTAMPTZ({parts}, '{zone}')"
