"""The languages that people here work in."""

ENGLISH, THAI, CHINESE = "en", "th", "zh-hans"

LANGUAGES: tuple[tuple[str, str], ...] = ((ENGLISH, "English"), (THAI, "ไทย"), (CHINESE, "简体中文"))
