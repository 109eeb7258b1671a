"""Words that look like no question: the knowledge first, then what they look like."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.errands import ERRANDS, OPENERS
from actions.human import OF_THE_QUEUE
from actions.knowledge_first import KnowledgeFirst
from actions.phrases import Phrases, phrases, steps_back
from actions.put_right import said_and_denied
from bot.terms import is_lonely

ROOT = Path(__file__).resolve().parents[2]


class Knowledge:
    """Is sure of one text, and may mean another (the interface of `ActionAnswer`)."""

    def __init__(self, sure_of: str, may_mean: str = "") -> None:
        self.sure_of, self.may_mean = sure_of, may_mean
        self.asked: list[str] = []

    def surely(
        self,
        text: str,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        *,
        alone: bool = False,
    ) -> list[dict[str, Any]] | None:
        self.asked.append(text)
        if text != self.sure_of and (alone or text != self.may_mean):
            return None
        dispatcher.utter_message(text="answered")
        return []

    def answer(
        self, text: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[dict[str, Any]]:
        dispatcher.utter_message(text="owned up")
        return []


class Errand(Action):
    """The action that the words look like."""

    def __init__(self, name: str) -> None:
        self._name = name

    def name(self) -> str:
        return self._name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        dispatcher.utter_message(text="errand")
        return []


@pytest.mark.parametrize(
    ("action", "intent", "text", "said", "looked_up"),
    [
        ("action_chat", "abuse", "东街垃圾没人收", "answered", True),
        ("action_chat", "abuse", "你是机器人吧,真笨", "errand", False),
        ("action_chat", "abuse", "真是白来一趟", "errand", True),
        ("action_chat", "thank", "谢谢", "errand", False),
        ("action_chat", "thank", "好的谢谢啊", "errand", False),
        ("action_chat", "thank", "收到法院传票短信", "owned up", True),
        ("action_chat", "abuse", "/abuse", "errand", False),
        ("action_stop", "stop", "停水", "owned up", True),
        ("action_stop", "stop", "我不想填了,退出", "errand", False),
        ("action_step_back", "step_back", "退休", "owned up", True),
        ("action_begin_enterprise_form", "match_policies", "东街垃圾没人收", "answered", True),
        ("action_begin_enterprise_form", "match_policies", "我公司能领什么", "errand", False),
        ("action_begin_enterprise_form", "match_policies", "开公司", "owned up", True),
    ],
)
def test_the_knowledge_comes_first_where_nothing_else_is_meant(
    action: str, intent: str, text: str, said: str, looked_up: bool
) -> None:
    knowledge = Knowledge("东街垃圾没人收")
    messages = held(action, intent, text, knowledge)
    assert messages == [said]
    assert bool(knowledge.asked) is looked_up


def test_where_a_form_is_at_hand_the_knowledge_must_be_sure() -> None:
    knowledge = Knowledge("停水", may_mean="我不想再搞下去了")
    form = {"name": "message_form"}
    assert held("action_stop", "stop", "停水", knowledge, form) == ["answered"]
    assert held("action_stop", "stop", "我不想再搞下去了", knowledge, form) == ["errand"]
    assert held("action_stop", "stop", "我不想再搞下去了", knowledge) == ["answered"]


def held(
    action: str, intent: str, text: str, knowledge: Knowledge, form: dict[str, str] | None = None
) -> list[str]:
    """What is said to words that were taken for an intent, without a desk or ratings."""
    dispatcher, parts = CollectingDispatcher(), SimpleNamespace(desk=Desk())
    message = {"text": text, "intent": {"name": intent}}
    tracker = Tracker("s", {}, message, [], False, None, form or {}, "action_listen")
    first = KnowledgeFirst(Errand(action), knowledge, parts, phrases())
    asyncio.run(first.run(dispatcher, tracker, {}))
    return [message["text"] for message in dispatcher.messages]


class Desk:
    """Nobody waits at it."""

    def waits(self, conversation_id: str) -> bool:
        return False


@pytest.mark.parametrize("text", ["退休", "退税", "退货", "停水"])
def test_a_matter_is_no_step_back(text: str) -> None:
    assert not steps_back(text)


@pytest.mark.parametrize("text", ["", "上一步", "返回", "选错了", "go back"])
def test_a_step_back_is_one(text: str) -> None:
    assert steps_back(text)


def test_phrases_are_told_whole() -> None:
    known = Phrases({"stop": frozenset({"取消", "不填了"})})
    assert known.is_one("stop", "好的,取消吧")
    assert known.is_one("stop", "不填了。取消!")
    assert not known.is_one("stop", "取消低保")
    assert not known.is_one("affirm", "取消")


@pytest.mark.parametrize("text", ["我要留言", "我要投诉", "给区长写信", "i have a complaint"])
def test_a_message_without_a_matter(text: str) -> None:
    assert OPENERS.search(text)


@pytest.mark.parametrize(
    "text", ["我要投诉物业", "投诉出租车", "我要举报违建", "我要体检", "i want to report noise"]
)
def test_a_message_about_a_matter_is_answered_first(text: str) -> None:
    assert not OPENERS.search(text)


def test_whatever_is_put_behind_the_knowledge_is_an_action() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert set(ERRANDS) <= set(domain["actions"])


@pytest.mark.parametrize(
    ("text", "meant", "denied"),
    [
        ("我说的是提取，不是贷款", "提取", "贷款"),
        ("我说的是补办的身份证，不是临时的", "补办的身份证", "临时"),
        ("不是贷款，是提取", "提取", "贷款"),
        ("不是，我说的是公司", "公司", ""),
        ("不对，我是问居住证多少钱", "居住证多少钱", ""),
        ("I meant the passport, not the visa", "the passport", "visa"),
        ("不是", "", ""),
    ],
)
def test_what_is_denied_is_no_part_of_what_is_meant(text: str, meant: str, denied: str) -> None:
    assert said_and_denied(text) == (meant, denied)


@pytest.mark.parametrize(
    ("text", "lonely"),
    [
        ("我老伴走了,我一个人不知道咋办", True),
        ("我很孤单,没人跟我说话", True),
        ("i am so lonely", True),
        ("老伴走了,抚恤金怎么领", False),
        ("孤寡老人有什么补贴", False),
        ("父亲去世了房子怎么过户", False),
    ],
)
def test_loneliness_is_told_from_questions_about_it(text: str, lonely: bool) -> None:
    assert is_lonely(text) is lonely


@pytest.mark.parametrize(
    ("text", "of_it"),
    [
        ("还要等多久", True),
        ("怎么还没人", True),
        ("不要机器人", True),
        ("居住证要多久", False),
        ("退出人工", False),
    ],
)
def test_words_about_the_queue(text: str, of_it: bool) -> None:
    assert bool(OF_THE_QUEUE.search(text)) is of_it
