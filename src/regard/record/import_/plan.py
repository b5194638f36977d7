"""The dry run of an import: what would come in, what would be refused and why. Nothing is written."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from regard.record.checks import CHECKS, Check
from regard.record.import_.join import tables_of
from regard.record.import_.own import mapping_of
from regard.record.import_.recipe import Recipe
from regard.record.import_.rows import Refused, Rows
from regard.record.import_.tables import Opened
from regard.record.import_.unpack import Limits
from regard.record.interaction import Interaction, default_role

_EXAMPLES = 3
COUNTED = ("channel", "touchpoint", "kind", "role", "direction", "asked_by")
_MOST_IDS = 3_000_000  # Of so many it is known whether one comes again.
_THAI_YEARS = timedelta(days=500 * 365)


@dataclass
class RefusedFor:
    """One reason: how often, and the first rows it met."""

    count: int = 0
    examples: list[Refused] = field(default_factory=list)


@dataclass
class Plan:
    """What an import would do. `counts["channel"]["phone"]` is a number of interactions that would be admitted."""

    recipe: str
    source: str
    rows: int = 0
    interactions: int = 0
    with_promise: int = 0
    counts: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in COUNTED})
    identifiers: Counter[str] = field(default_factory=Counter)
    objects: Counter[str] = field(default_factory=Counter)
    refused: dict[str, RefusedFor] = field(default_factory=dict)
    rows_without_interaction: int = 0
    first: datetime | None = None
    last: datetime | None = None
    unmapped: dict[str, float] = field(default_factory=dict)  # Column: share of rows with a value.
    warnings: list[str] = field(default_factory=list)
    stopped_at_limit: bool = False

    @property
    def refusals(self) -> int:
        """How many rows or interactions would be refused."""
        return sum(one.count for one in self.refused.values())


def plan(
    recipe: Recipe,
    files: Path | Sequence[Path],
    *,
    received_at: datetime,
    checks: Sequence[Check] = CHECKS,
    limit: int | None = None,
    limits: Limits | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Plan:
    """Map the files (at most `limit` rows) and count. `progress(bytes read, bytes)`; raises if a file breaks off."""
    run = _Run(Plan(recipe.name, recipe.source), recipe, checks, received_at, limit)
    with tables_of(recipe, files, limits=limits) as found:
        for one in found:
            run.take(one, progress)
            if run.plan.stopped_at_limit:
                break
    return run.finished()


class _Run:
    """The state of one dry run."""

    def __init__(
        self, plan: Plan, recipe: Recipe, checks: Sequence[Check], received_at: datetime, limit: int | None
    ) -> None:
        self.plan, self.recipe, self.checks = plan, recipe, checks
        self.received_at, self.limit = received_at, limit
        self.filled: Counter[str] = Counter()
        self.noted: Counter[str] = Counter()
        self.first_noted: dict[str, int] = {}
        self.rows_mapped = self.far_ahead = self.repeated = 0
        self.ids: set[int] = set()

    def take(self, opened: Opened, progress: Callable[[int, int], None] | None) -> None:
        mapping = mapping_of(self.recipe, opened)
        reported = 0
        read = Rows(opened.table, is_grouped=self.recipe.group is not None)
        for rows, made in mapping.outcomes(read):
            self.plan.rows += rows
            for one in made:
                self.refuse(one) if isinstance(one, Refused) else self.weigh(one, opened.name, line=read.line)
            if progress and self.plan.rows >= reported:
                reported = self.plan.rows + 5_000
                progress(opened.position(), opened.size)
            if self.limit is not None and self.plan.rows >= self.limit:
                self.plan.stopped_at_limit = True
                break
        self.filled += mapping.filled
        self.noted += mapping.noted
        self.first_noted = {**mapping.first_noted, **self.first_noted}
        self.rows_mapped += mapping.rows_seen
        self.plan.rows_without_interaction += mapping.unused

    def weigh(self, one: Interaction, file: str, *, line: int) -> None:
        """What would be admitted is counted; what a check objects to is refused as admission would."""
        for check in self.checks:
            if objection := check(one, self.received_at):
                self.far_ahead += one.occurred_at - self.received_at > _THAI_YEARS
                original = {"message_id": one.message_id, "occurred_at": one.occurred_at.isoformat()}
                self.refuse(
                    Refused(line=line, reason=objection.reason, detail=objection.detail, original=original, file=file)
                )
                return
        self.count(one)

    def count(self, one: Interaction) -> None:
        plan = self.plan
        role = one.role or default_role(kind=one.kind, direction=one.direction)
        values = (one.channel, one.touchpoint or "", one.kind, role, one.direction, one.asked_by)
        for name, value in zip(COUNTED, values, strict=True):
            plan.counts[name][value] += 1
        plan.interactions += 1
        if (told := hash(one.message_id)) in self.ids:
            self.repeated += 1
        elif len(self.ids) < _MOST_IDS:
            self.ids.add(told)
        plan.with_promise += one.promised_at is not None
        plan.identifiers.update(identifier.kind for identifier in one.identifiers)
        plan.objects.update(ref.kind for ref in one.objects)
        plan.first = one.occurred_at if plan.first is None else min(plan.first, one.occurred_at)
        plan.last = one.occurred_at if plan.last is None else max(plan.last, one.occurred_at)

    def refuse(self, refused: Refused) -> None:
        reason = self.plan.refused.setdefault(refused.reason, RefusedFor())
        reason.count += 1
        if len(reason.examples) < _EXAMPLES:
            reason.examples.append(refused)

    def finished(self) -> Plan:
        rows = max(self.rows_mapped, 1)
        self.plan.unmapped = {column: count / rows for column, count in self.filled.most_common()}
        self.plan.warnings = list(self.warnings())
        return self.plan

    def warnings(self) -> list[str]:
        said = [
            f"{count:,} moments lie in the hour that clocks {what}, first in line {self.first_noted[key]}: {how}."
            for key, what, how in (
                ("skipped_hour", "skip", "moved on by what was skipped"),
                ("repeated_hour", "repeat", f"taken as the {self.recipe.time.fold} one"),
            )
            if (count := self.noted[key])
        ]
        if self.far_ahead:
            said.append(f"{self.far_ahead:,} moments lie about 543 years ahead: write calendar = 'buddhist' in [time].")
        if self.repeated:
            said.append(
                f"{self.repeated:,} interactions have the message_id of an earlier one: each would be its revision."
            )
        if self.plan.rows_without_interaction:
            said.append(f"{self.plan.rows_without_interaction:,} rows give no interaction, as nothing_applies allows.")
        if self.plan.rows and not self.plan.identifiers:
            said.append("No interaction names a customer: what needs one will be not measurable.")
        return said
