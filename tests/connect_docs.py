"""The code of docs/connect.md, block by block, ready to run."""

from __future__ import annotations

import re
from pathlib import Path

_DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "connect.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def block(language: str, *, with_: str, **given: str) -> str:
    """The one block in this language that has these words; `$NAME` in it is given."""
    text = _DOCUMENT.read_text(encoding="utf-8")
    (found,) = [code for kind, code in _BLOCK.findall(text) if kind == language and with_ in code]
    for name, value in given.items():
        found = found.replace(f"${name}", value)
    return str(found)


def languages() -> list[str]:
    """The language of each block, in order."""
    return [kind for kind, _ in _BLOCK.findall(_DOCUMENT.read_text(encoding="utf-8"))]
