"""The room as Django knows it."""

from django.apps import AppConfig


class Web(AppConfig):
    """Shows every room over HTTP and decides nothing."""

    name = "regard.web"
    label = "web"
