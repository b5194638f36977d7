"""The words of an HTML text, without its marks. Each letter is looked at once, however broken the marks are."""

import html
import re

_PIECE = re.compile(r"<[^<>]*>?|[^<]+")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_UNSEEN = frozenset(("script", "style", "head", "title"))
_LINES = frozenset(
    ("br", "p", "div", "tr", "li", "ul", "ol", "table", "blockquote", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "pre")
)


def words_of(text: str) -> str:
    """What a reader would see, roughly: one line per block, no scripts, no comments."""
    words: list[str] = []
    until: str | None = None  # What ends the part that no reader sees: "-->", or the name of a tag.
    for found in _PIECE.finditer(text):
        piece = found[0]
        if until == "-->":
            after = piece.partition("-->")
            until = None if after[1] else until
            words.append(after[2])
        elif piece.startswith("<!--") and until is None:
            until = None if piece.endswith("-->") else "-->"
        elif tag := _TAG.match(piece):
            name, is_end = tag[2].lower(), bool(tag[1])
            if until is None and name in _UNSEEN and not is_end:
                until = name
            elif until == name and is_end:
                until = None
            elif until is None and name in _LINES:
                words.append("\n")
        elif until is None and not piece.startswith(("<!", "<?")):
            words.append(re.sub(r"\s+", " ", piece))
    lines = (" ".join(line.split()) for line in html.unescape("".join(words)).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
