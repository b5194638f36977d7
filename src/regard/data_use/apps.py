"""The room as Django knows it."""

from django.apps import AppConfig


class DataUse(AppConfig):
    """May this datum be used for this purpose?"""

    name = "regard.data_use"
    label = "data_use"
    default_auto_field = "django.db.models.BigAutoField"
