"""Refusals mended on the page, an import taken back, revisions shown, originals kept for a while."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from regard import house, upkeep
from regard.data_use.public import days_kept
from regard.foundation.errors import RegardError
from regard.foundation.home import the_home
from regard.record.import_.load import load
from regard.record.import_.run import run_import
from regard.record.models import Import, Refusal
from regard.record.public import (
    Which,
    admit,
    carry_on,
    collect,
    erase_import,
    find_import,
    imports,
    keep,
    refused_so,
)
from tests.builders import an_interaction, day
from tests.record.test_mending import RIGHT, WRONG
from tests.web.test_hundred import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_lake")]
AT = "/sources/refusals/"


@pytest.fixture
def number(tmp_path: Path) -> int:
    """An import of which two rows were refused for one reason and one for another."""
    path = tmp_path / "desk.csv"
    path.write_text("id,at,words\n1,01/02/2026,fine\n2,2026-02-01,hello\n3,2026-02-02,hi\n4,,never\n")
    return run_import(load(WRONG), path, by="Ada", recipe_text=WRONG).number


def test_a_mended_recipe_is_tried_first_and_then_admits(as_ada: Client, number: int) -> None:
    form = {"import": str(number), "reason": "unreadable_moment", "recipe": RIGHT.replace("\n", "\r\n")}
    said = as_ada.post(f"{AT}replay/", {**form, "act": "preview"}).content.decode()
    assert "2 of 2 would be admitted" in said
    assert '"%Y-%m-%d"' in said.replace("&quot;", '"')
    assert [one.mended for one in refused_so(number)] == [0, 0]
    done = as_ada.post(f"{AT}replay/", {**form, "act": "admit"}, follow=True).content.decode()
    assert "2 of 2 are admitted" in done
    assert find_import(number).mended_recipe == RIGHT
    page = page_of(as_ada, f"/sources/imports/{number}/")
    assert ">waiting</th>" in page
    assert {one.reason: (one.waiting, one.mended) for one in refused_so(number)} == {
        "unreadable_moment": (0, 2),
        "missing_moment": (1, 0),
    }


def test_a_recipe_with_a_mistake_is_said_and_not_lost(as_ada: Client, number: int) -> None:
    form = {"import": str(number), "recipe": 'nam = "x"', "act": "admit"}
    answer = as_ada.post(f"{AT}replay/", form)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "nam is no key of a recipe" in page
    assert "nam = &quot;x&quot;" in page


def test_a_mended_recipe_reads_one_refusal_too(number: int) -> None:
    (one, _) = Refusal.objects.filter(reason="unreadable_moment").values_list("pk", flat=True)
    done = upkeep.mend(upkeep.Mending(number=one, recipe_text=RIGHT), by="Ada")
    assert (done.mended, done.refused_again) == (1, {})
    assert find_import(number).mended_recipe == RIGHT


def test_a_recipe_mends_nothing_of_another_import(number: int, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("id,at,words\n9,2026-02-01,later\n")
    theirs = run_import(load(WRONG), other, by="Ada", recipe_text=WRONG).number
    one = Refusal.objects.get(import_id=theirs).pk
    mending = upkeep.Mending(number=one, recipe_text=RIGHT, which=Which(import_id=number))
    with pytest.raises(RegardError, match=f"Refusal {one} is not of import {number}"):
        upkeep.mend(mending, by="Ada")
    assert Refusal.objects.get(pk=one).ended_as == ""


def test_a_recipe_mends_nothing_that_came_in_at_the_door() -> None:
    one = at_the_door()
    with pytest.raises(RegardError, match="came with no import"):
        upkeep.mend(upkeep.Mending(number=one, recipe_text=RIGHT), by="Ada")


def at_the_door() -> int:
    """A refusal that no file brought."""
    gathered = collect([{"message_id": "x", "channel": "pigeon"}], source="shop", shape="interaction", mapper=None,
                       received_at=day())  # fmt: skip
    keep(gathered.rows, gathered.refused, received_at=day())
    return int(Refusal.objects.get(import_id=None).pk)


@pytest.mark.parametrize(
    "edited",
    [
        "[]", "7", "null", '"words"', "{}", '{"collected_as": "interaction"}', '{"collected_as": 7, "event": {}}',
        '{"collected_as": "interaction", "event": {}, "skew_seconds": "soon"}',
        '{"collected_as": "interaction", "event": {}, "skew_seconds": 1e400}',
        '{"collected_as": "interaction", "event": {}, "skew_seconds": null}',
        '{"collected_as": "interaction", "event": {"occurred_at": "9999-12-31T00:00:00Z"}, "skew_seconds": 1e9}',
        '{"collected_as": "interaction", "event": {}, "skew_seconds": 1e12}',
        '{"collected_as": "interaction", "event": {}, "also": 7}',
        '{"collected_as": "interaction", "event": 7}',
        '{"collected_as": "no such shape", "event": {}}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("of", ["the door", "a file"])
def test_whatever_a_person_makes_of_an_original_is_answered(
    edited: str, of: str, request: pytest.FixtureRequest
) -> None:
    if of == "a file":
        request.getfixturevalue("number")
        one = Refusal.objects.filter(reason="unreadable_moment").values_list("pk", flat=True)[0]
    else:
        one = at_the_door()
    try:
        said = upkeep.mend(upkeep.Mending(number=one, edited=edited), by="Ada", preview=True)
    except RegardError:
        return
    assert (said.asked, said.mended) == (1, 0)


def test_the_recipe_is_offered_where_all_came_with_one_import(as_ada: Client, number: int, tmp_path: Path) -> None:
    assert 'name="recipe"' in page_of(as_ada, f"{AT}?reason=missing_moment")
    other = tmp_path / "other.csv"
    other.write_text("id,at,words\n9,,later\n")
    run_import(load(WRONG), other, by="Ada", recipe_text=WRONG)
    page = page_of(as_ada, f"{AT}?reason=missing_moment")
    assert 'name="recipe"' not in page
    assert f"?import={number}&amp;reason=missing_moment" in page


def test_one_is_mended_by_hand(as_ada: Client, number: int) -> None:
    one = Refusal.objects.get(reason="missing_moment").pk
    assert "never" in page_of(as_ada, f"{AT}{one}/")
    edited = '{"id": "4", "at": "05/02/2026", "words": "never"}'
    still = as_ada.post(f"{AT}{one}/mend/", {"original": edited.replace("05/", "soon"), "act": "admit"})
    assert "0 of 1 would be admitted" in still.content.decode()
    assert "1 of 1 would be admitted" in as_ada.post(f"{AT}{one}/mend/", {"original": edited}).content.decode()
    assert as_ada.post(f"{AT}{one}/mend/", {"original": "{", "act": "admit"}).status_code == 400
    as_ada.post(f"{AT}{one}/mend/", {"original": edited, "act": "admit"})
    house.follow()
    page = page_of(as_ada, f"{AT}{one}/")
    assert "what it has become" in page
    mended = Refusal.objects.get(pk=one).mended_as
    assert f'href="/matters/{mended}/#i-{mended}"' in page


def test_what_is_let_go_needs_a_reason_and_a_choice(as_ada: Client, number: int) -> None:
    assert as_ada.post(f"{AT}discard/", {"reason": "missing_moment", "why": " "}).status_code == 400
    assert as_ada.post(f"{AT}discard/", {"why": "all"}).status_code == 400
    as_ada.post(f"{AT}discard/", {"reason": "missing_moment", "why": "test rows"})
    assert "test rows" in page_of(as_ada, f"{AT}{Refusal.objects.get(reason='missing_moment').pk}/")


@pytest.mark.parametrize("address", ["replay/", "discard/", "1/mend/"])
def test_bo_sees_originals_and_mends_none(as_bo: Client, number: int, address: str) -> None:
    assert "hello" in page_of(as_bo, f"{AT}?reason=unreadable_moment")
    assert "<textarea" not in page_of(as_bo, f"{AT}?reason=unreadable_moment")
    assert as_bo.post(f"{AT}{address}", {"reason": "missing_moment", "why": "x", "act": "admit"}).status_code == 403
    assert as_bo.get(f"/sources/imports/{number}/take-back/").status_code == 403


def test_a_form_from_elsewhere_mends_nothing(ada: object, number: int) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)  # type: ignore[arg-type]
    assert strict.post(f"{AT}replay/", {"import": str(number), "act": "admit"}).status_code == 403


def test_an_import_is_taken_back_after_a_look_at_what_goes(as_ada: Client, number: int) -> None:
    house.follow()
    page = page_of(as_ada, f"/sources/imports/{number}/take-back/")
    assert '<td>Interactions</td><td class="num">1</td>' in page
    assert '<td>Refusals</td><td class="num">3</td>' in page
    assert find_import(number).state == "done"
    as_ada.post(f"/sources/imports/{number}/take-back/", {"sure": "yes"})
    moving = page_of(as_ada, "/sources/progress/")
    assert "being taken back" in moving
    assert "hx-trigger" in moving
    while carry_on(at=day(1)):
        pass
    assert "Take back" not in page_of(as_ada, f"/sources/imports/{number}/")
    assert imports()[0].state == "taken_back"
    assert as_ada.get(f"/sources/imports/{number}/take-back/").status_code == 400


def test_an_uploaded_file_goes_with_its_import_and_a_named_one_stays(as_ada: Client, number: int) -> None:
    inbox = the_home().inbox
    named, uploaded = Path(find_import(number).file_name), inbox / "0123456789abcdef-desk.csv"
    uploaded.write_text("id")
    erase_import(number, by="Ada", at=day())
    again = Import.objects.create(recipe_name="desk", source="desk", file_name=str(uploaded), by="Ada", state="done")
    erase_import(again.pk, by="Ada", at=day())
    assert (named.exists(), uploaded.exists()) == (True, False)


def test_a_matter_shows_what_a_revision_says_otherwise(as_bo: Client) -> None:
    first = an_interaction(message_id="a", text="It is broken", case="K", facts={"mood": "sad"})
    seq = admit([first], received_at=day()).placed[0].seq
    admit([an_interaction(message_id="a", text="It works", case="L", facts={"mood": "sad"})], received_at=day(1))
    house.follow()
    page = page_of(as_bo, f"/matters/{seq}/")
    assert "Revisions: 1<" in page
    assert "<del>It is broken</del> <ins>It works</ins>" in page
    assert "<del>K</del> <ins>L</ins>" in page
    assert "facts.mood" not in page
    assert "<dt>role</dt>" not in page


def test_how_long_originals_are_kept_is_set_and_what_was_deleted_is_said(as_ada: Client, number: int) -> None:
    as_ada.post("/settings/retention/", {"refusals_waiting": "7", "refusals_ended": "3"})
    assert (days_kept("refusals_waiting"), days_kept("refusals_ended")) == (7, 3)
    assert as_ada.post("/settings/retention/", {"refusals_waiting": "0", "refusals_ended": "3"}).status_code == 400
    Refusal.objects.update(received_at=0)
    assert upkeep.delete_what_is_old(now=day()) == 3
    assert "waited too long; the original was deleted" in page_of(as_ada, "/settings/")
    one = Refusal.objects.first()
    assert one is not None
    assert "The original was deleted." in page_of(as_ada, f"{AT}{one.pk}/")
