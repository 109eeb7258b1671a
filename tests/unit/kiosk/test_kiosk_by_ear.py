"""Homophones: another reading is proposed, an exact wording stays."""

from __future__ import annotations

import pytest

from knowledge_base.by_ear import reading


@pytest.mark.parametrize(
    ("heard", "wording", "read", "changed"),
    [
        ("举住正怎么办", "居住证怎么办理", "居住证怎么办", 2),
        ("我想问一下举住正到哪里办", "居住证在哪里办", "我想问一下居住证到哪里办", 2),
        ("工商认定怎么办", "工伤认定怎么办", "工伤认定怎么办", 1),
        ("失业单位招聘", "事业单位招聘", "事业单位招聘", 1),
        ("深分证丢了", "身份证丢了", "身份证丢了", 2),
        ("居住证怎么办", "居住证怎么办", "居住证怎么办", 0),
        ("工商登记", "户口迁移", "工商登记", 0),
        ("在哪里办的", "再哪里办得", "在哪里办的", 0),
        ("12345是什么", "12345热线", "12345是什么", 0),
        ("", "居住证", "", 0),
    ],
)
def test_a_reading_has_the_wordings_characters_where_they_sound_alike(
    heard: str, wording: str, read: str, changed: int
) -> None:
    found = reading(heard, wording)
    assert (found.text, found.changed) == (read, changed)
