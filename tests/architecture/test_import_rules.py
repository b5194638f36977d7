"""Each import contract of pyproject.toml holds a clean house and breaks on a planted violation."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import project

LAYERS = "A room imports only the rooms below it"
DOORS = "Rooms talk only through their front doors (public.py)"
ENGINES = "Only foundation.warehouse opens an engine"
SMALL = "Who only watches is small: nothing of what makes the others large"
CYCLES = "No cycles inside a room"


def build_house(at: Path, planted: dict[str, str]) -> None:
    """A house with every room, each with a door and a back room; `planted` adds or replaces files."""
    files = {f"{name}.py": "" for name in project.COMPOSING}
    for room in project.rooms():
        files |= {f"{room}/{name}.py": "" for name in ("__init__", "public", "inside")}
    files |= {f"foundation/warehouse/{name}.py": "" for name in ("__init__", "public", "engine")}
    files |= {
        "__init__.py": "",
        "cli.py": "import regard.worker, regard.web.public\n",
        "record/public.py": "from regard.record.inside import kept\n",
        "record/inside.py": "from regard.foundation.inside import now\nkept = now\n",
        "overview/inside.py": "import pyarrow\nfrom regard.record import public as record\n",
        "foundation/inside.py": "now = 0\n",
        "foundation/warehouse/engine.py": "import duckdb, deltalake\n",
    }
    for name, text in (files | planted).items():
        path = at / "src" / "regard" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def lint(at: Path) -> str:
    """What import-linter says of the house built there, by the project's own contracts."""
    (at / "pyproject.toml").write_text((project.ROOT / "pyproject.toml").read_text())
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=at,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(at / "src"), str(project.ROOT))), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return done.stdout


def test_a_clean_house_keeps_every_contract(tmp_path: Path) -> None:
    build_house(tmp_path, {})
    said = lint(tmp_path)
    assert "0 broken" in said, said
    assert f"{len(project.import_contracts())} kept" in said


PLANTED = {
    "an import upwards": (LAYERS, {"record/inside.py": "import regard.overview.public\n"}),
    "a room importing what composes it": (LAYERS, {"overview/inside.py": "import regard.house\n"}),
    "an import upwards inside a function": (LAYERS, {"company/inside.py": "def f():\n    import regard.web.public\n"}),
    "a room nobody declared": (LAYERS, {"utils/__init__.py": ""}),
    "a file nobody declared": (LAYERS, {"misc.py": ""}),
    "a side door": (DOORS, {"overview/inside.py": "from regard.record import inside\n"}),
    "a side door inside a function": (
        DOORS,
        {"web/inside.py": "def f():\n    from regard.record.inside import kept\n"},
    ),
    "a side door by the room's own name": (DOORS, {"web/inside.py": "import regard.record\n"}),
    "a side door from the command line": (DOORS, {"cli.py": "import regard.company.inside\n"}),
    "a side door into the warehouse": (DOORS, {"overview/inside.py": "import regard.foundation.warehouse.engine\n"}),
    "a neighbour's side door into the warehouse": (
        DOORS,
        {"foundation/inside.py": "import regard.foundation.warehouse.engine\n"},
    ),
    "DuckDB in a report": (ENGINES, {"overview/inside.py": "import duckdb\n"}),
    "Delta in the record": (ENGINES, {"record/inside.py": "from deltalake import DeltaTable\n"}),
    "Spark on the command line": (ENGINES, {"cli.py": "import pyspark.sql\n"}),
    "DuckDB elsewhere in foundation": (ENGINES, {"foundation/inside.py": "import duckdb\n"}),
    "Django in who only watches": (SMALL, {"supervisor.py": "import django\n"}),
    "Django by way of foundation": (
        SMALL,
        {"server.py": "import regard.foundation.inside\n", "foundation/inside.py": "import django\nnow = 0\n"},
    ),
    "a cycle inside a room": (
        CYCLES,
        {
            "episodes/inside.py": "import regard.episodes.other\n",
            "episodes/other.py": "import regard.episodes.inside\n",
        },
    ),
    "a cycle inside an inner room": (
        CYCLES,
        {
            "record/import_/__init__.py": "",
            "record/import_/one.py": "import regard.record.import_.two\n",
            "record/import_/two.py": "import regard.record.import_.one\n",
        },
    ),
}


@pytest.mark.parametrize("violation", PLANTED)
def test_a_planted_violation_breaks_its_contract(violation: str, tmp_path: Path) -> None:
    contract, files = PLANTED[violation]
    build_house(tmp_path, files)
    said = lint(tmp_path)
    assert re.findall(r"^(.+) BROKEN\b", said, re.MULTILINE) == [contract], said
