"""Groups on planted truths: who is described is found, who is not is not, and who describes nobody finds nobody."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest

from tests.regard_home import RegardHome

TWITTER = {"type": "matter", "touchpoint": "twitter"}
IGNORED = {**TWITTER, "became": "ignored"}
FACEBOOK = {"type": "matter", "touchpoint": "facebook"}
GROUPS: dict[str, list[dict[str, Any]]] = {
    "asked on Twitter": [TWITTER],
    "ignored on Twitter": [IGNORED],
    "sent elsewhere from Twitter": [{**TWITTER, "became": "passed"}],
    "asked on Twitter and never ignored": [TWITTER, {**IGNORED, "never": True}],
    "finished on Facebook": [{**FACEBOOK, "became": "finished"}],
    "asked on both": [TWITTER, FACEBOOK],
    "ignored and never ignored": [IGNORED, {**IGNORED, "never": True}],
    "ignored before there was anybody": [{**IGNORED, "until": "2019-12-31"}],
    "a network that nobody uses": [{"type": "did", "touchpoint": "myspace"}],
    "a product that nobody sells": [{"type": "did", "product": "MR-999"}],
}
NOBODY = list(GROUPS)[5:]
_ASK = """
import json, sys
from pathlib import Path
import django
django.setup()
from regard import answering, house
from regard.foundation import clock
from regard.groups import public as groups
from regard.sample.asking import seen
known = seen(Path(sys.argv[1]), by="a test")
persons = {}
for row, customer in known.customer_of.items():
    if row in known.persons:
        persons.setdefault(customer, set()).add(known.persons[row])
view = answering.view_of(house.open_for("form_groups", by="a test"), now=clock.now())
def behind(conditions):
    definition = groups.read_definition({"conditions": conditions})
    members = house.engine().run(groups.members_of(definition, view))["customer"].to_pylist()
    return [sorted(persons.get(one, ())) for one in members]
def truly(plant, fate):
    told = known.plants[plant]
    return sorted({known.persons[told["source"], one] for one in told["asked"][fate]})
print(json.dumps({
    "found": {name: behind(conditions) for name, conditions in json.loads(sys.argv[2]).items()},
    "true": {f"{plant} {fate}": truly(plant, fate) for plant, fate in json.loads(sys.argv[3])},
}))
"""


@dataclass(frozen=True)
class Told:
    """The persons behind each member of each group, and those of each truth."""

    home: RegardHome

    @cached_property
    def _all(self) -> dict[str, Any]:
        truths = [["twitter", "requests"], ["twitter", "ignored"], ["twitter", "passed"], ["facebook", "finished"]]
        words = [str(self.home.folder / "sample"), json.dumps(GROUPS), json.dumps(truths)]
        done = subprocess.run(
            [sys.executable, "-c", _ASK, *words],
            env=self.home.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def members(self, group: str) -> list[set[str]]:
        """Of each member, who it truly is."""
        return [set(one) for one in self._all["found"][group]]

    def truth(self, name: str) -> set[str]:
        """The persons of whom it is true."""
        return set(self._all["true"][name])


@pytest.fixture(scope="module")
def told(home: RegardHome) -> Told:
    """Asked once, and only when a test wants it."""
    return Told(home)


@pytest.mark.parametrize(
    ("group", "true_of", "not_of"),
    [
        ("asked on Twitter", "twitter requests", ""),
        ("ignored on Twitter", "twitter ignored", ""),
        ("sent elsewhere from Twitter", "twitter passed", ""),
        ("asked on Twitter and never ignored", "twitter requests", "twitter ignored"),
        ("finished on Facebook", "facebook finished", ""),
    ],
)
def test_who_is_described_is_found_and_nobody_else(told: Told, group: str, true_of: str, not_of: str) -> None:
    truth, members = told.truth(true_of) - (told.truth(not_of) if not_of else set()), told.members(group)
    assert len(truth) >= 25, "too few to say"
    assert members, "nobody is found"
    right = [one for one in members if one & truth]
    assert len(right) / len(members) >= 0.99, "precision"
    assert len(truth & set[str]().union(*members)) / len(truth) >= 0.97, "recall"


@pytest.mark.parametrize("group", NOBODY)
def test_what_is_true_of_nobody_finds_nobody(told: Told, group: str) -> None:
    assert told.members("asked on Twitter"), "somebody is found in this home"
    assert told.members(group) == []
