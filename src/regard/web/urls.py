"""Every address. Closed unless the view says otherwise (LoginRequiredMiddleware)."""

from allauth.account.urls import urlpatterns as account_urls
from django.urls import include, path
from django.views.generic import RedirectView

from regard.web import metrics, mistakes
from regard.web.api import customers as api_customers
from regard.web.api import openapi, read
from regard.web.pages import (
    coming,
    customer,
    customer_change,
    customer_person,
    customer_words,
    find,
    health,
    hundred,
    imports,
    keys,
    live,
    mapping,
    matter,
    mending,
    mirror,
    people,
    preferences,
    refusals,
    reports,
    settings_page,
    source,
    sources,
    staff,
    taking_back,
    tokens,
    welcome,
)

# What of allauth is used: accounts are made by administrators, so nothing that begins with an e-mail is.
SIGN_IN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
}

urlpatterns = [
    path("", hundred.hundred, name="hundred"),
    path("find/", find.find, name="find"),
    path("people/", people.people, name="people"),
    path("customers/<int:number>/", customer.customer, name="customer"),
    path("customers/<int:number>/words/", customer_words.in_their_words, name="customer_words"),
    path("customers/<int:number>/person/", customer_person.person, name="customer_person"),
    path("customers/<int:number>/change/", customer_change.change, name="customer_change"),
    path("customers/<int:number>/mirror/", mirror.of_customer, name="customer_mirror"),
    path("matters/<int:number>/", matter.matter, name="matter"),
    path("matters/<int:number>/mirror/", mirror.of_matter, name="matter_mirror"),
    path("reports/", reports.index, name="reports"),
    path("reports/<slug:name>/", reports.report, name="report"),
    path("welcome/coming/", coming.progress, name="coming"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("sources/", sources.sources, name="sources"),
    path("sources/upload/", imports.upload, name="upload"),
    path("sources/progress/", sources.progress, name="progress"),
    path("sources/imports/<int:number>/", imports.one_import, name="import"),
    path("sources/imports/<int:number>/take-back/", taking_back.take_back, name="take_back"),
    path("sources/refusals/", refusals.refusals, name="refusals"),
    path("sources/add/", source.add, name="add_source"),
    path("source/<str:name>/", source.source, name="source"),
    path("source/<str:name>/keys/", keys.make, name="make_key"),
    path("source/<str:name>/keys/<int:number>/replace/", keys.rotate, name="rotate_key"),
    path("source/<str:name>/keys/<int:number>/end/", keys.end, name="end_key"),
    path("source/<str:name>/secrets/", keys.make_secret, name="make_secret"),
    path("source/<str:name>/secrets/<int:number>/end/", keys.end_secret, name="end_secret"),
    path("source/<str:name>/mappings/<str:shape>/", mapping.mapping, name="mapping"),
    path("live/", live.live, name="live"),
    path("live/rows/", live.rows, name="live_rows"),
    path("live/interactions/<int:number>/", live.interaction, name="live_interaction"),
    path("live/refusals/<int:number>/", mending.one, name="live_refusal"),
    path("sources/refusals/replay/", mending.replay, name="replay"),
    path("sources/refusals/discard/", mending.let_go, name="discard"),
    path("sources/refusals/<int:number>/", mending.one, name="refusal"),
    path("sources/refusals/<int:number>/mend/", mending.by_hand, name="mend"),
    path("settings/", settings_page.settings_page, name="settings"),
    path("settings/company/", settings_page.company, name="settings_company"),
    path("settings/retention/", settings_page.retention, name="settings_retention"),
    path("settings/due/", settings_page.due, name="settings_due"),
    path("settings/staff/", staff.add, name="settings_staff"),
    path("settings/staff/<int:number>/", staff.let_in, name="settings_member"),
    path("settings/password/", staff.renew, name="settings_password"),
    path("settings/tokens/", tokens.make, name="settings_tokens"),
    path("settings/tokens/<int:number>/", tokens.revoke, name="settings_token"),
    path("language/", preferences.language, name="language"),
    path("theme/", preferences.theme, name="theme"),
    path("account/mfa/", include("allauth.mfa.urls")),
    # Addresses are given by an administrator, and there is no mail by which a password could be reset.
    path("account/email/", RedirectView.as_view(pattern_name="settings"), name="account_email"),
    path("account/", include([one for one in account_urls if one.name in SIGN_IN])),
    path("health/", health.health_page, name="health"),
    path("health/limits/", health.limits, name="health_limits"),
    path("healthz", health.healthz, name="healthz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("api/v1/openapi.json", openapi.openapi, name="openapi"),
    path("api/v1/reports", read.reports, name="api_reports"),
    path("api/v1/reports/<str:name>", read.report, name="api_report"),
    path("api/v1/customers/<int:number>", api_customers.customer, name="api_customer"),
    path("api/v1/customers/<int:number>/interactions", api_customers.interactions, name="api_customer_interactions"),
    path("api/v1/customers/<int:number>/merge", api_customers.merge, name="api_merge"),
    path("api/v1/customers/<int:number>/part", api_customers.part, name="api_part"),
    path("api/v1/customers/<int:number>/move", api_customers.move, name="api_move"),
    path("api/v1/customers/<int:number>/shared", api_customers.shared, name="api_shared"),
    path("api/v1/merges/<int:number>/undo", api_customers.undo, name="api_undo"),
    path("api/v1/changes", api_customers.changes, name="api_changes"),
]

handler400 = mistakes.bad_request
handler403 = mistakes.forbidden
handler404 = mistakes.not_found
handler500 = mistakes.broken
