"""Foreign keys point downwards only; a string such as "record.Import" is invisible to import tools."""

from __future__ import annotations

from django.apps import apps
from django.db import models, router

from tests.architecture import project


def room_of(model: type[models.Model]) -> str | None:
    """The room a model lives in; None for a model that is not ours."""
    package, _, inside = model.__module__.partition(".")
    return inside.split(".")[0] if package == "regard" else None


def may_point(source: str, target: str) -> bool:
    """Whether a table of one room may have a foreign key to a table of another."""
    order = project.rooms()
    return order.index(source) <= order.index(target)


def foreign_keys() -> list[tuple[type[models.Model], type[models.Model]]]:
    """Every foreign key from one of our tables: (the table with the key, the table it points to)."""
    return [
        (model, field.related_model)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and room_of(model) and not isinstance(field.related_model, str)
    ]


def test_a_foreign_key_points_only_to_the_same_room_or_one_below() -> None:
    upwards = [
        f"{source.__name__} -> {target.__name__}"
        for source, target in foreign_keys()
        if (from_room := room_of(source)) and (to_room := room_of(target)) and not may_point(from_room, to_room)
    ]
    assert upwards == []


def test_a_foreign_key_does_not_leave_its_database() -> None:
    leaving = [
        f"{source.__name__} -> {target.__name__}"
        for source, target in foreign_keys()
        if router.db_for_write(source) != router.db_for_write(target)
    ]
    assert leaving == []


def test_there_are_foreign_keys_to_look_at() -> None:
    assert foreign_keys(), "No foreign key found at all: the two tests above would hold for anything."


def test_pointing_upwards_is_seen() -> None:
    assert may_point("record", "record")
    assert may_point("record", "company")
    assert not may_point("company", "record")


def test_no_table_points_at_just_anything() -> None:
    generic = [
        model.__name__
        for model in apps.get_models()
        if room_of(model)
        for field in model._meta.private_fields
        if type(field).__name__ == "GenericForeignKey"
    ]
    assert generic == [], "A generic foreign key points into every room at once."
