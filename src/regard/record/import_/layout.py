"""Guesses how an unknown file is laid out: format, encoding, delimiter."""

import csv
import re
from collections import Counter
from itertools import islice
from pathlib import Path

from regard.record.import_.recipe import File
from regard.record.import_.unpack import Limits, files_of, opened

_LOOK_AT = 200_000
_DELIMITERS = ",\t;|"
_XES = re.compile(r"\s*(<\?xml[^>]*\?>\s*)?(<!--.*?-->\s*)*<(\w+:)?log\b", re.DOTALL)
_OCEL = re.compile(r'\s*\{\s*"(eventTypes|objectTypes|events|objects)"\s*:\s*\[')
_THAI_MARK = re.compile("[ก-ฮ][ัิ-ฺ็-๎]")
_THAI_MARKS = re.compile("[ัิ-ฺ็-๎]")


def guess_layout(path: Path, *, limits: Limits | None = None) -> File:
    """The layout of the first file there, as far as its first 200,000 bytes show it."""
    first = files_of(path)[0]
    with opened(first, limits=limits) as members:
        member = next(members)
        start = member.stream.read(_LOOK_AT)
        return layout_of(start, name=member.name, whole=len(start) < _LOOK_AT)


def layout_of(start: bytes, *, name: str, whole: bool) -> File:
    """The layout of a file that begins so; `whole` if that is all of it."""
    if start[:4] == b"PAR1":
        return File(format="parquet")
    if start.startswith(b"SQLite format 3\0"):
        return File(format="ocel")
    encoding = guess_encoding(start if whole else start[: start.rfind(b"\n") + 1] or start)
    text = start.decode(encoding, errors="replace").lstrip("\ufeff")
    if text.startswith("From "):
        # Whose mail it is, a file does not say: to an own address that nobody has, all of it came in.
        return File(format="mbox", own=("nobody.invalid",))
    if _XES.match(text):
        return File(format="xes")
    if _OCEL.match(text):
        return File(format="ocel")
    if text.lstrip()[:1] in ("{", "["):
        return File(format="jsonl", encoding=encoding)
    return File(format="csv", encoding=encoding, delimiter=guess_delimiter(text, name=name))


def guess_encoding(start: bytes) -> str:
    """UTF-8 where it can be; else UTF-16 by its mark, Thai (cp874), Chinese (gb18030) or Western (cp1252)."""
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    for encoding, is_likely in (("utf-8", None), ("cp874", _looks_thai), ("gb18030", _looks_chinese)):
        try:
            text = start.decode(encoding)
        except UnicodeDecodeError:
            continue
        if is_likely is None or is_likely(text):
            return encoding
    return "cp1252"


def guess_delimiter(text: str, *, name: str = "") -> str:
    """The character that parts the most lines into equally many values."""
    lines = text.splitlines()[:40]
    scores = {}
    for delimiter in _DELIMITERS:
        widths = Counter(len(row) for row in islice(csv.reader(lines, delimiter=delimiter), 30) if row)
        width, times = widths.most_common(1)[0] if widths else (1, 0)
        scores[delimiter] = (times * (width > 1), width)
    best = max(_DELIMITERS, key=lambda one: scores[one])
    if scores[best][0]:
        return best
    return "\t" if name.endswith(".tsv") else ","


def _looks_thai(text: str) -> bool:
    """Thai vowels and tones stand on a consonant; other encodings read as Thai put them anywhere."""
    marks, seated = len(_THAI_MARKS.findall(text)), len(_THAI_MARK.findall(text))
    return marks > 0 and seated > 0.6 * marks and "\ufffd" not in text


def _looks_chinese(text: str) -> bool:
    beyond = [letter for letter in text if letter > "\x7f"]
    return bool(beyond) and sum("\u4e00" <= letter <= "\u9fff" for letter in beyond) > 0.6 * len(beyond)
