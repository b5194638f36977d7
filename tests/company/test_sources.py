"""Sources are known from their first import, and forgotten by name."""

from __future__ import annotations

import pytest

from regard.company.public import Source, forget_sources, is_any_source, register_source, sources
from regard.foundation import clock

pytestmark = pytest.mark.django_db


def test_forgetting_takes_only_those_whose_name_begins_so() -> None:
    for slug in ("meridian-web", "meridian-mail", "desk"):
        source = Source(slug=slug, title=slug, zone="UTC", records_replies=True, is_live=False)
        register_source(source, at=clock.now())
    assert is_any_source(named="meridian-")
    forget_sources(named="meridian-")
    assert set(sources()) == {"desk"}
    assert not is_any_source(named="meridian-")
