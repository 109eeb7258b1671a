"""Words that look like no question: the knowledge first, then what they look like."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.human import OF_THE_QUEUE
from actions.knowledge_first import FIRST, KnowledgeFirst
from actions.put_right import said_and_denied
from bot.terms import is_lonely

ROOT = Path(__file__).resolve().parents[2]


class Knowledge:
    """Is sure of one text (the interface of `ActionAnswer`)."""

    def __init__(self, sure_of: str) -> None:
        self.sure_of = sure_of
        self.asked: list[str] = []

    def surely(
        self, text: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[dict[str, Any]] | None:
        self.asked.append(text)
        if text != self.sure_of:
            return None
        dispatcher.utter_message(text="answered")
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
    ("action", "text", "said", "looked_up"),
    [
        ("action_chat", "东街垃圾没人收", "answered", True),
        ("action_chat", "你是机器人吧，真笨", "errand", False),
        ("action_chat", "真是白来一趟", "errand", True),
        ("action_chat", "谢谢", "errand", False),
        ("action_chat", "/abuse", "errand", False),
        ("action_begin_enterprise_form", "东街垃圾没人收", "answered", True),
        ("action_begin_enterprise_form", "我公司能领什么", "errand", False),
    ],
)
def test_the_knowledge_comes_first_where_it_is_sure(
    action: str, text: str, said: str, looked_up: bool
) -> None:
    knowledge = Knowledge("东街垃圾没人收")
    dispatcher = CollectingDispatcher()
    tracker = Tracker("s", {}, {"text": text}, [], False, None, {}, "action_listen")
    first = KnowledgeFirst(Errand(action), knowledge)  # type: ignore[arg-type]
    asyncio.run(first.run(dispatcher, tracker, {}))
    assert [message["text"] for message in dispatcher.messages] == [said]
    assert bool(knowledge.asked) is looked_up


def test_whatever_is_put_behind_the_knowledge_is_an_action() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert set(FIRST) <= set(domain["actions"])


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
