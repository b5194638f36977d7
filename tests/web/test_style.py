"""The style sheet: text can be read in light and dark (WCAG 2.2 AA), and nothing comes from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.web.msgids import WEB

SHEET = (WEB / "static" / "web" / "regard.css").read_text(encoding="utf-8")
TEXT = [
    (ink, ground) for ink in ("ink", "soft", "link", "bad", "answered", "sent") for ground in ("paper", "card", "sunk")
]
MARKS = [(mark, "paper") for mark in ("edge", "bad", "sent", "answered")]


def tokens(place: int) -> dict[str, str]:
    """The colours of a scheme: 0 light, 1 dark."""
    found = re.findall(r"--(\w+): light-dark\((#\w{6}), (#\w{6})\)", SHEET)
    return {name: (light, dark)[place] for name, light, dark in found}


def luminance(colour: str) -> float:
    """WCAG's relative luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out(scheme: int, ink: str, ground: str) -> None:
    assert contrast(tokens(scheme)[ink], tokens(scheme)[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_shapes_stand_out(scheme: int, mark: str, ground: str) -> None:
    assert contrast(tokens(scheme)[mark], tokens(scheme)[ground]) >= 3


def test_grey_on_grey_would_be_found() -> None:
    assert contrast("#999999", "#aaaaaa") < 1.3


def files_shown() -> list[Path]:
    """Everything that a browser is given."""
    return [*(WEB / "templates").rglob("*.html"), *(WEB / "static").rglob("*.css")]


def test_nothing_comes_from_elsewhere() -> None:
    outside = re.compile(r"(?:src|href|action)=\"(?:https?:)?//|url\(|@import|<style| style=", re.IGNORECASE)
    assert [path.name for path in files_shown() if outside.search(path.read_text(encoding="utf-8"))] == []
