"""What plants need said is said in every language, from the first day on."""

from __future__ import annotations

import pytest

from regard.sample.company import Company
from regard.sample.forms import FORMS
from regard.sample.intents import BY_NAME, INTENTS, said
from regard.sample.persons import Register
from regard.sample.places import PLACES, Place
from regard.sample.words import Words, about


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.language)
def test_every_intent_is_said_in_every_language(place: Place) -> None:
    rng = Company(1).stream("a test")
    who = Register(1).born(rng, plant=0, place=place)
    told = [said(Words(), rng, who, about(rng), intent.name) for intent in INTENTS]
    assert all(told)
    assert len(BY_NAME) == len(INTENTS)


def test_every_intent_has_a_form() -> None:
    assert {intent.form for intent in INTENTS} <= set(FORMS)
