"""Words of danger come before everything: who helps is said at once, and again while it lasts.

They are answered before the assistant, which therefore does not know what is spoken of: what is
asked on (我不想活了 · 去哪里求助 · 他才十四) is seen here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from bot.compose import Composer, Outcome
from bot.context import TurnContext
from bot.conversations.receipts import CARE
from bot.emergencies import asks
from bot.handoff_requests import HandoffRequests
from bot.terms import WordLists
from bot.turns import AnswerStatus
from bot.without_assistant import ask
from casework.latest import Latest
from knowledge_base.answering import Answering, Decision
from knowledge_base.text import clean

READ_FOR_CARE = 20_000
"""Characters looked through for words of danger, however long a text is; of signs that stand for
several (ﷺ for eighteen) so many fewer."""
STEP_CHARS = 100
"""So many are measured at a time."""
REMEMBERED = 10_000
"""Conversations of which the danger spoken of last is known."""
LASTS = 4
"""Turns for which a danger is spoken of where nothing else is known to be meant."""

_ASKS_ON = re.compile(
    r"(?:那|那么|我|我们|现在|马上|该|应该|要|能|可以|还|又|快)*"
    r"(?:(?:去|上|到|在)?哪(?:里|儿|个地方)?|找(?:谁|哪个|哪里|什么人)|跟谁|向谁|打给谁|谁|打(?:哪个|什么|多少|啥|几)(?:号码?)?"
    r"|打(?:哪个|什么|多少|啥)?电话|怎么办|咋办|怎么做|做什么|干什么|干啥|怎么求助|怎么联系|能(?:扶|动|救|碰)他?吗)"
    r"(?:能|可以|去|来|我|我们|求助|求救|帮忙|帮助|帮|救|说|找人|找|报警?|告|躲|住|打电话|办|有人|管)*(?:呢|啊|呀|吗)?"
    r"|(?:那|求助|报警|急救|救援|热线|心理|援助|他们|你们|的)*(?:电话|号码)+(?:呢|(?:是|打)*(?:多少|几号|哪个|什么)(?:啊|呀|呢)?)?"
    r"|(?:那|还有)?(?:然后|接下来)(?:呢|怎么办|咋办|做什么)?"
    r"|(?:so |and |then |but |ok )*(?:who|where|what|which number|what number)(?: else)?"
    r" (?:can|do|should|must|shall) (?:i|we)"
    r" (?:call|go|ask|do|turn to|get help|find help|dial|phone|talk to)"
    r"(?: now| next| first| for help)?"
    r"|(?:and )?(?:(?:what|which) number|what now|what next|then what|where to|who to call)"
    r"|(?:what is |what's )?(?:the |their )?(?:phone |telephone )?number(?: please)?"
    r"|(?:我|我们|要不要|该不该|是不是|要|能不能|能|可以)*(?:报警|打(?:110|119|120))(?:行|可以)?(?:吗|么|不|好不好|有用吗)"
)
_TELLS = re.compile(
    r"^(?!.*(?:想|要|怎|咋|办|申请|查|问|谢|再见|你好|投诉|举报|取消|继续|转人工|第.个)).*"
    r"(?:我|他|她|它|咱|俺|孩子|小孩|妈|爸|奶奶|爷爷|老人|老公|老婆|有人|门口|楼|屋|家里|了$|岁)"
    r"|^(?!.*(?:want|need|how|thank|bye|apply|get|cancel)).*\b(?:i|i'm|he|she|they|my|me|it|there)\b"
)
"""Says more of what happens, and asks for nothing."""
_HERE = re.compile(r"躲|藏|困|在.{1,8}$|\b(?:hiding|stuck|i am in|i'm in)\b")
"""Says where one is: who hides in a lavatory asks for none."""
_PAUSES = re.compile(r"[,，。.!！?？~\s]+")
_OVER = re.compile(
    r"没事(?:儿|了|啦)|没问题了|安全了|解决了|灭了|救(?:上来|出来|下来)了|送(?:到)?医院了|找到了|脱险|警察(?:已经)?(?:来|到)了"
    r"|\b(?:safe|all good|all right|ok(?:ay)?|fine|over) now\b|\bit(?:'s| is) over\b"
)


def asks_on(text: str) -> bool:
    """Whether a cleaned text asks for no more than who helps, where, or what to do."""
    parts = [part for part in _PAUSES.split(text.lower()) if part]
    spoken = [" ".join(parts)] if text.isascii() else parts
    return bool(spoken) and all(_ASKS_ON.fullmatch(part) for part in spoken)


def tells_on(text: str) -> bool:
    """Whether a cleaned text only says more of what happens: 他才十四, 在我家门口砸门."""
    return not asks(text) and _TELLS.search(text.lower()) is not None


@dataclass(frozen=True, slots=True)
class Danger:
    """What a conversation has just spoken of."""

    response: str
    """What was said to it."""
    text: str
    """The citizen's words, cleaned."""
    lasts: int = LASTS
    """Turns for which it is still spoken of."""


