"""The one list of rooms, from top to bottom, and what is put together from what each of them declares."""

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from regard.company import public as company
from regard.customers import public as customers
from regard.data_use.public import Eraser, Field, Reading, days_kept, open_reading, permit
from regard.episodes import public as episodes
from regard.foundation import clock
from regard.foundation.copies import LakeCopy, copy_next
from regard.foundation.errors import NotKnown, RegardError
from regard.foundation.followers import Follower, position_of, reach_change, step_all
from regard.foundation.home import the_home
from regard.foundation.keys import ring
from regard.foundation.reports import Answer, Report, Value, find_report
from regard.foundation.warehouse.public import Engine, Lake
from regard.groups import public as groups
from regard.overview import public as overview
from regard.record import public as record

ROOMS = ("web", "groups", "overview", "episodes", "customers", "record", "data_use", "company", "foundation")
"""A room imports only rooms that stand after it in this list, and only their `public.py`."""

FOLLOWERS: tuple[Follower, ...] = (
    *customers.FOLLOWERS, *episodes.FOLLOWERS, *overview.FOLLOWERS, *groups.FOLLOWERS,
)  # fmt: skip
REPORTS: tuple[Report, ...] = tuple(groups.accepting(one) for one in overview.REPORTS)
COPIES: tuple[LakeCopy, ...] = (*record.LAKE, *customers.LAKE, *episodes.LAKE, *overview.LAKE, *groups.LAKE)
ERASERS: tuple[Eraser, ...] = (record.ERASER, customers.ERASER, episodes.ERASER, overview.ERASER, groups.ERASER)
FIELDS: tuple[Field, ...] = (*record.FIELDS, *customers.FIELDS, *episodes.FIELDS, *overview.FIELDS, *groups.FIELDS)

_LAKE = "lake.copy"
_HOLDS_FOR = timedelta(seconds=60)


def open_for(purpose: str, *, by: str) -> Reading:
    """A `Reading` of record and lake for a purpose; that it was opened is counted."""
    return open_reading(permit(purpose, by=by, at=clock.now()), lake=engine().table)


# The lake


def open_lake() -> Lake:
    """The lake of this home; its first write takes the writer's lock."""
    return Lake(the_home().lake, [copy.table for copy in COPIES])


@cache
def reading_lake() -> Lake:
    """The lake as this process reads it."""
    return open_lake()


@cache
def engine() -> Engine:
    """The one engine of this process. Web and worker each have one, so each takes less than half of the memory."""
    return Engine(reading_lake(), memory_limit=os.environ.get("REGARD_MEMORY") or f"{_share_of_memory()}MB")


def _share_of_memory() -> int:
    whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    return max(int(whole * 0.4), 512)


def copy_lake(lake: Lake) -> int:
    """Copy the next part of every table, and erase what was erased; how far it moved (0: nothing to do)."""
    reading = _worker_reading("keep_record")
    moved = sum(copy_next(copy, lake, reading) for copy in COPIES)
    return moved + _erase_from_lake(lake)


def _erase_from_lake(lake: Lake) -> int:
    done = 0
    while True:
        seqs, reached = _erased_after(position_of(_LAKE).change_no)
        if not seqs:
            return done
        # Erasing twice does no harm, so the lake goes first and a crash in between costs only the time.
        for copy in COPIES:
            if copy.erases:
                lake.erase(copy.table.name, column=copy.erases, values=seqs)
        reach_change(_LAKE, reached)
        done += 1


_ERASED_AT_ONCE = 500_000


def _erased_after(change_no: int) -> tuple[list[int], int]:
    """What the next erasures are about, many together: each costs a clean-up of the whole table."""
    seqs: list[int] = []
    while len(seqs) < _ERASED_AT_ONCE:
        more, reached = record.erased_after(change_no)
        if reached == change_no:
            break
        seqs, change_no = seqs + more, reached
    return seqs, change_no


# Following


def follow() -> int:
    """Take one batch with every follower; how much there was (0: all are up to date)."""
    done = step_all(FOLLOWERS, open_for=_worker_reading)
    return done.items + done.changes


@cache
def _worker_reading(purpose: str) -> Reading:
    # A worker takes out its permit once: it works for as long as it runs.
    return open_for(purpose, by="worker")


