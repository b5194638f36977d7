"""The first evening: the pages say that the sample company is coming in, and are read anew when it has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from regard.foundation import clock
from regard.foundation.home import the_home
from regard.record.public import admit
from tests.builders import an_interaction
from tests.web.test_hundred import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_lake")]

SAYS = "Meridian Riders is coming in"


@pytest.fixture
def comes() -> Iterator[None]:
    """The sample company is on its way."""
    the_home().sample_coming.touch()
    yield
    the_home().sample_coming.unlink(missing_ok=True)


@pytest.mark.usefixtures("comes")
def test_an_empty_home_says_so_and_leads_on_when_something_is_there(as_ada: Client) -> None:
    here = {"HX-Current-URL": "http://localhost:8000/welcome/"}
    assert f"{SAYS}: 0 interactions" in page_of(as_ada, "/welcome/").replace("The sample company ", "")
    assert "HX-Redirect" not in as_ada.get("/welcome/coming/", headers=here).headers
    (placed,) = admit([an_interaction()], received_at=clock.now()).placed
    assert as_ada.get("/welcome/coming/", headers=here).headers["HX-Redirect"] == "/"
    assert f"{SAYS}: {placed.seq:,} interactions" in page_of(as_ada)


def test_when_all_is_there_the_page_is_read_anew_and_says_nothing(as_ada: Client) -> None:
    response = as_ada.get("/welcome/coming/")
    assert response.headers["HX-Refresh"] == "true"
    assert response.content.strip() == b""
    assert SAYS not in page_of(as_ada, "/welcome/")
