"""What the tests need from the operating system: installed where that is possible, named where it is not."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from typing import NamedTuple

from tools import postgres


class Part(NamedTuple):
    """One thing the tests need, how to see that it is there, and the Debian packages that bring it."""

    name: str
    is_there: Callable[[], bool]
    packages: tuple[str, ...]


def _has_font(language: str) -> bool:
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(["fc-list", f":lang={language}", "family"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


FOR_THE_BROWSER = (
    Part("Chromium", lambda: shutil.which("chromium") is not None, ("chromium",)),
    Part("a Thai font", lambda: _has_font("th"), ("fontconfig", "fonts-noto-core", "fonts-thai-tlwg")),
    Part("a Chinese font", lambda: _has_font("zh-cn"), ("fontconfig", "fonts-noto-cjk")),
)
FOR_POSTGRESQL = (Part("PostgreSQL 15 or newer", lambda: postgres.programs() is not None, ("postgresql",)),)


def require(*, is_quick: bool) -> None:
    """See to it that every part is there; exit with the exact command when it cannot be."""
    needed = () if is_quick else FOR_THE_BROWSER + FOR_POSTGRESQL
    missing = [part for part in needed if not part.is_there()]
    if not missing:
        return
    names = ", ".join(part.name for part in missing)
    packages = list(dict.fromkeys(package for part in missing for package in part.packages))
    install(packages, why=f"The tests need {names}")
    still_missing = [part.name for part in missing if not part.is_there()]
    if still_missing:
        raise SystemExit(f"Installed {' '.join(packages)}, yet still missing: {', '.join(still_missing)}.")


def install(packages: list[str], *, why: str) -> None:
    """Install Debian packages as root or by sudo without a password; else exit naming the command."""
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    by_hand = f"sudo apt-get update && sudo {' '.join(command)}"
    prefix = _privilege()
    if prefix is None or not shutil.which("apt-get"):
        raise SystemExit(f"{why}. On Debian or Ubuntu:\n    {by_hand}\nElsewhere, install their equivalents.")
    print(f"{why}; installing {' '.join(packages)} …", flush=True)
    quietly = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
    subprocess.run([*quietly, "apt-get", "update", "--quiet=2"], stdin=subprocess.DEVNULL, check=False)
    done = subprocess.run([*quietly, *command, "--quiet=2"], stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise SystemExit(f"{why}, and installing failed. Try:\n    {by_hand}")


def _privilege() -> list[str] | None:
    """What to put before a command to run it as root, or None when that is not possible."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and not subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode:
        return ["sudo", "-n"]
    return None
