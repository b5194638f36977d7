"""Names in Latin letters: titles away, accents folded, given name and family name told apart."""

import re
import unicodedata

_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "khun", "herr", "frau", "mme", "m"})
_AFTER = frozenset({"jr", "sr", "ii", "iii", "phd", "md"})
_NO_LETTER = re.compile(r"[^a-z ]+")
# What NFKD does not take apart.
_FOLDED = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "œ": "oe", "ı": "i"})

# One name in several spellings and short forms, each in normal form; the first stands for all.
_ALIKE = """
mohammed muhammad mohamed mohammad muhammed mohamad · robert bob bobby rob robbie · william bill billy will ·
richard dick rick · edward ted eddie ned · james jim jimmy jamie · john jon jack johnny ·
margaret peggy maggie meg · elizabeth liz beth lizzie betty eliza ·
katherine catherine kathryn kate katie kathy cathy · henry harry hank · charles charlie chuck ·
michael mike mick · stephen steven steve · philip phillip phil · geoffrey jeffrey jeff · sarah sara ·
ann anne anna annie · teresa theresa tess · rebecca becky · joseph joe joey · anthony tony · andrew andy drew ·
alexander alexandra alex sasha · susan sue susie · patricia pat trish · patrick pat paddy · deborah debbie deb ·
jennifer jenny jen · christine christina chris tina · christopher chris · david dave ·
nattapon natthapon nuttapon natthaphon · somchai somchay · lawrence laurence larry · hussain hussein husain ·
jonathan jon · thomas tom tommy · daniel dan danny · benjamin ben · samuel samantha sam · lucy lucie ·
fatima fatimah fatma · aisha ayesha aysha · yusuf yousef joseph · ibrahim abraham · george georgie
"""
_KNOWN = [names.split() for names in _ALIKE.split("·")]
_SETS: dict[str, set[int]] = {}
for _number, _names in enumerate(_KNOWN):
    for _name in _names:
        _SETS.setdefault(_name, set()).add(_number)


def folded(value: str) -> str:
    """Small letters without accents; what is no letter parts words."""
    letters = unicodedata.normalize("NFKD", value.casefold().translate(_FOLDED))
    return _NO_LETTER.sub("", "".join(" " if one in " .,-/_" else one for one in letters)).strip()


def parts(value: str, which: str) -> tuple[str, str]:
    """(given, family) of a name; `which` says whether it is a whole one."""
    if "," in value and which == "whole":  # As lists write it: Taylor, Emma
        family, _, given = value.partition(",")
        if folded(given) not in _AFTER:
            value = f"{given} {family}"
    words = [word for word in folded(value).split() if word not in _AFTER]
    while words and words[0] in _TITLES:
        words = words[1:]
    if which == "family":
        return "", "".join(words)
    if which == "first":
        return (words[0] if words else ""), ""
    return (words[0] if words else ""), (words[-1] if len(words) > 1 else "")


def is_known_pair(one: str, other: str) -> bool:
    """Whether these are spellings or short forms of one name."""
    return not _SETS.get(one, set()).isdisjoint(_SETS.get(other, ()))


def stem(form: str) -> str:
    """One form for all that are surely the same: the first of its spellings, if it is of one name only."""
    found = _SETS.get(form, set())
    return _KNOWN[min(found)][0] if len(found) == 1 else form
