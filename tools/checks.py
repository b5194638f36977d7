"""The checks of the test command, and what each took; the tests on either database run at the same time."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, NamedTuple

from tools import environment, postgres

WITHOUT_DATABASE = (
    ("format", ("ruff", "format", "--check", ".")),
    ("lint", ("ruff", "check", ".")),
    ("types", ("mypy",)),
    ("room rules", ("lint-imports",)),
)
# Two for either database, four in all, on two cores: many tests wait for a process, a browser or a database. Files in
# the order of conftest, the longest first: otherwise one process waits while another ends a long one.
PYTEST = ("pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "--durations", "15")


class Outcome(NamedTuple):
    """What became of one check."""

    name: str
    is_good: bool
    seconds: float


def run(*, is_quick: bool, pytest_arguments: list[str]) -> int:
    """Run every check even if one fails; print the summary; 0 when all are good."""
    outcomes: list[Outcome] = []
    narrowed = ("-m", "not browser") if is_quick else ()
    tests = (*PYTEST, *narrowed, *pytest_arguments)
    with contextlib.ExitStack() as opened:
        # The summary must also be seen when a later check is broken off.
        opened.callback(_summarise, outcomes, since=time.perf_counter(), is_quick=is_quick)
        for name, command in WITHOUT_DATABASE:
            outcomes.append(_check(name, command))
        on_sqlite = ("tests on SQLite", tests, {"REGARD_TEST_DATABASE_URL": ""})
        if is_quick:
            outcomes.append(_check(*on_sqlite))
        else:
            url, said = opened.enter_context(postgres.throw_away()), opened.enter_context(_file())
            on_postgres = ("tests on PostgreSQL", tests, {"REGARD_TEST_DATABASE_URL": url})
            with _running(*on_postgres, into=said) as beside:
                outcomes += [_check(*on_sqlite), beside.result()]
            said.seek(0)
            shutil.copyfileobj(said, sys.stdout)
    return 0 if all(outcome.is_good for outcome in outcomes) else 1


def _file() -> IO[str]:
    return tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")


def _check(name: str, command: tuple[str, ...], variables: Mapping[str, str] | None = None) -> Outcome:
    with _running(name, command, variables or {}) as running:
        return running.result()


@contextlib.contextmanager
def _running(
    name: str, command: tuple[str, ...], variables: Mapping[str, str], *, into: IO[str] | None = None
) -> Iterator[Future[Outcome]]:
    """What will have become of a check; what it says is seen at once, or written `into` a file."""
    print(f"\n── {name}: {' '.join(command)}", file=into or sys.stdout, flush=True)
    with (
        ThreadPoolExecutor(1) as waiting,
        subprocess.Popen(
            (str(environment.BIN / command[0]), *command[1:]),
            cwd=environment.ROOT,
            env=environment.variables(**variables),
            stdin=subprocess.DEVNULL,
            stdout=into,
            stderr=subprocess.STDOUT if into else None,
        ) as process,
    ):
        try:
            yield waiting.submit(_ended, name, process)
        except BaseException:
            process.terminate()
            raise


def _ended(name: str, process: subprocess.Popen[bytes]) -> Outcome:
    started = time.perf_counter()
    code = process.wait()
    return Outcome(name, is_good=code == 0, seconds=time.perf_counter() - started)


def _summarise(outcomes: list[Outcome], *, since: float, is_quick: bool) -> None:
    print("\n── summary")
    for outcome in outcomes:
        print(f"{'ok    ' if outcome.is_good else 'FAILED'} {outcome.seconds:7.1f} s  {outcome.name}")
    print(f"       {time.perf_counter() - since:7.1f} s  altogether")
    if is_quick:
        print("--quick left out: tests on PostgreSQL, tests in the browser. The whole: python3 run.py test")
