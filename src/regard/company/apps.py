"""The room as Django knows it."""

from django.apps import AppConfig


class Company(AppConfig):
    """Who and what we are."""

    name = "regard.company"
    label = "company"
    default_auto_field = "django.db.models.BigAutoField"
