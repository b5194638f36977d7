"""Taking back an import: what would go, and the decision."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from regard import upkeep
from regard.foundation import clock
from regard.foundation.errors import RegardError
from regard.record.public import decide_taking_back, find_import
from regard.web.progress import progress_of
from regard.web.staff_only import for_admins


@for_admins
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """What would go; once it is confirmed, the worker takes it back portion by portion."""
    found = find_import(number)
    if found.is_taken_back:
        raise RegardError(_("Import %(number)s is taken back already.") % {"number": number})
    if request.method == "POST" and request.POST.get("sure") == "yes":
        decide_taking_back(number, by=request.user.get_username(), at=clock.now())
        messages.success(request, _("It is being taken back. The figures follow within moments."))
        return redirect("import", number)
    would = upkeep.would_take_back(number, by=request.user.get_username())
    return render(request, "pages/take_back.html", {"one": progress_of(found), "would": would})