def catch_up(lake: Lake) -> None:
    """Follow, copy and index until nothing is left."""
    while follow() + copy_lake(lake) + index_customers():
        pass


# Finding


def search_shelf() -> customers.Shelf:
    """The folder of the index by which customers are found."""
    return customers.Shelf(the_home().found, ring())


def index_customers() -> int:
    """Take the next part into the index by which customers are found, or clear out of it what went; 0: all is done."""
    return index_next() or int(clear_index())


def index_next() -> int:
    """Take the next part into the index; how much there was."""
    return _indexer(the_home().found).step(_worker_reading("find_customer"))


def clear_index() -> bool:
    """Write a part of the index again that holds what went; whether there was one."""
    return _indexer(the_home().found).clean(_worker_reading("find_customer"))


@lru_cache(maxsize=1)
def _indexer(_folder: Path) -> customers.Indexer:
    return customers.Indexer(search_shelf())


@dataclass(frozen=True, kw_only=True)
class Lag:
    """How far one follower, or the lake, is behind the log."""

    name: str
    reached: int
    head: int

    @property
    def behind(self) -> int:
        """How many numbers are still to come."""
        return max(self.head - self.reached, 0)


def lags() -> tuple[Lag, ...]:
    """Every follower, every table of the lake and the search index: how far it is, of how far there is to go."""
    lake = reading_lake()
    return (
        *(Lag(name=one.name, reached=position_of(one.name).number, head=one.stream.head()) for one in FOLLOWERS),
        *(
            Lag(name=f"lake.{one.table.name}", reached=max(lake.position(one.table.name), 0), head=one.head())
            for one in COPIES
        ),
        Lag(name="customers.search", reached=search_shelf().reached(), head=customers.KNOWN.head()),
    )


def followed() -> int:
    """Up to which number of the log customers and matters are known."""
    return min(position_of(one.name).number for one in (*customers.FOLLOWERS, *episodes.FOLLOWERS))


# Bringing in


def bring_in(
    recipe: str,
    files: Sequence[Path],
    *,
    by: str,
    progress: Callable[[int, int], None] | None = None,
    resume: bool = True,
    register: bool = True,
) -> record.ImportResult:
    """Import files by a recipe (its name, or the path of a .toml file); the source becomes known to the company."""
    text = record.recipe_text(recipe)
    loaded = record.load_recipe(text, name=recipe)
    return _bring_in(loaded, text, files, by=by, progress=progress, resume=resume, register=register)


def bring_in_queued(number: int, *, register: bool = True) -> record.ImportResult:
    """Run an import of the queue."""
    queued = record.find_import(number)
    recipe = record.load_recipe(queued.recipe_text, name=queued.recipe_name)
    files = [Path(queued.file_name)]
    return _bring_in(recipe, queued.recipe_text, files, by=queued.by, number=number, register=register)


def _bring_in(
    recipe: record.Recipe,
    text: str,
    files: Sequence[Path],
    *,
    by: str,
    progress: Callable[[int, int], None] | None = None,
    resume: bool = True,
    number: int | None = None,
    register: bool,
) -> record.ImportResult:
    if register:
        _register(recipe)
    return record.run_import(recipe, files, by=by, recipe_text=text, number=number, progress=progress, resume=resume)


def _register(recipe: record.Recipe) -> None:
    source = company.Source(
        slug=recipe.source,
        title=recipe.title.en,
        zone=recipe.time.zone,
        records_replies=recipe.records_replies,
        is_live=recipe.live,
    )
    company.register_source(source, at=clock.now())


# Taking back


@dataclass(frozen=True, kw_only=True)
class TakingBack:
    """What taking an import back would do: to the record, to customers and to matters."""

    record: record.WouldGo
    customers_gone: int
    customers_changed: int
    matters_gone: int
    matters_changed: int


def would_take_back(number: int, *, by: str) -> TakingBack:
    """What would go if this import were taken back, and what would stay but change; nothing is written."""
    record.find_import(number)
    reading = open_for("keep_record", by=by)
    said = record.would_go(number)
    customers_gone, customers_changed = customers.customers_within(reading, said.spans)
    matters_gone, matters_changed = episodes.matters_within(reading, said.spans)
    return TakingBack(
        record=said,
        customers_gone=customers_gone,
        customers_changed=customers_changed,
        matters_gone=matters_gone,
        matters_changed=matters_changed,
    )


