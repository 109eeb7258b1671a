from __future__ import annotations

import pytest

from knowledge_base.leaning import tells
from knowledge_base.models import Aspect


@pytest.mark.parametrize(
    ("answer", "aspect", "told"),
    [
        ("65岁以上市内公交免费。", Aspect.DURATION, False),
        ("65岁以上市内公交免费。", Aspect.FEE, True),
        ("承诺5个工作日内办结。", Aspect.DURATION, True),
        ("窗口当场办好。", Aspect.DURATION, True),
        ("On the spot at the window.", Aspect.DURATION, True),
        ("到窗口办。", Aspect.PHONE, False),
        ("打12345。", Aspect.PHONE, True),
        ("带身份证到窗口办。", Aspect.CHANNEL, False),
        ("带身份证到窗口办。", Aspect.MATERIALS, True),
    ],
)
def test_an_answer_shows_what_it_tells(answer: str, aspect: Aspect, told: bool) -> None:
    assert tells(answer, aspect) is told
