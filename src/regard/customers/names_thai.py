"""Thai names: titles away, given name before family name, and the sound of the first by LK82.

LK82 (Lorchirachoonkul 1982) gives ณัฐพล and นัฐพล one key and ณัฐพร another; UDOM83 would not keep them apart.
"""

import os
import re
from collections.abc import Callable

# It would make a folder in the home of whoever imports it.
os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")

_lk82: Callable[[str], str] | None
try:
    from pythainlp.soundex.lk82 import lk82 as _lk82
except ImportError:  # The extra `thai` is not installed: names are compared by their letters.
    _lk82 = None

_TITLE = re.compile(
    r"(?:นางสาว|น\.\s?ส\.|ด\.\s?ช\.|ด\.\s?ญ\.|เด็กชาย|เด็กหญิง|ดร\.|นาย|นาง|คุณ)\s*(?=[เ-ไ]?[ก-ฮ])"
)  # Only before what can begin a word: คุณากร is a name.
_SIGNS = re.compile("[^ก-ฮะ-ูเ-ํ ]")


def parts(value: str, which: str) -> tuple[str, str]:
    """(given, family) of a name; `which` says whether it is a whole one."""
    words = _SIGNS.sub("", _TITLE.sub("", value, count=1)).split()
    if which == "family":
        return "", "".join(words)
    return (words[0] if words else ""), ("".join(words[1:]) if which == "whole" else "")


def sound(form: str, _is_family: bool) -> str:  # noqa: FBT001 -- one signature for all scripts
    """How it sounds; empty if the extra `thai` is not installed."""
    return _lk82(form) if _lk82 is not None else ""
