"""What is in `deploy/` starts what there is: units and containers are read, and their commands held against ours."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
import yaml

from regard.cli import app

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.*"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
_REGARD = "/opt/regard/.venv/bin/regard"
_ALONE = ("ProtectSystem=strict", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "PrivateTmp=yes", "UMask=0077")


def understood(words: list[str]) -> str:
    """The command that these words are to our command line; it fails if they are none, and runs nothing."""
    name, *rest = words
    command = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]
    with command.make_context(name, rest):
        return name


def commands(unit: Path) -> Iterator[list[str]]:
    """What a unit runs of ours."""
    for line in unit.read_text().splitlines():
        if line.startswith("ExecStart="):
            after = line.split(_REGARD)[1]
            plain = re.sub(r"\"?\$\$\{CREDENTIALS_DIRECTORY\}/passphrase\"?", str(unit), after).rstrip("'")
            yield [word.strip('"') for word in plain.replace("$$(date +%%u)", "1").split()]


def test_the_units_run_commands_that_there_are() -> None:
    found = {unit.name: [understood(words) for words in commands(unit)] for unit in SERVICES}
    assert found == {
        "regard-backup.service": ["backup", "backup"],
        "regard-web.service": ["web"],
        "regard-worker.service": ["worker"],
        "regard.service": ["serve"],
    }


def test_a_command_that_there_is_not_is_found() -> None:
    with pytest.raises(Exception, match="No such option"):
        understood(["serve", "--harder"])


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_every_service_may_write_to_its_home_and_little_else(unit: Path) -> None:
    lines = unit.read_text().splitlines()
    assert [line for line in _ALONE if line not in lines] == []
    assert "User=regard" in lines


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        # Where Regard would be installed, there is nothing here.
        (tmp_path / unit.name).write_text(unit.read_text().replace(_REGARD, "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.glob("*.[st]*")))],
        capture_output=True,
        text=True,
        check=False,
    )
    about_ours = [line for line in done.stderr.splitlines() if "regard" in line]
    assert about_ours == []


def test_the_containers_run_commands_that_there_are() -> None:
    compose = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text())
    ours = {name: one["command"] for name, one in compose["services"].items() if one["image"] == "regard"}
    assert {name: understood(words) for name, words in ours.items()} == {one: one for one in ours}
    assert set(ours) == {"web", "worker", "backup", "upgrade"}
    used = {volume.split(":")[0] for one in compose["services"].values() for volume in one["volumes"]}
    assert used == set(compose["volumes"])


def test_no_container_of_ours_is_the_first_process_which_hears_no_stop_while_it_prepares() -> None:
    compose = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text())
    assert [name for name, one in compose["services"].items() if one["image"] == "regard" and not one.get("init")] == []


def test_the_container_starts_what_there_is_as_nobody_in_particular() -> None:
    lines = (DEPLOY / "container" / "Containerfile").read_text().splitlines()
    said = {line.split(" ", 1)[0]: line.split(" ", 1)[1] for line in lines if line[:1].isupper()}
    assert understood(json.loads(said["CMD"])) == "serve"
    assert json.loads(said["ENTRYPOINT"]) == ["regard"]
    assert said["USER"] == "regard"
    for copied in (
        word for line in lines if line.startswith("COPY ") and "--from" not in line for word in line.split()[1:-1]
    ):
        assert (DEPLOY.parent / copied).exists(), copied
