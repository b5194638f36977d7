"""The pages of a customer in a home of a million profiles: `python -m bench.customer_page [--profiles N]`.

An ordinary customer (30 interactions, 6 profiles) and one with 5,000 come in the real way; strangers are bulk rows.
Prints the median server time of each page, of the processor and of the clock, its queries, and the ratio to reading the
customer's rows alone.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from regard.foundation.garbage import collect_rarely

LIMIT_MS = 100
TIMES = 15
START = datetime(2019, 1, 1, tzinfo=UTC)
_CHANNELS = ("email", "phone", "chat", "web", "social", "email", "delivery")


def main() -> None:
    """Run the bench in a home of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=1_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REGARD_HOME"] = folder
        from bench.people import _prepare  # noqa: PLC0415 -- the home must be named before Django's settings are read

        _prepare()
        _run(given.profiles)


def _run(profiles: int) -> None:
    from django.conf import settings  # noqa: PLC0415 -- Django must be set up before rooms are imported

    from bench.million import fill  # noqa: PLC0415 -- as above
    from regard import house  # noqa: PLC0415 -- as above
    from regard.company.public import Source, register_source  # noqa: PLC0415 -- as above
    from regard.record.public import admit  # noqa: PLC0415 -- as above

    settings.ALLOWED_HOSTS = ["*"]
    register_source(Source(slug="desk", title="Desk", zone="UTC", records_replies=True, is_live=False), at=START)
    ordinary = admit(list(_told("ordinary", 30, 6)), received_at=datetime.now(tz=UTC))  # noqa: TID251 -- a bench
    large = admit(list(_told("large", 5_000, 60)), received_at=datetime.now(tz=UTC))  # noqa: TID251 -- a bench
    with house.open_lake() as lake:
        house.catch_up(lake)
    began = time.perf_counter()
    fill(profiles)
    collect_rarely()  # As the web process does.
    print(f"{profiles:,} strangers in {time.perf_counter() - began:.0f} s\n")
    print(f"{'page':<44}{'cpu':>8}{'wall':>9}{'queries':>9}{'kB':>7}{'ratio':>7}   limit {LIMIT_MS} ms")
    for name, receipt in (("ordinary, 30 interactions", ordinary), ("large, 5,000 interactions", large)):
        _measure(name, receipt.placed[0].seq)


def _measure(name: str, number: int) -> None:
    from django.db import connection, connections  # noqa: PLC0415 -- Django must be set up first
    from django.test import Client  # noqa: PLC0415 -- as above
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- as above

    from regard.company.models import StaffMember  # noqa: PLC0415 -- as above

    member, _ = StaffMember.objects.get_or_create(email="ada@example.com", defaults={"name": "Ada"})
    browser = Client()
    browser.force_login(member)
    raw = _raw(number)
    for path in ("", "words/", "person/", "mirror/", "mirror/?step=end"):
        address, cpus, walls = f"/customers/{number}/{path}", [], []
        for _ in range(TIMES):
            wall, cpu = time.perf_counter(), time.process_time()
            answer = browser.get(address)
            walls.append(time.perf_counter() - wall)
            cpus.append(time.process_time() - cpu)
        with CaptureQueriesContext(connection) as state, CaptureQueriesContext(connections["log"]) as log:
            browser.get(address)
        cpu, wall = statistics.median(cpus) * 1000, statistics.median(walls) * 1000
        verdict = "" if cpu <= LIMIT_MS else "  ABOVE"
        print(
            f"{f'{name}: /{path}':<44}{cpu:>8.0f}{wall:>9.0f}{len(state) + len(log):>9}"
            f"{len(answer.content) / 1000:>7.0f}{cpu / raw:>7.1f}{verdict}"
        )


def _raw(number: int) -> float:
    """Milliseconds of the processor for reading and decoding the rows of that customer alone: what a page stands on."""
    from regard import house  # noqa: PLC0415 -- Django must be set up first
    from regard.customers.public import timeline  # noqa: PLC0415 -- as above
    from regard.record.public import history  # noqa: PLC0415 -- as above

    reading, cpus = house.open_for("serve_customer", by="bench"), []
    for _ in range(TIMES):
        cpu = time.process_time()
        history(reading, [seq for _, seq, _ in timeline(reading, [number], since=0)])
        cpus.append(time.process_time() - cpu)
    return statistics.median(cpus) * 1000


def _told(who: str, rows: int, profiles: int) -> Iterator[Any]:
    """What one customer does over six years: a matter of six interactions a time, under so many sets of identifiers."""
    from regard.record.public import Identifier, Interaction, ObjectRef  # noqa: PLC0415 -- Django must be set up first

    for row in range(rows):
        channel = _CHANNELS[row % len(_CHANNELS)]
        is_ours = row % 3 == 1
        yield Interaction(
            source="desk",
            message_id=f"{who}-{row}",
            occurred_at=START + timedelta(days=row * 2_000 / rows),
            channel=channel,  # type: ignore[arg-type]
            kind="call" if channel == "phone" else "message",
            direction="out" if is_ours else "in",
            role="answers" if is_ours else "asks",
            objects=(ObjectRef("case", "desk", f"{who}-{row // 6}"),),
            identifiers=(
                Identifier("account", "desk", who),
                Identifier("cookie", "desk", f"{who}-{row % profiles}"),
            ),
            text=f"Where is order MO-{row:09}? It was promised for Tuesday, and nobody has said a word since.",
            language="en",
            facts={"customer_name": f"The {who} customer"},
        )


if __name__ == "__main__":
    main()
