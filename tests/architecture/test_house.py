"""The list of rooms exists once, in house.py; the import rules and Django say the same."""

from __future__ import annotations

from django.apps import apps

from regard import house
from tests.architecture import project


def test_the_house_names_the_same_rooms_in_the_same_order_as_the_import_rules() -> None:
    assert tuple(house.ROOMS) == project.rooms()


def test_every_folder_is_a_room_of_the_house() -> None:
    folders = {path.parent.name for path in project.SOURCE.glob("*/__init__.py")}
    assert folders - set(project.COMPOSING) == set(house.ROOMS)


def test_every_room_with_tables_is_known_to_django() -> None:
    with_tables = {path.parent.name for path in project.SOURCE.glob("*/models.py")}
    known = {config.name.removeprefix("regard.") for config in apps.get_app_configs()}
    assert with_tables - known == set()
