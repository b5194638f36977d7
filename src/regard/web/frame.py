"""What stands around every page: the ways to go, the language, the light, the company's name."""

from dataclasses import dataclass
from importlib.metadata import version

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from regard.company.public import choice, is_any_source
from regard.foundation.languages import LANGUAGES
from regard.web.languages import THEMES, theme_of

# The language tags that browsers and fonts know.
HTML_LANGUAGES = {"en": "en", "th": "th", "zh-hans": "zh-Hans"}
_SHORT = {"en": "EN", "th": "ไทย", "zh-hans": "中文"}
_SIMULATED = "meridian-"
"""Sources of the sample company begin so."""
VERSION = version("regard")
_CUSTOMERS = ("/find/", "/customers/", "/groups/", "/organisations/", "/review/")


@dataclass(frozen=True, kw_only=True)
class Way:
    """One place in the navigation."""

    title: str
    address: str
    is_here: bool


@dataclass(frozen=True, kw_only=True)
class Tongue:
    """One language to choose."""

    code: str
    tag: str
    name: str
    short: str
    is_current: bool


def frame(request: HttpRequest) -> dict[str, object]:
    """The context of base.html."""
    theme = theme_of(request)
    member = getattr(request, "user", None)
    is_known = bool(member and member.is_authenticated)
    return {
        "html_language": html_language(),
        "tongues": _tongues(),
        "theme": theme,
        "next_theme": THEMES[(THEMES.index(theme) + 1) % len(THEMES)],
        "ways": _ways(request.path) if is_known else (),
        "company_name": choice("company_name") if is_known else "",
        "here": request.get_full_path(),
        "regard_version": VERSION,
        # Called where a page asks for it, so that a part of a page costs no query.
        "is_simulated": is_simulated,
    }


def is_simulated() -> bool:
    """Whether what is shown was made up for the sample company."""
    return is_any_source(named=_SIMULATED)


def html_language() -> str:
    """The tag of the language this page is in."""
    return HTML_LANGUAGES.get(translation.get_language() or "en", "en")


def _tongues() -> tuple[Tongue, ...]:
    current = translation.get_language()
    return tuple(
        Tongue(code=code, tag=HTML_LANGUAGES[code], name=name, short=_SHORT[code], is_current=code == current)
        for code, name in LANGUAGES
    )


def _ways(path: str) -> tuple[Way, ...]:
    home = reverse("hundred")
    ways = (
        (_("Of 100 who asked"), home, (home, reverse("people"), "/matters/")),
        (_("Customers"), reverse("find"), _CUSTOMERS),
        (_("Reports"), reverse("reports"), (reverse("reports"),)),
        (_("Sources"), reverse("sources"), (reverse("sources"), "/source/", reverse("live"), reverse("welcome"))),
        (_("Settings"), reverse("settings"), (reverse("settings"), "/account/")),
    )
    return tuple(
        Way(
            title=title,
            address=address,
            is_here=any(path == start or (start != home and path.startswith(start)) for start in starts),
        )
        for title, address, starts in ways
    )
