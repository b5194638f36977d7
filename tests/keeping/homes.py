"""Homes of their own for whole-way tests: each a process, because a process has one home for all its life."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from tests.regard_home import RegardHome

_BEFORE = """
import json, sys
import django
django.setup()
from tests.keeping import company
print(json.dumps(getattr(company, sys.argv[1])(*json.loads(sys.argv[2])), default=str))
"""


def done_in(home: RegardHome, what: str, *given: object) -> Any:
    """What a function of `tests.keeping.company` gives in a process of that home."""
    done = subprocess.run(
        [sys.executable, "-c", _BEFORE, what, json.dumps(given, default=str)],
        env=home.environment() | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{what}{given}:\n{done.stdout}\n{done.stderr}"
    return json.loads(done.stdout)


def kinds() -> tuple[str, ...]:
    """The way of a home in these tests: the database under test, and there and back where there are two."""
    return (
        ("postgresql", "sqlite", "postgresql") if os.environ.get("REGARD_TEST_DATABASE_URL") else ("sqlite", "sqlite")
    )
