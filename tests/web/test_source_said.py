"""What is said of a source: by administrators, after they saw what would change; who said what stays."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from django.test import Client

from regard.company.public import COMPANY, Source, register_source, said_of, sources
from regard.customers.public import RECOGNISE, rules_of
from regard.foundation import clock
from tests.customers.people import by, customers, recognised, seqs
from tests.desk import follow
from tests.web.test_hundred import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_lake")]

USUAL = {"country": "", "zone": "UTC", "never": ""}
OURS = "email:desk@ours.shop"


@pytest.fixture(autouse=True)
def till() -> None:
    """A source that is known."""
    register_source(
        Source(slug="till", title="The till", zone="UTC", records_replies=True, is_live=True), at=clock.now()
    )


def hidden(page: str) -> dict[str, str]:
    """What the form of a preview sends along."""
    form = page[page.index('class="after"') :]
    return dict(re.findall(r'type="hidden" name="(?!csrf)(\w+)" value="([^"]*)"', form))


def posted(client: Client, path: str, said: Mapping[str, str], *, status: int = 200) -> str:
    """The page that answers."""
    response = client.post(path, said)
    assert response.status_code == status
    return response.content.decode()


def test_a_shared_device_is_previewed_said_and_changed_back(as_ada: Client) -> None:
    recognised([by("device:till:7", "loyalty:1"), by("device:till:7")])
    one, two = seqs()
    asked = posted(as_ada, "/source/till/said/", {**USUAL, "shared_device": "yes", "country": "th"})
    assert "Nothing has been done yet" in asked
    assert re.search(r"come apart</dt><dd>1<", asked)
    assert (sources()["till"].shared_device, customers([one, two])) == (False, [one, one])
    assert hidden(asked) == {"country": "TH", "zone": "UTC", "shared_device": "yes", "never": ""}
    done = as_ada.post("/source/till/said/", {**hidden(asked), "sure": "yes"}, follow=True).content.decode()
    assert "looked at again: 1." in done
    follow((RECOGNISE,))
    assert customers([one, two]) == [one, None]
    assert {(said.what, said.was, said.became, said.by) for said in said_of("till")} == {
        ("shared_device", "no", "yes", "ada@example.com"),
        ("country", "", "TH", "ada@example.com"),
    }
    # One button of the history says what was said before, and nothing else.
    page = page_of(as_ada, "/source/till/")
    row = page[page.index("Many people share its devices</td>") :]
    back = dict(re.findall(r'type="hidden" name="(?!csrf)(\w+)" value="([^"]*)"', row[: row.index("</tr>")]))
    assert back == {"country": "TH", "zone": "UTC", "never": ""}
    posted(as_ada, "/source/till/said/", {**back, "sure": "yes"}, status=302)
    follow((RECOGNISE,))
    assert customers([one, two]) == [one, one]


def test_what_never_points_at_a_customer_is_said_for_the_company(as_ada: Client) -> None:
    recognised([by("account:1", OURS), by(OURS, "handle:x")])
    asked = posted(as_ada, "/sources/never/", {"never": "email:*@Ours.shop"})
    assert "desk@ours.shop" in asked
    assert "would point at nobody" in asked
    assert rules_of(COMPANY) == ""
    posted(as_ada, "/sources/never/", {**hidden(asked), "sure": "yes"}, status=302)
    assert rules_of(COMPANY) == "email:*@ours.shop"
    assert "ada@example.com" in page_of(as_ada, "/sources/never/")


def test_what_is_said_of_a_source_stands_on_its_page_and_on_that_of_the_company(as_ada: Client) -> None:
    posted(as_ada, "/source/till/said/", {**USUAL, "never": "account:guest-*", "sure": "yes"}, status=302)
    assert rules_of("till") == "account:guest-*"
    assert "account:guest-*" in page_of(as_ada, "/source/till/")
    assert "account:guest-*" in page_of(as_ada, "/sources/never/")


@pytest.mark.parametrize(
    ("path", "said", "why"),
    [
        ("/source/till/said/", {**USUAL, "country": "xx1"}, "TH or GB, would work"),
        ("/source/till/said/", {**USUAL, "country": "1"}, "TH or GB, would work"),
        ("/source/till/said/", {**USUAL, "country": "Siam"}, "TH or GB, would work"),
        ("/source/till/said/", {**USUAL, "zone": "Siam/Bangkok"}, "valid choice"),
        ("/source/till/said/", {**USUAL, "never": "email:us@ours.shop"}, "for the company would work"),
        ("/sources/never/", {"never": "*@ours.shop"}, "is no rule"),
    ],
)
@pytest.mark.parametrize("sure", ["", "yes"])
def test_what_cannot_be_said_says_why_and_changes_nothing(
    as_ada: Client, path: str, said: dict[str, str], why: str, sure: str
) -> None:
    assert why in posted(as_ada, path, {**said, "sure": sure}, status=400)
    till = sources()["till"]
    assert (till.country, till.zone, rules_of("till"), rules_of(COMPANY)) == ("", "UTC", "", "")


def test_only_administrators_say_it(as_bo: Client) -> None:
    posted(as_bo, "/source/till/said/", {**USUAL, "shared_device": "yes", "sure": "yes"}, status=403)
    posted(as_bo, "/sources/never/", {"never": "email:*@ours.shop", "sure": "yes"})
    assert (sources()["till"].shared_device, rules_of(COMPANY)) == (False, "")
    for path in ("/source/till/", "/sources/never/"):
        assert "See what would change" not in page_of(as_bo, path)


def test_a_source_that_is_none_says_which_there_are(as_ada: Client) -> None:
    assert "till" in posted(as_ada, "/source/tills/said/", USUAL, status=404)
