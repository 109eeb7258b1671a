from __future__ import annotations

import pytest

from bot.person_wish import wants_person
from bot.urgency import asks_on
from knowledge_base.text import clean


@pytest.mark.parametrize(
    "text",
    [
        *("不说了，找人工", "算了，转人工", "转接人工客服行吗", "怎么转人工？", "有客服吗", "换人"),
        *("俺不会打字，找个活人给俺说", "侬帮我寻个人来讲", "找个人摆一哈嘛", "找个能听懂话的人来"),
        *("能不能让你们领导来跟我讲", "我不要跟机器说话，我要和人说", "有没有人啊", "来个人跟我说"),
        *("我要找你们主任谈", "麻烦接线员", "i want a human"),
        *("等等 转人工", "叫你们领导来", "谁能接电话", "工作人员"),
        *("operator", "agent please", "never mind, get me a person", "I need to speak with staff"),
        *("is there a real person I can talk to", "I don't want to talk to a robot"),
        *("connect me to customer service", "can someone help me, a human being"),
    ],
)
def test_who_wants_a_person_is_known(text: str) -> None:
    assert wants_person(clean(text))


@pytest.mark.parametrize(
    "text",
    [
        *("我要投诉工作人员", "人工流产能报销吗", "客服电话多少", "你是真人吗", "转人工，不用了"),
        *("找个人照顾老人", "车位剐蹭双方火大，能请人说和", "井盖没了，快叫个人来", "不用人工"),
        *("找工作", "找律师", "要个人身份证", "我要找领导反映问题", "跟人打架怎么办"),
        *("are you a real person", "can someone else go for me", "who can I call", "help"),
        "I need a work permit for a staff member",
    ],
)
def test_who_speaks_of_persons_otherwise_wants_none(text: str) -> None:
    assert not wants_person(clean(text))


@pytest.mark.parametrize(
    "text", ["去哪里求助", "电话多少", "那我该找谁？", "where can I get help?"]
)
def test_who_asks_on_is_known(text: str) -> None:
    assert asks_on(clean(text))


@pytest.mark.parametrize("text", ["身份证去哪里办", "居住证电话多少", "谢谢", "what is the fee"])
def test_who_asks_of_a_matter_of_its_own_does_not(text: str) -> None:
    assert not asks_on(clean(text))
