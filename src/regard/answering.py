"""What a report says, who the people behind a figure are, and how an answer leaves as a file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa

from regard import house
from regard.company import public as company
from regard.customers import public as customers
from regard.data_use.public import Reading
from regard.foundation import clock
from regard.foundation.errors import NotKnown, RegardError
from regard.foundation.moments import read_moment
from regard.foundation.reports import Answer, Report, Value, find_report
from regard.groups import public as groups
from regard.overview import public as overview
from regard.record import public as record

_HOLDS_FOR = timedelta(seconds=60)


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
    report = find_report(house.REPORTS, name)
    groups.must_be_narrowable(report, given)
    params = report.read_params(given)
    _must_be_a_source(params.get("source"))
    reading = house.open_for(report.purpose, by=by)
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
    return tuple(house.reading_lake().snapshot(copy.table.name).version for copy in house.COPIES)


def view_of(reading: Reading, *, now: datetime) -> groups.View:
    """From where groups are looked at: each source as of its end."""
    namespaces = (*company.sources(), "global")
    return groups.View(reading=reading, ends=ends_at(now), now=now, zone=company.report_zone(), namespaces=namespaces)


def members(crowds: tuple[groups.Crowd, ...], reading: Reading, *, now: datetime) -> groups.Members:
    """Who is in all of these crowds; kept while nothing has moved."""
    return HELD.members(crowds, view_of(reading, now=now), **holding())


def holding() -> dict[str, Any]:
    """By what members are worked out, and until when they hold."""
    return {"run": house.engine().run, "versions": lake_versions(), "holds_for": _HOLDS_FOR if _is_moving() else None}


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
    rows = found if not isinstance(found, ibis.Table) else house.engine().run(found).to_pylist()
    return Answer(
        report=report,
        params=params,
        rows=rows,
        n=sum(int(row[report.counts] or 0) for row in rows) if report.counts else len(rows),
        as_of=moment if isinstance(moment, datetime) else None,
        ends=ends,
        lake_version=max(house.reading_lake().version(), 0),
        computed_at=now,
        only=groups.said_of(crowds, theirs) if theirs else None,
    )


def _past(reading: Reading, as_of: datetime) -> pa.Table:
    """Requests as they stood then, of the matters that went on afterwards: read again from the record."""
    went_on = house.engine().run(overview.went_on(reading, as_of=as_of))
    return overview.requests_at(reading, went_on["episode_id"].to_pylist(), as_of=as_of)


def recorded(reading: Reading, *, now: datetime) -> dict[str, overview.Span]:
    """From when until when each channel is recorded, as the figures see it. Looked up anew when the lake moves."""
    version = house.reading_lake().snapshot("interactions").version
    if version not in _BEGUN:
        _BEGUN.clear()
        _BEGUN[version] = house.engine().run(overview.channels_begun(reading)).to_pylist()
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
    moment = find_report(house.REPORTS, "funnel").read_params({"as_of": given.get("as_of", "")})["as_of"]
    as_of = moment if isinstance(moment, datetime) else None
    reading, now = house.open_for("serve_customer", by=by), clock.now()
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
    rows = house.engine().run(found).to_pylist()
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
    found = _PLACE.fullmatch(words)
    try:
        if found is None or (at := read_moment(found[1])).tzinfo is None:
            raise ValueError("no moment with its zone, and a number")
    except ValueError as cause:
        raise RegardError(f"after cannot be {words!r}. It is where a page ended, as its link says.") from cause
    return overview.Place(asked_at=at, episode_id=int(found[2]))


_PLACE = re.compile("(.+)~([0-9]{1,18})")


def newest_ask(channel: str) -> datetime | None:
    """The newest ask on a channel: what was due up to then is fixed."""
    requests = house.open_for("report_service", by="settings").table("requests")
    newest = house.engine().run(requests.filter(requests.channel == channel).aggregate(at=requests.asked_at.max()))
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