# Mending


@dataclass(frozen=True, kw_only=True)
class Mending:
    """What to mend and how: refusals that wait, or the one with a number; by another recipe, or edited by hand."""

    which: record.Which = field(default_factory=record.Which)
    number: int | None = None
    recipe_text: str = ""
    """The recipe (of an import) or mapping to read by; empty: the one that holds now."""
    edited: str = ""
    """The original of `number` as JSON, edited by hand."""


def mend(mending: Mending, *, by: str, preview: bool = False) -> record.Mended:
    """Read again what was refused and admit what passes; with `preview` only say what that would do.

    Raises `RecipeError` for a recipe that cannot be used, `RegardError` for what cannot be mended so.
    """
    reading, now = open_for("mend_record", by=by), clock.now()
    refusals = _meant(mending, reading)
    remap = _remap(mending)
    if preview:
        return record.weigh(refusals, remap, at=now)
    done = record.replay(refusals, remap, by=by, at=now)
    if mending.recipe_text and mending.which.import_id is not None:
        record.keep_mended_recipe(mending.which.import_id, mending.recipe_text)
    return done


def _meant(mending: Mending, reading: Reading) -> Iterable[record.KeptRefusal]:
    if mending.number is None:
        if mending.edited:
            raise RegardError("An edited original is that of one refusal: say its number, too.")
        if mending.recipe_text and mending.which.import_id is None:
            raise RegardError("A recipe mends what one import brought: say which (--import).")
        return record.waiting(reading, mending.which)
    one = record.refusal(reading, mending.number)
    if one.ended_as:
        raise RegardError(f"Refusal {one.number} waits no more: it is {one.ended_as}.")
    return [replace(one, original=_edited(mending.edited)) if mending.edited else one]


