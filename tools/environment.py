"""Makes .venv from the lock file; a no-op when lock and interpreter are unchanged."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from tools import system_parts

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
UV = "uv==0.13.9"
GROUPS = {"run": ("--no-dev", "--extra", "thai"), "dev": ("--group", "dev", "--extra", "thai")}


def make(*, group: str = "run") -> None:
    """Bring the environment to what the lock file says, for running or for developing."""
    fingerprint = _fingerprint()
    if any(_stamp(made).exists() and _stamp(made).read_text() == fingerprint for made in {group, "dev"}):
        return
    # Without ensurepip, and when broken off, a venv is left behind that has a python and no pip.
    if not ((BIN / "python").exists() and (BIN / "pip").exists()):
        _make_venv()
    print("Making the environment from uv.lock …", flush=True)
    _run(str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV)
    # --inexact: making the environment to run must not take away what a developer has in it.
    # Compiled once here: Regard and its tests start many processes, and each would compile what it imports.
    _run(str(BIN / "uv"), "sync", "--frozen", "--inexact", "--quiet", "--compile-bytecode", *GROUPS[group])
    _stamp(group).write_text(_fingerprint())


def variables(**more: str) -> dict[str, str]:
    """The process environment with .venv first on the path, for commands of the environment."""
    path = os.pathsep.join((str(BIN), os.environ.get("PATH", os.defpath)))
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**inherited, "VIRTUAL_ENV": str(VENV), "PATH": path, **more}


def _stamp(group: str) -> Path:
    return VENV / f".ready-{group}"


def _make_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it in a package of its own.
        package = f"python3.{sys.version_info.minor}-venv"
        system_parts.install([package], why="Python cannot make environments here")
    _run(sys.executable, "-m", "venv", "--clear", str(VENV))


def _fingerprint() -> str:
    """What the environment was made from: lock, project file and interpreter."""
    made_from = hashlib.sha256()
    for name in ("uv.lock", "pyproject.toml", "tools/environment.py"):
        made_from.update((ROOT / name).read_bytes())
    return f"{made_from.hexdigest()} {(BIN / 'python').resolve()}"


def _run(*command: str) -> None:
    uv_settings = {
        "UV_PROJECT_ENVIRONMENT": str(VENV),
        "UV_PYTHON": str(BIN / "python"),
        "UV_PYTHON_DOWNLOADS": "never",
    }
    done = subprocess.run(command, cwd=ROOT, env=variables(**uv_settings), stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise SystemExit(f"Could not make the environment; this failed: {' '.join(command)}")
