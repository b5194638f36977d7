"""The room as Django knows it."""

from django.apps import AppConfig


class Foundation(AppConfig):
    """What all stand on."""

    name = "regard.foundation"
    label = "foundation"
    default_auto_field = "django.db.models.BigAutoField"