def _edited(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as cause:
        raise RegardError(f"What was edited is no JSON: {cause}.") from cause


def _remap(mending: Mending) -> record.Remap:
    """By the text that was given, else each by the recipe of its import as mended last, or its source's mapping."""
    if mending.recipe_text and mending.which.import_id is not None:
        return _by_recipe_of(mending.which.import_id, text=mending.recipe_text, by_hand=bool(mending.edited))
    remaps: dict[int, record.Remap] = {}

    def remap(one: record.KeptRefusal) -> Sequence[record.Interaction | record.Objection]:
        if one.import_id is None:
            return record.by_mapping(one)
        if one.import_id not in remaps:
            remaps[one.import_id] = _by_recipe_of(one.import_id, by_hand=bool(mending.edited))
        return remaps[one.import_id](one)

    return remap


def _by_recipe_of(import_id: int, *, text: str = "", by_hand: bool) -> record.Remap:
    found = record.find_import(import_id)
    text = text or found.mended_recipe or found.recipe_text
    recipe = record.load_recipe(text, name=found.recipe_name)
    if recipe.source != found.source:
        raise RegardError(f"The recipe is of the source {recipe.source!r}; what was refused is of {found.source!r}.")
    return record.by_recipe(recipe, by_hand=by_hand)


# Retention


def delete_what_is_old(*, now: datetime) -> int:
    """Delete what its rule of retention lets go; how much there was. What was deleted stays counted."""
    return record.delete_old_originals(
        now=now, waiting_days=days_kept("refusals_waiting"), ended_days=days_kept("refusals_ended")
    )


# Answering


def ends_at(now: datetime) -> dict[str, datetime]:
    """Where each source ends: a live one now, even if it has fallen silent; a finished export at its newest row."""
    known = company.sources()
    newest = record.ends(slug for slug, source in known.items() if not source.is_live)
    return {
        slug: now if source.is_live else newest[slug]
        for slug, source in known.items()
        if source.is_live or slug in newest
    }


def answer(name: str, given: Mapping[str, str], *, by: str) -> Answer:
    """What a report says, for parameters in words. The last result is given again while nothing has moved.

    Raises `NotKnown` for a report or parameter that does not exist, `RegardError` for a value that cannot be.
    """
    report = find_report(REPORTS, name)
    groups.must_be_narrowable(report, given)
    params = report.read_params(given)
    _must_be_a_source(params.get("source"))
    reading = open_for(report.purpose, by=by)
    now = clock.now()
    crowds = groups.crowds_in(params)
    key = (name, tuple(sorted((param, str(value)) for param, value in params.items())), crowds)
    versions = lake_versions()
    held = _ANSWERS.get(key)
    if held is not None and report.source == "lake" and held.versions == versions and _still_holds(held, now):
        return held.answer
    fresh = _computed(report, params, reading, crowds, now=now)
    _ANSWERS[key] = _Held(answer=fresh, versions=versions)
    while len(_ANSWERS) > _MOST_ANSWERS:
        _ANSWERS.pop(next(iter(_ANSWERS)))
    return fresh


def lake_versions() -> tuple[int, ...]:
    """Of every table of the lake. Versions and not positions: an erasure takes rows away and moves no position."""
    return tuple(reading_lake().snapshot(copy.table.name).version for copy in COPIES)


def view_of(reading: Reading, *, now: datetime) -> groups.View:
    """From where groups are looked at: each source as of its end."""
    namespaces = (*company.sources(), "global")
    return groups.View(reading=reading, ends=ends_at(now), now=now, zone=company.report_zone(), namespaces=namespaces)


def members(crowds: tuple[groups.Crowd, ...], reading: Reading, *, now: datetime) -> groups.Members:
    """Who is in all of these crowds; kept while nothing has moved."""
    return HELD.members(crowds, view_of(reading, now=now), **holding())


def holding() -> dict[str, Any]:
    """By what members are worked out, and until when they hold."""
    return {"run": engine().run, "versions": lake_versions(), "holds_for": _HOLDS_FOR if _is_moving() else None}


HELD = groups.Held()


def _must_be_a_source(named: Value) -> None:
    if named is not None and named not in (known := company.sources()):
        raise NotKnown("source", str(named), known)


@dataclass(frozen=True, kw_only=True)
class _Held:
    answer: Answer
    versions: tuple[int, ...]


_MOST_ANSWERS = 500
_ANSWERS: dict[tuple[str, tuple[tuple[str, str], ...], tuple[groups.Crowd, ...]], _Held] = {}


def _still_holds(held: _Held, now: datetime) -> bool:
    # A source that ended stays as it is; where one is live, the clock alone turns open into ignored.
    return not _is_moving() or now - held.answer.computed_at < _HOLDS_FOR


def _is_moving() -> bool:
    return any(source.is_live for source in company.sources().values())


def _computed(
    report: Report, params: Mapping[str, Value], reading: Reading, crowds: tuple[groups.Crowd, ...], *, now: datetime
) -> Answer:
    ends = ends_at(now)
    theirs = members(crowds, reading, now=now) if crowds else None
    reading = groups.narrowed(reading, theirs) if theirs else reading
    chosen = {name: value for name, value in params.items() if name not in groups.PARAMS}
    moment = params.get("as_of")
    then = {"past": _past(reading, moment)} if isinstance(moment, datetime) else {}
    found = report.rows(reading, ends=ends, zone=company.report_zone(), now=now, **chosen, **then)
    rows = found if not isinstance(found, ibis.Table) else engine().run(found).to_pylist()
    return Answer(
        report=report,
        params=params,
        rows=rows,
        n=sum(int(row[report.counts] or 0) for row in rows) if report.counts else len(rows),
        as_of=moment if isinstance(moment, datetime) else None,
        ends=ends,
        lake_version=max(reading_lake().version(), 0),
        computed_at=now,
        only=groups.said_of(crowds, theirs) if theirs else None,
    )


def _past(reading: Reading, as_of: datetime) -> pa.Table:
    """Requests as they stood then, of the matters that went on afterwards: read again from the record."""
    went_on = engine().run(overview.went_on(reading, as_of=as_of))
    return overview.requests_at(reading, went_on["episode_id"].to_pylist(), as_of=as_of)


def recorded(reading: Reading, *, now: datetime) -> dict[str, overview.Span]:
    """From when until when each channel is recorded, as the figures see it. Looked up anew when the lake moves."""
    version = reading_lake().snapshot("interactions").version
    if version not in _BEGUN:
        _BEGUN.clear()
        _BEGUN[version] = engine().run(overview.channels_begun(reading)).to_pylist()
    return overview.recorded_spans(_BEGUN[version], ends=ends_at(now), now=now)


_BEGUN: dict[int, list[dict[str, Any]]] = {}


# The people behind a figure


def people(given: Mapping[str, str], *, by: str) -> list[dict[str, object]]:
    """The requests behind a figure, newest first, each with the first sentence the customer wrote.

    `given` may hold `fate`, a value for channel, touchpoint, source, month or asked_by ("" where there is none),
    `group`, `organisation`, `as_of`, `limit`, and `after`: where a page ended, as `2015-03-01T10:00:00+00:00~17`
    (moment and matter).
    `customer` is whose it is, None where nobody can say.
    """
    moment = find_report(REPORTS, "funnel").read_params({"as_of": given.get("as_of", "")})["as_of"]
    as_of = moment if isinstance(moment, datetime) else None
    reading, now = open_for("serve_customer", by=by), clock.now()
    crowds = groups.crowds_in(given)
    theirs = groups.narrowed(reading, members(crowds, reading, now=now)) if crowds else reading
    found = overview.requests_in(
        theirs,
        ends=ends_at(now),
        zone=company.report_zone(),
        now=now,
        fate=given.get("fate") or None,
        where={name: value or None for name, value in given.items() if name in _PEOPLE_BY and value != "all"},
        as_of=as_of,
        past=_past(theirs, as_of) if as_of else None,
        after=place(given["after"]) if given.get("after") else None,
        limit=int(given.get("limit", "100")),
    )
    rows = engine().run(found).to_pylist()
    asks = [row["asked_seq"] for row in rows]
    told, whose = first_sentences(reading, asks), customers.customers_of(reading, asks)
    language = {one.seq: one.language for one in record.history(reading, asks)}
    return [
        {**row, "first_sentence": told.get(ask, ""), "language": language.get(ask), "customer": whose.get(ask)}
        for ask, row in zip(asks, rows, strict=True)
    ]


def first_sentences(reading: Reading, seqs: Sequence[int]) -> dict[int, str]:
    """The first sentence of each of these interactions, by number; "" where no words were recorded."""
    return {seq: first_sentence(sealed) for seq, sealed in record.unseal(reading, seqs).items()}


_PEOPLE_BY = ("channel", "touchpoint", "source", "month", "asked_by")
# After . ! ? only where a space follows (not in 3.5), after their Chinese sisters always.
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s|(?<=[。！？])")
_LONGEST_SENTENCE = 160


def first_sentence(sealed: record.Sealed) -> str:
    """The first sentence of what was said, shortened; "" where no words were recorded."""
    text = " ".join((sealed.text or "").split())
    sentence = _SENTENCE_END.split(text, maxsplit=1)[0]
    return sentence if len(sentence) <= _LONGEST_SENTENCE else f"{sentence[:_LONGEST_SENTENCE].rstrip()}…"


def place(words: str) -> overview.Place:
    """Where a page of a list ended, from its link."""
    at, _, episode_id = words.partition("~")
    try:
        return overview.Place(asked_at=datetime.fromisoformat(at), episode_id=int(episode_id))
    except ValueError as cause:
        raise RegardError(f"after cannot be {words!r}. It is where a page ended, as its link says.") from cause


def newest_ask(channel: str) -> datetime | None:
    """The newest ask on a channel: what was due up to then is fixed."""
    requests = open_for("report_service", by="settings").table("requests")
    newest = engine().run(requests.filter(requests.channel == channel).aggregate(at=requests.asked_at.max()))
    at = newest["at"][0].as_py()
    return at if isinstance(at, datetime) else None


# Downloads


def table_of(answered: Answer) -> pa.Table:
    """The rows of an answer as an Arrow table, for downloads."""
    names = [column.name for column in answered.report.columns]
    present = [name for name in names if not answered.rows or name in answered.rows[0]]
    return pa.table({name: [row[name] for row in answered.rows] for name in present})


def as_json(answered: Answer) -> dict[str, object]:
    """An answer as the API and the command line give it: `{"rows": [...], "meta": {...}}`."""
    return {
        "rows": answered.rows,
        "meta": {
            "report": answered.report.name,
            "definition": answered.report.definition,
            "n": answered.n,
            "as_of": answered.as_of or max(answered.ends.values(), default=None),
            "ends": answered.ends,
            "lake_version": answered.lake_version,
            "computed_at": answered.computed_at,
            "params": answered.params,
            "notes": answered.said,
        },
    }
