"""The room as Django knows it."""

from django.apps import AppConfig


class Customers(AppConfig):
    """Which profiles are one person, and why."""

    name = "regard.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"
