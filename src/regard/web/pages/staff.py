"""Staff accounts: added, closed and opened by those who administer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regard.company import public as company
from regard.foundation.errors import RegardError
from regard.web.forms import NewMember
from regard.web.pages.settings_page import settings_page
from regard.web.staff_only import for_admins


@for_admins
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """A new account."""
    form = NewMember(request.POST, prefix="staff")
    if form.is_valid():
        try:
            company.add_member(**form.cleaned_data)
        except RegardError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(email)s may sign in now.") % {"email": form.cleaned_data["email"]})
            return redirect("settings")
    return settings_page(request, status=400, staff_form=form)


@for_admins
@require_POST
def let_in(request: HttpRequest, number: int) -> HttpResponse:
    """Close an account, or open it again."""
    company.let_in(number, active=request.POST.get("active") == "yes", by=request.user.get_username())
    messages.success(request, _("Kept."))
    return redirect("settings")


@for_admins
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Another password for somebody who lost theirs."""
    company.set_password(request.POST.get("email", ""), request.POST.get("password", ""))
    messages.success(request, _("The new password holds. Whoever was signed in with the old one is signed out."))
    return redirect("settings")
