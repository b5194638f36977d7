"""The room as Django knows it."""

from django.apps import AppConfig


class Overview(AppConfig):
    """Shows what is."""

    name = "regard.overview"
    label = "overview"
    default_auto_field = "django.db.models.BigAutoField"
