"""What a group means, in a sentence of the reader's language."""

from __future__ import annotations

import pytest
from django.utils import translation

from regard.groups.public import read_definition
from regard.web import group_words


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "They did something: from 12 Jan 2016, until 1 Feb 2016"),
        ("th", "ได้ทำสิ่งนี้: จาก 12 ม.ค. 2016, ถึง 1 ก.พ. 2016"),
        ("zh-hans", "做过某事：从 2016年1月12日、到 2016年2月1日"),
    ],
)
def test_days_are_told_as_the_reader_writes_them(language: str, told: str) -> None:
    one = {"type": "did", "since": "2016-01-12", "until": "2016-02-01"}
    with translation.override(language):
        assert group_words.sentence(read_definition({"conditions": [one]}, from_words=True)) == told


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "They have written in: Thai"), ("th", "เคยเขียนเป็นภาษา: ไทย"), ("zh-hans", "使用过的语言：泰语")],
)
def test_what_the_condition_says_already_is_not_said_again(language: str, told: str) -> None:
    meant = read_definition({"conditions": [{"type": "writes", "language": "th"}]}, from_words=True)
    with translation.override(language):
        assert group_words.sentence(meant) == told
