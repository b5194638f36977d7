"""Metrics for machines: OpenMetrics, closed unless a token is sent or the machine itself asks and may."""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from regard.foundation import clock
from regard.foundation.beats import memory_bytes
from regard.health import public as health
from regard.web.api.reader import refused, token_holder
from regard.web.queues import QUEUES
from regard.web.timing import REQUESTS

_HERE = {"127.0.0.1", "::1"}
_CAME_THROUGH = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP")
_STATES = {"well": 0, "unknown": 0, "warns": 1, "unwell": 2}


@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Everything measured, for a scraper."""
    if not (_is_from_here(request) or token_holder(request)):
        words = "Who asks? Send 'Authorization: Bearer <token>', or set REGARD_METRICS=loopback for this machine."
        return refused(words, status=401)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Told(health.gather(at=clock.now(), queues=QUEUES)))
    registry.register(REQUESTS)
    written: bytes = generate_latest(registry)  # type: ignore[no-untyped-call]  # It comes without types.
    return HttpResponse(written, content_type=CONTENT_TYPE_LATEST)


def _is_from_here(request: HttpRequest) -> bool:
    # What comes through a proxy on this machine comes from anywhere.
    came_through = any(name in request.headers for name in _CAME_THROUGH)
    return settings.METRICS == "loopback" and request.META.get("REMOTE_ADDR") in _HERE and not came_through


class _Told(Collector):
    """The facts as metrics."""

    def __init__(self, facts: health.Facts) -> None:
        self.facts = facts

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("regard", "The program", value={"version": self.facts.program})
        yield from self._of_this_machine()
        yield from self._of_the_lake()
        if self.facts.record is not None:
            yield from _of_followers(self.facts.record)
            yield from _of_the_record(self.facts.record)
        checks = health.judge(self.facts, health.limits() if self.facts.record else health.Limits())
        states = [((one.watch.name,), _STATES[one.verdict.state]) for one in checks]
        yield _gauges("regard_check_state", "0 well or cannot say, 1 warns, 2 unwell", "check", states)

    def _of_this_machine(self) -> Iterator[Metric]:
        disk = self.facts.disk
        yield GaugeMetricFamily("regard_disk_free_bytes", "Free on the disk of the home", value=disk.free_bytes)
        yield GaugeMetricFamily("regard_disk_bytes", "The disk of the home", value=disk.whole_bytes)
        yield GaugeMetricFamily("regard_home_bytes", "What the home takes", value=disk.home_bytes)
        workers = self.facts.record.workers if self.facts.record else ()
        memory = [(("web",), memory_bytes()), *((("worker " + one.who,), one.memory_bytes) for one in workers)]
        yield _gauges("regard_process_resident_bytes", "Resident memory", "process", memory)
        waiting = [((one.name,), one.waiting) for one in self.facts.queues]
        yield _gauges("regard_queue_items", "Deliveries that wait to be written", "queue", waiting)
        if self.facts.last_backup is not None:
            at = self.facts.last_backup.timestamp()
            yield GaugeMetricFamily("regard_last_backup_timestamp_seconds", "When the last backup ended", value=at)

    def _of_the_lake(self) -> Iterator[Metric]:
        for name, words, values in (
            ("regard_lake_files", "Files of a table", [((one.name,), one.files) for one in self.facts.lake]),
            ("regard_lake_small_files", "Small ones", [((one.name,), one.small_files) for one in self.facts.lake]),
            ("regard_lake_bytes", "Bytes of a table", [((one.name,), one.bytes) for one in self.facts.lake]),
            ("regard_lake_versions", "Versions kept", [((one.name,), one.versions) for one in self.facts.lake]),
        ):
            yield _gauges(name, words, "table", values)


def _of_followers(record: health.Record) -> Iterator[Metric]:
    items = [((one.name,), one.items) for one in record.behind]
    yield _gauges("regard_follower_behind_items", "Numbers still to come", "follower", items)
    seconds = [((one.name,), one.seconds) for one in record.behind if one.seconds is not None]
    yield _gauges("regard_follower_behind_seconds", "How old the first of them is", "follower", seconds)
    quiet = [((one.who,), one.seconds_ago) for one in record.workers]
    yield _gauges("regard_worker_silent_seconds", "Since it was last heard of", "worker", quiet)


def _of_the_record(record: health.Record) -> Iterator[Metric]:
    admitted = CounterMetricFamily(
        "regard_admissions", "Interactions that files brought, by what became of them", labels=("source", "outcome")
    )
    refused = CounterMetricFamily("regard_refusals", "What files brought and was refused", labels=("source",))
    for (source, outcome), count in sorted(record.admitted.items()):
        if outcome == "refused":
            refused.add_metric((source,), count)
        else:
            admitted.add_metric((source, outcome), count)
    yield admitted
    yield refused
    yield GaugeMetricFamily("regard_import_queue_items", "Files waiting or being read", value=record.imports.waiting)
    yield GaugeMetricFamily("regard_refusals_waiting_items", "Waiting to be mended", value=record.refusals)
    yield GaugeMetricFamily("regard_database_bytes", "The database", value=record.bytes)
    yield GaugeMetricFamily("regard_database_wal_bytes", "Not yet folded into it", value=record.waiting_bytes)
    yield GaugeMetricFamily("regard_clock_drift_seconds", "Jumps of the clock", value=record.clocks.drift)
    yield GaugeMetricFamily("regard_clock_database_seconds", "The database's clock", value=record.clocks.database)


def _gauges(name: str, words: str, label: str, values: Sequence[tuple[tuple[str], float]]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=(label,))
    for labels, value in values:
        family.add_metric(labels, value)
    return family
