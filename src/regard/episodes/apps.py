"""The room as Django knows it."""

from django.apps import AppConfig


class Episodes(AppConfig):
    """Which interactions are one matter, and why."""

    name = "regard.episodes"
    label = "episodes"
    default_auto_field = "django.db.models.BigAutoField"
