"""The project as its own files describe it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "regard"
# These compose rooms and are none.
COMPOSING = (
    "__main__", "cli", "bringing", "safekeeping", "reporting",
    "connecting", "correcting", "subscribing", "exporting", "parting", "searching", "telling",
    "serve", "worker", "copier", "delivering", "indexing", "sample", "health", "keeping", "exchange", "finding",
    "rejoining", "deciding", "gathering", "crowds", "answering", "upkeep", "house",
    "supervisor", "server",
)  # fmt: skip


def import_contracts() -> list[dict[str, Any]]:
    """The contracts of import-linter, as written in pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts: list[dict[str, Any]] = project["tool"]["importlinter"]["contracts"]
    return contracts


def layers() -> tuple[str, ...]:
    """The layers from top to bottom, without the parentheses of those that may be missing."""
    (contract,) = (one for one in import_contracts() if one["type"] == "layers")
    return tuple(name.strip(" ()") for row in contract["layers"] for name in row.split("|"))


def rooms() -> tuple[str, ...]:
    """The rooms from top to bottom."""
    return tuple(layer for layer in layers() if layer not in COMPOSING)


def source_files() -> list[Path]:
    """Every Python file of the product that a person wrote."""
    return sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