class Urgency:
    """The steps of a turn that speaks of danger, or follows one that did."""

    def __init__(
        self,
        answering: Answering,
        composer: Composer,
        words: WordLists,
        handoff_requests: HandoffRequests,
        max_chars: int,
    ) -> None:
        """`max_chars`: of a text, looked through for an emergency."""
        self._answering = answering
        self._composer = composer
        self._words = words
        self._handoff_requests = handoff_requests
        self._max_chars = max_chars
        self._dangers: Latest[str, Danger] = Latest(REMEMBERED)

    async def care(self, context: TurnContext) -> Outcome | None:
        """Give the helpline where a life may be in danger, whoever else is to answer.

        Somebody at the desk may be away, or have many others: the citizen need not wait for them.
        """
        text = clean(_beginning(context.turn.text))
        if context.turn.choice is not None or not self._words.self_harm.within(text):
            return None
        return await self._spoken_of(context, Danger(CARE, text))

    async def help_now(self, context: TurnContext) -> Outcome | None:
        """Give the number to call in an emergency, whoever else is to answer; the form waits."""
        text = clean(context.turn.text[: self._max_chars])
        response = self._words.emergencies.response(text)
        if context.turn.choice is not None or response is None:
            return None
        outcome = await self._spoken_of(context, Danger(response, text))
        if not asks(text) or context.form_waits or context.for_person:
            return outcome
        return self._with_what_is_sure(outcome, context)

    async def help_on(self, context: TurnContext) -> Outcome | None:
        """Say again who helps where that is asked on, and what the knowledge is sure of."""
        danger = self._danger(context)
        text = clean(context.turn.text[: self._max_chars])
        if danger is None or context.turn.choice or context.taken or context.for_person:
            return None
        if _OVER.search(text) and not asks(text):
            self._forget(context)
            return self._composer.notice(AnswerStatus.DIALOGUE, "utter_safe", context.language)
        if asks_on(text):
            self._remember(context, replace(danger, lasts=LASTS))
            return self._said_with_more(danger, text, context)
        return self._told_on(danger, text, context) if tells_on(text) else None

    def _told_on(self, danger: Danger, text: str, context: TurnContext) -> Outcome:
        context.cleaned = text
        outcome = self._said(danger, context)
        if not _HERE.search(text):
            outcome = self._with_what_is_sure(outcome, context)
        if outcome.status is AnswerStatus.ANSWERED:
            self._forget(context)
        return outcome

    def still(self, context: TurnContext, outcome: Outcome) -> Outcome:
        """What a turn came to; who helps as well, where danger was spoken of and no answer found.

        An answer to something else ends it.
        """
        danger = self._danger(context)
        if danger is None or context.urgent:
            return outcome
        self._remember(context, replace(danger, lasts=danger.lasts - 1))
        if outcome.status is AnswerStatus.UNANSWERED_NO_MATCH:
            return self._said_with_more(danger, context.cleaned, context)
        if outcome.status is AnswerStatus.CLARIFY:
            return self._composer.joined([self._said(danger, context), outcome])
        if outcome.status is AnswerStatus.ANSWERED:
            self._forget(context)
        return outcome

    async def _spoken_of(self, context: TurnContext, danger: Danger) -> Outcome:
        context.cleaned = danger.text
        await self._handoff_requests.warn(context.turn.conversation_id)
        self._remember(context, danger)
        return self._said(danger, context)

    def _said(self, danger: Danger, context: TurnContext) -> Outcome:
        context.urgent = True
        if danger.response != CARE:
            resume = context.form_waits
            return self._composer.urgent(danger.response, context.language, resume=resume)
        outcome = self._composer.notice(AnswerStatus.DIALOGUE, CARE, context.language)
        # Who has a person already is offered none.
        return replace(outcome, blocks=outcome.blocks[:1]) if context.for_person else outcome

    def _said_with_more(self, danger: Danger, text: str, context: TurnContext) -> Outcome:
        context.cleaned = f"{danger.text},{text}"
        return self._with_what_is_sure(self._said(danger, context), context)

    def _with_what_is_sure(self, outcome: Outcome, context: TurnContext) -> Outcome:
        findings = ask(self._answering, context)
        if findings[0].decision is not Decision.ANSWER:
            return outcome
        return self._composer.joined([outcome, self._composer.found(findings, context.language)])

    def _danger(self, context: TurnContext) -> Danger | None:
        return self._dangers.get(context.turn.conversation_id or "")

    def _remember(self, context: TurnContext, danger: Danger) -> None:
        conversation_id = context.turn.conversation_id
        if conversation_id is not None and danger.lasts:
            self._dangers[conversation_id] = danger
        else:
            self._forget(context)

    def _forget(self, context: TurnContext) -> None:
        self._dangers.pop(context.turn.conversation_id or "", None)


def _beginning(text: str) -> str:
    """As much of a text as is looked through for words of danger."""
    left = READ_FOR_CARE
    for end in range(STEP_CHARS, READ_FOR_CARE + 1, STEP_CHARS):
        left -= len(unicodedata.normalize("NFKC", text[end - STEP_CHARS : end]))
        if left <= 0:
            return text[:end]
    return text[:READ_FOR_CARE]
