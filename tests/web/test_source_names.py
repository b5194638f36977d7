"""Sources that stand in a row are called by what tells them apart."""

from __future__ import annotations

from regard.company.public import Source
from regard.web.source_names import source_names


def called(*titles: str) -> list[str]:
    """What sources of these titles are called, in order, and one that is gone."""
    known = {
        f"s{place}": Source(slug=f"s{place}", title=title, zone="UTC", records_replies=True, is_live=False)
        for place, title in enumerate(titles)
    }
    return [source_names(known)(slug) for slug in (*known, "gone")]


def test_what_all_titles_begin_with_is_said_once_elsewhere() -> None:
    assert called("Riders (simulated): chat", "Riders (simulated): orders") == ["chat", "orders", "gone"]


def test_a_title_that_begins_otherwise_leaves_all_as_they_are() -> None:
    assert called("Riders: chat", "Riders: orders", "Desk") == ["Riders: chat", "Riders: orders", "Desk", "gone"]


def test_one_source_alone_keeps_its_whole_title() -> None:
    assert called("Riders: chat") == ["Riders: chat", "gone"]
