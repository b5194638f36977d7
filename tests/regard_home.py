"""A home of its own for a whole-way test: the real command line, in processes of their own, on either database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

_ASK = """
import json, sys
import django
django.setup()
from regard import answering, house
asked = json.loads(sys.argv[1])
print(json.dumps([answering.answer(one.pop("report"), one, by="a test").rows for one in asked], default=str))
"""

_QUERY = """
import json, sys
import django
django.setup()
from regard import house
print(json.dumps([house.engine().sql(query).to_pylist() for query in json.loads(sys.argv[1])], default=str))
"""


@dataclass(frozen=True)
class RegardHome:
    """Runs `regard` on one home."""

    folder: Path
    database_url: str

    def run(self, *words: str | Path) -> str:
        """What the command printed; a command that fails fails the test with what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "regard", *map(str, words)],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"regard {' '.join(map(str, words))}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def report(self, name: str, **params: str) -> dict[str, Any]:
        """A report as JSON."""
        given = [word for param, value in params.items() for word in ("--param", f"{param}={value}")]
        found: dict[str, Any] = json.loads(self.run("report", name, "--format", "json", *given))
        return found

    def rows(self, *asked: dict[str, str]) -> list[list[dict[str, Any]]]:
        """The rows of several reports (`report` and its parameters), asked for in one process: starting costs most."""
        done = subprocess.run(
            [sys.executable, "-c", _ASK, json.dumps(asked)],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        found: list[list[dict[str, Any]]] = json.loads(done.stdout)
        return found

    def query(self, *queries: str) -> list[list[dict[str, Any]]]:
        """The rows of queries over the lake, written by hand."""
        done = subprocess.run(
            [sys.executable, "-c", _QUERY, json.dumps(queries)],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        found: list[list[dict[str, Any]]] = json.loads(done.stdout)
        return found

    def environment(self) -> dict[str, str]:
        """What a process of this home needs to be told."""
        return os.environ | {
            "REGARD_HOME": str(self.folder),
            "REGARD_DATABASE_URL": self.database_url,
            "DJANGO_SETTINGS_MODULE": "regard.web.settings",
            "COLUMNS": "200",
        }


@contextmanager
def a_regard_home(folder: Path, *, on: str = "what is tested") -> Iterator[RegardHome]:
    """A home in this folder; on PostgreSQL with a database of its own beside the one under test. Or `on` sqlite."""
    url = os.environ.get("REGARD_TEST_DATABASE_URL", "")
    if not url or on == "sqlite":
        yield RegardHome(folder, "")
        return
    name = f"home_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    try:
        yield RegardHome(folder, urlunsplit(urlsplit(url)._replace(path=f"/{name}")))
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
