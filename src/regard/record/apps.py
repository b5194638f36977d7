"""The room as Django knows it."""

from django.apps import AppConfig


class Record(AppConfig):
    """The log: admits, keeps, erases."""

    name = "regard.record"
    label = "record"
    default_auto_field = "django.db.models.BigAutoField"
