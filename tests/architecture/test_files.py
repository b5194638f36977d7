"""What files a room has, how they are named and how long they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture import project

SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "services", "service", "managers", "manager"}
LONGEST_FILE = 600
LONGEST_README = 25


def without_a_noun(paths: list[Path]) -> list[Path]:
    """The files and folders whose name says nothing about what is in them."""
    return [path for path in paths if SAYS_NOTHING & {part.removesuffix(".py") for part in path.parts}]


def too_long(paths: list[Path]) -> list[str]:
    """The files longer than one sitting."""
    lines = {path: len(path.read_text().splitlines()) for path in paths}
    return [f"{path}: {count} lines" for path, count in lines.items() if count > LONGEST_FILE]


def room_folders() -> list[Path]:
    """Every room that has more in it than its name."""
    folders = [project.SOURCE / room for room in project.rooms()]
    return [folder for folder in folders if any(path.name != "__init__.py" for path in folder.rglob("*.py"))]


def test_every_file_is_named_for_what_is_in_it() -> None:
    assert without_a_noun([path.relative_to(project.SOURCE) for path in project.source_files()]) == []


def test_a_name_that_says_nothing_is_found() -> None:
    planted = [Path("record/utils.py"), Path("record/helpers/text.py"), Path("record/log.py")]
    assert without_a_noun(planted) == planted[:2]


def test_no_file_is_too_long() -> None:
    assert too_long(project.source_files()) == []


def test_a_file_that_is_too_long_is_found(tmp_path: Path) -> None:
    planted = tmp_path / "log.py"
    planted.write_text("pass\n" * 601)
    assert too_long([planted]) == [f"{planted}: 601 lines"]


@pytest.mark.parametrize("folder", room_folders(), ids=lambda folder: folder.name)
def test_every_room_says_on_one_page_what_it_is_for(folder: Path) -> None:
    readme = folder / "README.md"
    assert readme.exists(), f"{folder.name} has no README.md"
    assert len(readme.read_text().splitlines()) <= LONGEST_README


def test_no_room_does_work_in_its_init() -> None:
    working = [
        path.relative_to(project.SOURCE)
        for path in project.source_files()
        if path.name == "__init__.py" and len(path.read_text().splitlines()) > 1
    ]
    assert working == []
