"""What must survive: kill -9 of the importer and of workers, at any moment."""

from __future__ import annotations

import csv
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connections

from regard.customers.public import RECOGNISE
from regard.episodes.public import ASSIGN
from regard.foundation.databases import STATE, log_alias, read
from regard.foundation.followers import Follower, step
from regard.record.public import Identifier
from tests.builders import an_interaction, day
from tests.desk import follow, matters_by_message, reading_for, record_all
from tests.regard_home import RegardHome, a_regard_home

pytestmark = pytest.mark.failures

RECIPE = """
name = "desk"
source = "desk"
title = { en = "Desk" }
time = { zone = "UTC" }
records_replies = false

[[interaction]]
name = "opened"
message_id = "{case}:opened"
occurred_at = "{opened}"
channel = "email"
kind = "request"
direction = "in"
role = "asks"
objects = [{ kind = "case", value = "{case}" }]

[[interaction]]
name = "closed"
message_id = "{case}:closed"
occurred_at = "{closed}"
channel = "email"
kind = "state"
direction = "internal"
role = "claims_done"
objects = [{ kind = "case", value = "{case}" }]
"""
CASES = 8_000


def a_file(folder: Path) -> Path:
    path = folder / "desk.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("case", "opened", "closed"))
        for number in range(CASES):
            writer.writerow(
                (number, f"2026-01-{number % 28 + 1:02}T08:00:00", f"2026-02-{number % 28 + 1:02}T08:00:00")
            )
    return path


def killed_at_random(home: RegardHome, *words: str | Path, seed: int) -> None:
    """Start a command and kill it hard after a moment."""
    process = subprocess.Popen(
        [sys.executable, "-m", "regard", *map(str, words)],
        env=home.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(random.Random(seed).uniform(2.5, 6.0))  # noqa: S311 -- when to kill is no secret
    # The whole group: the importer and the worker it started.
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.timeout(400)
def test_an_import_killed_again_and_again_brings_every_row_once(tmp_path: Path) -> None:
    recipe, file = tmp_path / "desk.toml", a_file(tmp_path)
    recipe.write_text(RECIPE)
    with a_regard_home(tmp_path / "home") as home:
        home.run("lag")
        for seed in range(3):
            killed_at_random(home, "import", recipe, file, seed=seed)
        home.run("import", recipe, file)
        (funnel, volume) = home.rows({"report": "funnel", "by": "total"}, {"report": "volume", "by": "total"})
        assert (funnel[0]["requests"], funnel[0]["answered_closure"]) == (CASES, CASES)
        assert sum(row["interactions"] for row in volume) == 2 * CASES


def by_six(follower: Follower) -> int:
    """Six workers step the same follower at once; how many items were written."""
    numbers: list[int] = []

    def work() -> None:
        reading = reading_for(follower.purpose)
        while (done := step(follower, reading)).items:
            numbers.append(done.items if done.written else 0)
        connections[STATE].close()
        connections[log_alias()].close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(numbers)


@pytest.mark.django_db(transaction=True)
def test_six_workers_at_once_recognise_and_assign_every_interaction_once() -> None:
    story = (
        an_interaction(
            case=str(number % 80),
            at=day(number / 100),
            identifiers=(
                Identifier("account", "desk", f"a{number % 40}"),
                Identifier("email", "desk", f"r{number % 40}@r.th"),
            ),
        )
        for number in range(400)
    )
    record_all(list(story), at_once=90)
    assert by_six(replace(RECOGNISE, batch=7)) == 400
    assert read("SELECT count(*) FROM profile") == [(40,)]
    assert by_six(replace(ASSIGN, batch=7)) == 400
    sizes = Counter(Counter(row[0] for row in matters_by_message().values()).values())
    assert sizes == {5: 80}
    before = read("SELECT seq, episode_id, written_no FROM assigned ORDER BY seq")
    follow()
    assert read("SELECT seq, episode_id, written_no FROM assigned ORDER BY seq") == before
