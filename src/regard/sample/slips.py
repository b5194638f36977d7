"""Slips of the hand and of the ear, as people make them in each language. Slots in braces stay whole."""

import re
from random import Random

# A word may be part of another one: what ends here is followed by a space, a slot or nothing.
_END = r"(?=[ {]|$)"
_THAI = (
    # The particles: a woman's question with ค่ะ and a statement with คะ are the commonest slips of all.
    (r"\{kq\}", "{k}"), (r"(?<=ขอบคุณ)\{k\}", "{kq}"), (r"(?<=นะ)\{kq\}", "{k}"), (r"ไหม(?=\{kq\})", "มั้ย"),
    # ไ for ใ and the other way round
    (r"ใช้", "ไช้"), (r"ให้", "ไห้"), (r"ใส่", "ไส่"), (r"ไหม(?=\{)", "ใหม"), (r"ทำไม", "ทำใม"), (r"ได้", "ใด้"),
    # Tone marks, what is heard, what is drawn out
    (r"นะ" + _END, "น่ะ"), (r"เท่าไหร่", "เท่าไร"), (r"จริง", "จิง"), (r"อีก", "อิก"), (r"ยังไง", "ยังงัย"),
    (r"อะไร", "อาราย"), (r"ไม่ได้", "ไม่ดั้ย"), (r"เลย" + _END, "เรย"), (r"แล้ว" + _END, "แร้ว"), (r"รบกวน", "รบกวร"),
    (r"อนุญาต", "อนุญาติ"), (r"สังเกต", "สังเกตุ"), (r"ใบเสร็จ", "ใบเสด"), (r"พรุ่งนี้", "พุ่งนี้"), (r"โทร", "โทน"),
    (r"มาก" + _END, "มากกกก"), (r"เลย" + _END, "เลยยย"), (r"แล้ว" + _END, "แล้ววว"), (r"นาน" + _END, "นานนน"),
    (r"ด่วน" + _END, "ด่วนนน"), (r"ช้า" + _END, "ช้าาาา"),
)  # fmt: skip
_CHINESE = (
    ("(?<![正现])在(?=[家你我他店哪])", "再"), ("再(?=[来试问])", "在"), ("已经", "以经"), ("一直", "一只"),
    ("的时候", "得时候"), ("(?<=[坏慢响贵软差])得", "的"), ("到底", "倒底"), ("账户", "帐户"), ("快递", "快弟"),
    ("尺码", "尺马"), ("签收", "签受"), ("怎么", "咋"), ("什么", "啥"), ("什么", "神马"),
    ("没有(?=[人货用])", "木有"), ("不知道", "bzd"), ("客服", "kf"), ("真的", "zd"), ("谢谢", "3q"),
    ("吗？", "嘛？"), ("，", " "), ("？", "??"), ("太(?=[慢小大差])", "太太"),
    ("收到", "受到"), ("质量", "质里"), ("还没", "还没没"), ("退款", "退钱款"), ("联系", "连系"), ("保修", "保休"),
)  # fmt: skip
_ENGLISH = (
    (r"\bthe ", "teh "), (r"(?<=\w)'(?=\w)", ""), (r"\byou're\b", "your"), (r"received", "recieved"),
    (r"definitely", "definately"), (r"tomorrow", "tommorow"), (r"\bwhich\b", "wich"), (r"address", "adress"),
    (r"\btheir\b", "there"), (r"doesn't", "dosent"), (r"\band ", "adn "), (r"\bbrake", "break"),
    (r"weird", "wierd"), (r"until", "untill"), (r"\bit's\b", "its"), (r"\btoo\b", "to"), (r"\blose\b", "loose"),
    (r"separately", "seperately"), (r"warranty", "warrenty"), (r"delivered", "deliverd"), (r"\bwith ", "wiht "),
    (r"neighbour", "neigbour"), (r"parcel", "parcle"), (r"because", "becuase"),
)  # fmt: skip
_KNOWN = {
    language: tuple((re.compile(wrote), slip) for wrote, slip in pairs)
    for language, pairs in (("th", _THAI), ("zh", _CHINESE), ("en", _ENGLISH))
}
_LONG = 4


def slipped(text: str, *, language: str, rng: Random) -> str:
    """The text with one slip, if one can be made."""
    fits = [pair for pair in _KNOWN[language] if pair[0].search(text)]
    # In English nearly everything has a "the"; most slips there are of a finger.
    if fits and rng.random() < (0.25 if language == "en" else 0.95):
        wrote, slip = rng.choice(fits)
        return wrote.sub(slip, text, count=1)
    return _of_a_finger(text, rng) if language == "en" else text


def _of_a_finger(text: str, rng: Random) -> str:
    """One letter of one word left out, said twice or swapped with the next."""
    words = text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) > _LONG and word.isalpha() and word.islower()]
    if not long:
        return text
    place = rng.choice(long)
    word = words[place]
    at = rng.randrange(1, len(word) - 2)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    doubled = word[: at + 1] + word[at:]
    words[place] = rng.choice((word[:at] + word[at + 1 :], swapped, swapped, doubled))
    return " ".join(words)
