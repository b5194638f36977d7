"""Days and months on pages are in the report time zone of the installation."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from regard.company.public import report_zone


class ReportZone:
    """Makes the report zone the current one while a page for staff is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Others see no moments, and cost no look-up."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(report_zone()):
            return self.get_response(request)
