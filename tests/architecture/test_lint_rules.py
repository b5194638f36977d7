"""The lint rules that are ours find what they are for, and spare the one place that may."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import project


def findings(text: str, *, at: str) -> set[str]:
    """The codes ruff gives a file of this text at this place below src/regard."""
    done = subprocess.run(
        [
            *(str(Path(sys.executable).parent / "ruff"), "check", "--no-cache", "--output-format", "concise"),
            *("--stdin-filename", f"src/regard/{at}", "-"),
        ],
        cwd=project.ROOT,
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    return {line.split()[1] for line in done.stdout.splitlines() if line.startswith("src/")}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("from datetime import UTC, datetime\n\nnow = datetime.now(UTC)\n", "TID251"),
        ("from datetime import UTC, datetime\n\nnow = datetime.utcnow()\n", "TID251"),
        ("import datetime as dt\n\ntoday = dt.date.today()\n", "TID251"),
        ("import time\n\nnow = time.time()\n", "TID251"),
        ("from django.utils import timezone\n\nnow = timezone.now()\n", "TID251"),
        ("from datetime import datetime\n\nnoon = datetime(2026, 1, 5, 12)\n", "DTZ001"),
        ("from . import public\n\n__all__ = ['public']\n", "TID252"),
        ("def f() -> None:\n    import json\n\n    json.dumps(1)\n", "PLC0415"),
        ("print('hello')\n", "T201"),
        ("try:\n    f = 1\nexcept Exception:\n    f = 2\n", "BLE001"),
        ("# f = 2 + g(1)\n", "ERA001"),
        ("def f(is_open: bool) -> bool:\n    return is_open\n", "FBT001"),
    ],
)
def test_a_planted_slip_is_found(text: str, code: str) -> None:
    assert code in findings(text, at="record/log.py")


def test_the_clock_may_ask_the_time() -> None:
    asking = "from datetime import UTC, datetime\n\nnow = datetime.now(UTC)\n"
    assert findings(asking, at="foundation/clock.py") == set()


def test_the_command_line_may_set_django_up_before_it_imports_rooms() -> None:
    late = "import django\n\ndjango.setup()\n\nfrom regard.foundation import clock\n\nnow = clock.now\n"
    assert "E402" in findings(late, at="record/log.py")
    assert findings(late, at="cli.py") == set()
