"""Bringing in files, watching them come, and seeing what was refused."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from regard.foundation import clock
from regard.foundation.home import the_home
from regard.record.models import Import
from regard.record.public import admit, imports
from tests.builders import an_interaction
from tests.web.test_hundred import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_lake")]


def test_an_empty_home_welcomes_and_offers_recipes(as_ada: Client) -> None:
    page = as_ada.get("/", follow=True).content.decode()
    assert "Nothing is recorded yet" in page
    assert "Boston 311 service requests" in page
    assert "regard import boston311" in page


def test_an_uploaded_file_waits_in_the_inbox_under_a_name_nobody_can_aim(as_ada: Client) -> None:
    evil = SimpleUploadedFile("../../etc/pass wd.csv", b"a,b\n1,2\n")
    response = as_ada.post("/sources/upload/", {"recipe": "boston311", "upload": evil}, follow=True)
    assert "Taken in" in response.content.decode()
    state = imports()[0]
    assert (state.state, state.source, state.by) == ("queued", "boston311", "ada@example.com")
    kept = [path for path in the_home().inbox.iterdir() if path.name.endswith("pass_wd.csv")]
    assert [str(path) for path in kept] == [state.file_name]
    kept[0].unlink()


def test_several_files_are_several_imports(as_ada: Client) -> None:
    files = [SimpleUploadedFile(f"{name}.csv", b"a\n1\n") for name in "xy"]
    as_ada.post("/sources/upload/", {"recipe": "boston311", "upload": files})
    assert len(imports()) == 2


def test_only_administrators_bring_in_files(as_bo: Client) -> None:
    file = SimpleUploadedFile("x.csv", b"a\n1\n")
    assert as_bo.post("/sources/upload/", {"recipe": "boston311", "upload": file}).status_code == 403
    assert imports() == ()
    assert 'type="file"' not in page_of(as_bo, "/sources/")


def an_import(**more: object) -> Import:
    """An import that is on its way."""
    usual = {
        "recipe_name": "boston311",
        "recipe_text": "",
        "source": "boston311",
        "file_name": "0123456789abcdef-cases.csv",
        "file_hash": "",
        "file_bytes": 2_000_000,
        "by": "ada@example.com",
    }
    return Import.objects.create(**{**usual, **more})


def test_what_moves_is_asked_for_again_and_shows_how_far_it_is(as_bo: Client) -> None:
    an_import(state="running", at_byte=500_000, rows_read=1234, started_at=clock.now())
    page = page_of(as_bo, "/sources/progress/")
    assert 'hx-trigger="every 2s"' in page
    assert 'value="25"' in page
    assert "1,234" in page
    assert ">cases.csv<" in page


def test_what_is_done_is_left_alone(as_bo: Client) -> None:
    an_import(state="done", at_byte=2_000_000)
    assert "hx-trigger" not in page_of(as_bo, "/sources/progress/")


def test_a_failed_import_says_why(as_bo: Client) -> None:
    an_import(state="failed", error="Row 7 ends inside a quoted value.")
    assert "Row 7 ends inside a quoted value." in page_of(as_bo, "/sources/")


def test_refusals_are_shown_with_reason_and_original(as_bo: Client) -> None:
    admit([an_interaction(channel="pigeon", text="Coo")], received_at=clock.now())
    page = page_of(as_bo, "/sources/")
    assert "channel not known" in page
    original = page_of(as_bo, "/sources/refusals/?reason=unknown_channel")
    assert "Coo" in original
    assert "No channel &#x27;pigeon&#x27;" in original


def test_a_number_that_is_none_is_explained(as_bo: Client) -> None:
    assert as_bo.get("/sources/refusals/?import=x").status_code == 400
