"""A source is connected from a terminal: named, given keys, its mapping changed."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from regard.company.public import sources, write_keys
from regard.connecting import keys, mapping
from regard.connecting import sources as sources_commands
from regard.foundation import clock
from regard.foundation.errors import NotKnown, RegardError
from regard.record.public import mapping_text, shipped_mapping

pytestmark = pytest.mark.django_db


def run(app: typer.Typer, *words: str) -> str:
    """What a command prints; its mistakes are raised."""
    found = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.output


@pytest.fixture
def shop(db: None) -> str:
    run(sources_commands, "add", "shop", "--title", "Web shop", "--zone", "Asia/Bangkok", "--no-replies")
    return "shop"


def test_a_source_is_named(shop: str) -> None:
    assert (sources()[shop].title, sources()[shop].records_replies, sources()[shop].is_live) == (
        "Web shop",
        False,
        True,
    )
    with pytest.raises(RegardError, match="already"):
        run(sources_commands, "add", "shop")


def test_a_key_is_printed_once_replaced_and_ended(shop: str) -> None:
    key = run(keys, "make", shop, "--name", "till", "--origin", "https://shop.example").strip()
    assert key.startswith("rgw_")
    (one,) = write_keys(shop, now=clock.now())
    assert one.origins == ("https://shop.example",)
    assert key not in run(keys, "list")
    assert run(keys, "rotate", str(one.number), "--overlap-hours", "1").strip() != key
    assert len(write_keys(shop, now=clock.now())) == 2
    run(keys, "end", str(one.number))
    assert one.number not in {each.number for each in write_keys(shop, now=clock.now())}


def test_a_mapping_is_changed_and_taken_back(shop: str, tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text(run(mapping, "show", shop, "webhook").replace('channel = "other"', 'channel = "phone"'))
    run(mapping, "change", shop, "webhook", str(file))
    assert 'channel = "phone"' in mapping_text(shop, "webhook")
    assert "lines" in run(mapping, "history", shop, "webhook")
    run(mapping, "change", shop, "webhook", "--shipped")
    assert mapping_text(shop, "webhook") == shipped_mapping("webhook")


@pytest.mark.parametrize("words", [("show", "nobody", "webhook"), ("show", "shop", "pigeon")])
def test_what_is_not_there_is_named(shop: str, words: tuple[str, ...]) -> None:
    with pytest.raises(NotKnown, match="Known"):
        run(mapping, *words)
