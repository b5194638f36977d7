"""Who else may be this customer: found by whatever is known of them, each with a way to what merging would change.

What is typed travels in the body of a POST, never in an address, as on the page that finds customers.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from regard import finding


def other(request: HttpRequest, number: int) -> HttpResponse:
    """The customers whom the words mean, without this one."""
    typed = request.POST.get("q", "").strip()
    if not typed:
        return redirect("customer_person", number)
    found = finding.find(typed, by=request.user.get_username()).results
    context = {"number": number, "q": typed, "found": [one for one in found if one.customer != number]}
    response = render(request, "pages/customer_other.html", context)
    response["Cache-Control"] = "no-store"
    return response
