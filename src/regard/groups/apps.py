"""The room as Django knows it."""

from django.apps import AppConfig


class Groups(AppConfig):
    """Which customers belong together by what they did and are."""

    name = "regard.groups"
    label = "groups"
    default_auto_field = "django.db.models.BigAutoField"
