"""Slips of the hand and of the ear, as people make them in each language."""

from random import Random

_THAI = (
    ("ไหมคะ", "มั้ยคะ"), ("ไหมครับ", "มั้ยคับ"), ("นะคะ", "นะค่ะ"), ("ครับ", "คับ"), ("ครับ", "ค้าบ"), ("มาก", "มากกก"),
    ("แล้ว", "แล้ววว"), ("อันตราย", "อันตลาย"), ("ใบเสร็จ", "ใบเสด"), ("อะไร", "อารัย"), ("เท่าไหร่", "เท่าไร"),
    ("ไม่ได้", "ไม่ดั้ย"), ("สมัคร", "สมัค"), ("จริง", "จิง"), ("อีก", "อิก"), ("ยังไง", "ยังงัย"), ("เงิน", "เงิ้น"),
)  # fmt: skip
_CHINESE = (
    ("在", "再"), ("已经", "以经"), ("什么", "神马"), ("怎么", "肿么"), ("没有", "木有"), ("一直", "一只"),
    ("吗？", "嘛？"), ("收到", "收道"), ("的", "得"), ("到底", "倒底"), ("账户", "帐户"), ("快递", "快第"), ("，", " "),
    ("还没", "还没没"), ("尺码", "尺马"), ("积分", "几分"),
)  # fmt: skip
_ENGLISH = (
    ("the ", "teh "), ("'", ""), ("you're", "your"), ("received", "recieved"), ("definitely", "definately"),
    ("tomorrow", "tommorow"), ("which", "wich"), ("address", "adress"), ("their", "there"), ("doesn't", "dosent"),
    ("and ", "adn "), ("brake", "break"), ("weird", "wierd"), ("until", "untill"),
)  # fmt: skip
_KNOWN = {"th": _THAI, "zh": _CHINESE, "en": _ENGLISH}


def slipped(text: str, *, language: str, rng: Random) -> str:
    """The text with one slip, if one can be made."""
    fits = [pair for pair in _KNOWN[language] if pair[0] in text]
    # In English nearly everything has a "the"; most slips there are of a finger.
    if fits and rng.random() < (0.3 if language == "en" else 0.9):
        return text.replace(*rng.choice(fits), 1)
    return _dropped(text, rng) if language == "en" else text


def _dropped(text: str, rng: Random) -> str:
    """One letter of one word left out, or two of them swapped."""
    words = text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) > 4 and word.isalpha() and word.islower()]
    if not long:
        return text
    place = rng.choice(long)
    word = words[place]
    at = rng.randrange(1, len(word) - 2)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    words[place] = rng.choice((word[:at] + word[at + 1 :], swapped))
    return " ".join(words)
