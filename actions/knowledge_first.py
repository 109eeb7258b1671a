"""The knowledge answers before an action that is no answer to a question.

What kind of turn it is, the classifier guesses from a few words: 东街垃圾没人收 looks like abuse,
我妈80了 like a farewell, 我妈80了能领什么钱 like an enterprise's question. Where the knowledge is
sure of an answer it knows better. So what is typed and not meant as a question is first asked of
it as it stands; the intent stands where the knowledge is unsure, or where the words name the
errand itself (公司能领哪些政策). A question comes to its own action, and is looked up once as ever.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer
from actions.forms import said
from actions.memory import Events

NEVER = re.compile(r"(?!)")
FIRST: Mapping[str, re.Pattern[str]] = {
    "action_chat": re.compile(
        r"机器人|你(是|叫|能|会|的)|人工|客服|\b(you|robot|bot|questions?)\b"
    ),
    "action_small_talk": NEVER,
    "action_human": re.compile(
        r"人工|真人|客服|坐席|机器人|活人|接线|(找|转|和|跟|换|接).{0,3}人|没人"
        r"|[等排]|第几|轮到|queue|position|wait|long"
        r"|human|person|agent|someone|somebody|staff|representative|operator|connect|live"
    ),
    "action_menu": re.compile(
        r"我要(看|问|办)|公开|服务$|互动|菜单|目录|事项|menu|service|browse|see"
    ),
    "action_rate": re.compile(r"评|分$|满意|rat(e|ing)|review|feedback|stars?|satisf"),
    "action_begin_enterprise_form": re.compile(
        r"公司|企业|我们?厂|单位|店|个体|小微|高企|专精特新|业主|匹配"
        r"|compan|business|enterprise|firm|polic"
    ),
    "action_more_matches": re.compile(r"政策|polic"),
    "action_subscribe": re.compile(r"订阅|定阅|推送|subscri|polic|notif"),
    "action_unsubscribe": re.compile(r"订阅|退订|推送|subscri|polic|notif"),
    "action_app_status": re.compile(
        r"公开|申请(编号|单号|表|书)|ysq|查.{0,4}申请|我的.{0,3}申请|进度|到哪|哪一步"
        r"|disclos|request|application|information"
    ),
}
"""Action → words that name its errand; typed without them, the knowledge comes first."""
NO_WAY_ON = frozenset(("action_human", "action_menu", "action_rate", "action_app_status"))
"""Actions that serve better than a menu for whoever only says who they are."""
SHORTEST = 4
"""Characters below which words are taken for what they mostly mean: 谢谢, 你好, 不是."""


class KnowledgeFirst(Action):
    """An action of `FIRST`, behind the knowledge."""

    def __init__(self, action: Action, answer: ActionAnswer) -> None:
        """Run `action` where `answer` has none."""
        self._action = action
        self._answer = answer
        self._errand = FIRST[action.name()]

    def name(self) -> str:
        """The action's own name in domain.yml."""
        return str(self._action.name())

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Answer what was typed where the knowledge is sure; do what the action does elsewhere."""
        text = said(tracker).text
        if len(text) >= SHORTEST and not self._errand.search(text.lower()):
            events = self._answer.surely(text, dispatcher, tracker)
            if events is None and self.name() not in NO_WAY_ON:
                events = self._answer.way_on(text, dispatcher, tracker)
            if events is not None:
                return events
        events = await self._action.run(dispatcher, tracker, domain)
        return list(events or ())


def behind_knowledge(actions: list[Action], answer: ActionAnswer) -> list[Action]:
    """The actions, those of `FIRST` behind the knowledge."""
    return [KnowledgeFirst(a, answer) if a.name() in FIRST else a for a in actions]
