"""The checks of the test command, one after another, and what each took."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Iterator
from typing import NamedTuple

from tools import environment, postgres

WITHOUT_DATABASE = (
    ("format", ("ruff", "format", "--check", ".")),
    ("lint", ("ruff", "check", ".")),
    ("types", ("mypy",)),
    ("room rules", ("lint-imports",)),
)
# Three for two cores: many tests wait for a process, a browser or a database. Files in the order of conftest, the
# longest first: otherwise one process waits while another ends a long one.
PYTEST = ("pytest", "-n", "3", "--dist", "loadfile", "--no-loadscope-reorder", "--durations", "15")


class Outcome(NamedTuple):
    """What became of one check."""

    name: str
    is_good: bool
    seconds: float


def run(*, is_quick: bool, pytest_arguments: list[str]) -> int:
    """Run every check even if one fails; print the summary; 0 when all are good."""
    outcomes = [_check(name, command) for name, command in WITHOUT_DATABASE]
    narrowed = ("-m", "not browser") if is_quick else ()
    tests = (*PYTEST, *narrowed, *pytest_arguments)
    with contextlib.ExitStack() as opened:
        # The summary must also be seen when a later check is broken off.
        opened.callback(_summarise, outcomes, is_quick=is_quick)
        outcomes.append(_check("tests on SQLite", tests, REGARD_TEST_DATABASE_URL=""))
        if not is_quick:
            with postgres.throw_away() as url:
                outcomes.append(_check("tests on PostgreSQL", tests, REGARD_TEST_DATABASE_URL=url))
    return 0 if all(outcome.is_good for outcome in outcomes) else 1


def _check(name: str, command: tuple[str, ...], **variables: str) -> Outcome:
    print(f"\n── {name}: {' '.join(command)}", flush=True)
    with _stopwatch() as taken:
        done = subprocess.run(
            (str(environment.BIN / command[0]), *command[1:]),
            cwd=environment.ROOT,
            env=environment.variables(**variables),
            stdin=subprocess.DEVNULL,
            check=False,
        )
    return Outcome(name, is_good=done.returncode == 0, seconds=taken[0])


@contextlib.contextmanager
def _stopwatch() -> Iterator[list[float]]:
    taken = [0.0]
    started = time.perf_counter()
    yield taken
    taken[0] = time.perf_counter() - started


def _summarise(outcomes: list[Outcome], *, is_quick: bool) -> None:
    print("\n── summary")
    for outcome in outcomes:
        print(f"{'ok    ' if outcome.is_good else 'FAILED'} {outcome.seconds:7.1f} s  {outcome.name}")
    print(f"       {sum(outcome.seconds for outcome in outcomes):7.1f} s  altogether")
    if is_quick:
        print("--quick left out: tests on PostgreSQL, tests in the browser. The whole: python3 run.py test")
