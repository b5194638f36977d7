"""Every test process has a home of its own, on SQLite or on the PostgreSQL of REGARD_TEST_DATABASE_URL."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HOME = Path(tempfile.mkdtemp(prefix="regard-test-home-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

# Before Django reads its settings; set and not set-default: a worker of xdist inherits its parent's environment.
os.environ["REGARD_HOME"] = str(HOME)
os.environ["REGARD_DATABASE_URL"] = os.environ.get("REGARD_TEST_DATABASE_URL", "")
os.environ["DJANGO_SETTINGS_MODULE"] = "regard.web.settings"

import django
import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from regard.foundation.home import the_home
from regard.foundation.keys import make_ring

if settings.configured:
    raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: Django has read its settings, and they name another home.")
django.setup()
make_ring(the_home().ensure().keys)
# Inheriting it, a worker of xdist would read the settings before it comes here, and share its parent's home.
del os.environ["DJANGO_SETTINGS_MODULE"]

ROOT = Path(__file__).resolve().parent.parent
# A shared machine is slow at times; what a test may take is pytest's timeout.
hypothesis.settings.register_profile("regard", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("regard")


_ASKING = {"db", "transactional_db", "live_server"}
_LONGEST_FIRST = {name: place for place, name in enumerate(("facts", "failures", "sample", "collect", "pages"))}
# Materialized: the planner would else ask the cheapest condition first, which is the one that ends everybody. Its own
# vacuum PostgreSQL ends itself.
_END_OTHERS = """
    WITH others AS MATERIALIZED (
        SELECT pid, state, left(query, 200) AS query FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
    )
    SELECT state, query FROM others WHERE pg_terminate_backend(pid)
"""


def _shared_data() -> Path | None:
    """Where the real data is, or None. Naming a folder that is not there is a mistake, not an absence."""
    named = os.environ.get("REGARD_SHARED_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if named and not folder.is_dir():
        raise pytest.UsageError(f"REGARD_SHARED_DATA names {named}, which is no folder.")
    return folder if folder.is_dir() else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the facts out by name where there is no real data, and open all databases to tests that use one."""
    if os.environ.get("REGARD_TEST_DATABASE_URL"):
        _leave_to_sqlite(config, items)
    items.sort(key=lambda item: _LONGEST_FIRST.get(item.path.parent.name, len(_LONGEST_FIRST)))
    has_data = _shared_data() is not None
    for item in items:
        if item.get_closest_marker("facts") and not has_data:
            item.add_marker(pytest.mark.skip(reason="no real data here: set REGARD_SHARED_DATA"))
        _open_all_databases(item)


def _leave_to_sqlite(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What says the same on either database is not run a second time."""
    left = {item for item in items if _is_said_once(item) or not _opens_a_database(item)}
    config.hook.pytest_deselected(items=list(left))
    items[:] = [item for item in items if item not in left]


def _is_said_once(item: pytest.Item) -> bool:
    """What a browser shows, and what is marked so, does not depend on the database: `tests/web` asks both."""
    return item.path.parent.name == "pages" or item.get_closest_marker("one_database") is not None


def _opens_a_database(item: pytest.Item) -> bool:
    """Whether it asks pytest-django for one, or its module or fixtures make homes; without asking nobody gets one."""
    if item.get_closest_marker("django_db") or _ASKING & set(getattr(item, "fixturenames", ())):
        return True
    info: Any = getattr(item, "_fixtureinfo", None)
    fixtures = info.name2fixturedefs.values() if info else ()
    names = {one.func.__module__ for found in fixtures for one in found}
    modules = [getattr(item, "module", None), *(sys.modules.get(name) for name in names)]
    return any(hasattr(module, "a_regard_home") for module in modules)


def _open_all_databases(item: pytest.Item) -> None:
    """On SQLite the log is a second database; Django would refuse it to a test that did not name it."""
    mark = item.get_closest_marker("django_db")
    asks_by_fixture = _ASKING & set(getattr(item, "fixturenames", ()))
    if mark or asks_by_fixture:
        wanted = {"databases": "__all__", **(mark.kwargs if mark else {})}
        item.add_marker(pytest.mark.django_db(**wanted), append=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name each test that was left out, and why: nothing is skipped in silence."""
    skipped = terminalreporter.stats.get("skipped", [])
    left_out = sorted(report.nodeid for report in skipped if "facts" in report.keywords)
    if left_out:
        terminalreporter.section("left out: no real data here (REGARD_SHARED_DATA)")
        terminalreporter.write_line("\n".join(left_out))
    others = sorted(f"{report.nodeid}: {report.longrepr[2]}" for report in skipped if "facts" not in report.keywords)
    if others:
        terminalreporter.section("left out")
        terminalreporter.write_line("\n".join(others))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data; for tests marked `facts`."""
    folder = _shared_data()
    if folder is None:
        pytest.fail("Only a test marked 'facts' may ask for shared_data: it is left out where there is none.")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _nobody_stays(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """PostgreSQL drops no database that somebody still reads: say who it is, and end them."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(_END_OTHERS)
                for state, query in cursor.fetchall():
                    warnings.warn(f"still connected when the tests had ended: {state}: {query}", stacklevel=1)


@pytest.fixture(autouse=True)
def _as_if_first() -> Iterator[None]:
    """A page leaves its reader's language in the thread and counts sign-ins; the next test knows of neither."""
    cache.clear()
    with translation.override("en"):
        yield
