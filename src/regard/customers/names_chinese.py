"""Chinese names: titles away, family name first, and how both are read (simplified or traditional alike)."""

import re

from regard.customers.pinyin import pinyin

_TITLE = re.compile(r"(?:先生|女士|小姐|太太|夫人|老师|老師|经理|經理|师傅|師傅|同学|阿姨|叔叔)$")
_CALLED = re.compile(r"^(?:小|老|阿)(?=.$)")  # 小王 is a Wang, and nobody's given name.
_HAN = re.compile(r"[^\u3400-\u9fff\U00020000-\U0003ffff]")
_TWO_SIGNS = frozenset({
    "欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "东方", "東方", "皇甫", "尉迟", "尉遲", "公孙", "公孫",
    "令狐", "慕容", "司徒", "夏侯", "万俟", "长孙", "長孫", "宇文", "司空", "端木", "独孤", "獨孤", "南宫", "南宮",
})  # fmt: skip
# Read otherwise as a family name than elsewhere.
_FAMILIES = {
    "单": "shan", "單": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "區": "ou", "朴": "piao",
    "查": "zha", "盖": "ge", "蓋": "ge", "翟": "zhai", "乐": "yue", "樂": "yue", "缪": "miao", "繆": "miao",
    "员": "yun", "員": "yun", "华": "hua", "華": "hua", "冼": "xian", "任": "ren", "秘": "bi", "种": "chong",
    "那": "na", "折": "she", "黑": "he", "繁": "po", "召": "shao", "逄": "pang", "覃": "qin", "尉迟": "yuchi",
    "尉遲": "yuchi", "万俟": "moqi", "长孙": "zhangsun", "長孫": "zhangsun",
}  # fmt: skip


def parts(value: str, which: str) -> tuple[str, str]:
    """(given, family) of a name; `which` says whether it is a whole one."""
    name = _HAN.sub("", _TITLE.sub("", value.strip()))
    if which == "first":
        return name, ""
    if which == "family":
        return "", name
    if _CALLED.match(name):
        return "", name[1:]
    family = name[:2] if name[:2] in _TWO_SIGNS and len(name) > 2 else name[:1]
    return name[len(family) :], family


def sound(form: str, is_family: bool) -> str:  # noqa: FBT001 -- one signature for all scripts
    """Pinyin without tones; a family name as family names are read."""
    if is_family and form in _FAMILIES:
        return _FAMILIES[form]
    return pinyin(form)
