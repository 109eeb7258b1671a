"""Ways on where words name no matter that can be answered.

Somebody says who they are (我是外地的), asks what there is for people (个人能享受什么补贴), says
one vague word (补贴), or asks whether what was spoken of holds for them (老大2024年出生的能领吗).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from rasa_sdk import Tracker

from actions.tracking import language_of
from bot.turns import Choice, ChoicesBlock, Language, Say
from knowledge_base.answering import Decision, Finding, Match
from knowledge_base.finding import names_topic
from knowledge_base.lookup import Lookup
from knowledge_base.lookup.options import is_question
from knowledge_base.models import Aspect
from knowledge_base.published import today
from knowledge_base.text import clean

MAX_STAGES, MAX_OFFERED = 3, 3
"""Stages of life and entries that are offered."""
LONGEST_WORD, LONGEST_ENGLISH_WORD = 4, 12
"""Characters of one vague word."""
LONGEST_ACCOUNT, LONGEST_DOUBT = 24, 30
"""Characters of a sentence that only says who one is, and of one that asks whether one may."""
OLD, GROWN = 50, 18
"""Ages from which a life is about retirement, and below which it is about school."""

POLICIES = "match_policies"
"""The choice of the policies for enterprises."""

OF_BENEFITS = ("birth", "work", "home", "hardship", "retire")
"""Stages of life in which most is paid."""

_WHO = re.compile(
    r"^(?:那|我说了)?(?:我|俺|咱|本人|家里|爸|妈|孩子|老大|老二|老公|老婆)"
    r"|^(?:就|只)?有(?:一|两|几)?个?(?:儿子|女儿|孩子|老人|房|车)"
    r"|^(?:i am|i'm|im|we are|my)\b"
)
_IN_NUMBERS = re.compile(r"(?<!\d)(\d{1,3})(?:多?岁|周岁|了|$| years)")
_DIGITS = "一二三四五六七八九"
_IN_TENS = re.compile(rf"(?<![{_DIGITS}])([{_DIGITS[1:]}])十[{_DIGITS}几来多]*(?:周?岁|了|$)")
_WANTS = re.compile(
    r"想|要|怎|咋|办|申请|查|问|投诉|举报|找|帮|丢|补|换|转|取|领|交|报|开证|谢|好的|没用|生气"
    r"|\b(?:want|need|how|apply|get|renew|lost|angry|looking)\b"
)
_BROAD = re.compile(
    r"(?:什么|哪些|啥|哪种).{0,4}(?:补贴|补助|政策|优惠|福利|津贴|待遇|好处|钱)"
    r"|(?:补贴|补助|优惠|福利|津贴|政策)(?:有|都有)?(?:什么|哪些|啥)"
    r"|what (?:benefits?|subsid|allowances?|support|policies)"
)
_FIRM = re.compile(r"公司|企业|工?厂|门店|小店|店铺|个体户|company|business|\bshop\b")
"""Speaks of a firm: its policies come first."""
_MAY = re.compile(
    r"(?:能不能|可不可以|可以|能|算不算|算|符不符合|符合|够不够)"
    r".{0,3}(?:申请|申领|领|享受|办|报|拿|补|租|资格|条件|要求)[^怎咋哪几多什啥]{0,5}$"
    r"|有(?:没有)?.{0,3}(?:资格|条件|要求)[^怎咋哪几多什啥]{0,5}$"
    r"|^(?:那)?(?:有(?:什么|啥))?(?:条件|资格|要求)(?:呢|是什么|有哪些)?$"
    r"|^(?:那)?(?:我|俺|爸|妈|孩子|老).{1,15}(?:可以|能|行|符合|够|算)(?:吗|么|不|嘛|吧)$"
)

_FULFILS = re.compile(
    r"^(?:那)?(?:我|俺|咱|家里|爸|妈|孩子|老).{0,12}[\d一二两三四五六七八九十百千万]+(?P<then>.{0,6}"
    r"(?:能不能|可不可以|可以|能)(?:申请|申领|办理?|领|享受|报)(?:吗|么|不|嘛|吧)?)$"
)
"""Says what one has, and asks whether that will do, of a thing it does not name again."""

_WHEN = re.compile(
    r"周[一二三四五六日末]|星期|礼拜|双休|节假日|中午|晚上|早上|今天|明天|后天|几点|网上|线上|手机"
)
"""Asks when or how, not whether."""


@dataclass(frozen=True, slots=True)
class Menus:
    """Menus to go on with."""

    block: ChoicesBlock
    """The menus."""
    beside: bool
    """Whether what was found is worth showing as well."""


class WaysOn:
    """Finds them."""

    def __init__(
        self,
        ask: Callable[[str, Tracker], tuple[Finding, ...]],
        lookup: Lookup,
        say: Say,
    ) -> None:
        """Ask the knowledge by `ask`; word what is offered by `say`."""
        self._ask = ask
        self._lookup = lookup
        self._say = say

    def conditions(
        self, text: str, findings: Sequence[Finding], tracker: Tracker
    ) -> Finding | None:
        """The conditions of what was spoken of, where it is asked whether one fulfils them.

        Args:
            text: what was said.
            findings: what it came to by itself.
            tracker: of the conversation.
        """
        topic, asked = tracker.get_slot("topic"), clean(text)
        has = _FULFILS.search(asked.rstrip("?？。! "))
        if not topic or len(asked) > LONGEST_DOUBT or not (_is_open(findings) or has):
            return None
        if _WHEN.search(asked):
            return None
        if not _MAY.search(asked.rstrip("?？。! ")) and not _is_account(asked):
            return None
        others = [m.entry.topic for m in findings[0].matches if m.entry.topic != topic]
        if names_topic(has["then"] if has else asked, others):
            return None
        for match in self._ask(f"{topic}需要什么条件", tracker)[0].matches:
            entry = match.entry
            about = entry.topic == topic or clean(topic) in clean(entry.topic or "")
            if about and entry.aspect is Aspect.CONDITIONS and entry.valid_on(today()):
                rule = f"whether one may, about {topic}"
                return Finding(asked, Decision.ANSWER, (Match(entry, match.probability),), rule)
        return None

    def named_by(self, text: str, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """Findings of one vague word: what the knowledge has that says it, as a choice."""
        word = clean(text)
        if not _is_one_word(word) or findings[0].decision is not Decision.UNKNOWN:
            return tuple(findings)
        saying: dict[str | None, Match] = {}
        is_known = any(self._said(word))
        for match in findings[0].matches:
            entry = match.entry
            if (is_known or word in clean(entry.question)) and entry.valid_on(today()):
                saying.setdefault(entry.topic, match)
        if not saying:
            return tuple(findings)
        matches = tuple(saying.values())[:MAX_OFFERED]
        return (replace(findings[0], decision=Decision.CONFIRM, matches=matches, rule="one word"),)

    def menus(self, text: str, findings: Sequence[Finding], tracker: Tracker) -> Menus | None:
        """Menus to go on with, where no answer is sure; None where others serve better.

        Args:
            text: what was said.
            findings: what it came to.
            tracker: of the conversation.
        """
        said, language = clean(text), language_of(tracker)
        stages = tuple(self._stages(_BROAD.sub("", said), language))
        found = bool(stages) and findings[0].decision is Decision.CONFIRM
        if not _is_open(findings):
            return None
        if self._says_who(said) or _BROAD.search(said):
            others = (("utter_menu_person", "menu:person"), ("utter_menu_policies", POLICIES))
            ways = [Choice(self._say(name, language), value) for name, value in others]
            broad = _BROAD.search(said) is not None
            if broad and _FIRM.search(said):
                stages, ways = (), ways[::-1]
            elif broad and not stages:
                stages = tuple(self._labelled(OF_BENEFITS, language))
            prompt = self._say("utter_ways_broad" if broad else "utter_ways_who", language)
            return Menus(ChoicesBlock((*stages, *ways), prompt), found)
        if not stages or not _is_one_word(said):
            return None
        return Menus(ChoicesBlock(stages, self._say("utter_ways_word", language)), found)

    def _says_who(self, said: str) -> bool:
        return _is_account(said) and (bool(_ages(said)) or any(self._said(said)))

    def _said(self, said: str) -> Iterator[str]:
        """Codes of the stages that a text speaks of."""
        ages = _ages(said)
        for stage in self._lookup.life_stages:
            of_age = (stage.code == "retire" and any(age >= OLD for age in ages)) or (
                stage.code == "school" and any(age < GROWN for age in ages)
            )
            if of_age or stage.is_said_in(said):
                yield stage.code

    def _stages(self, said: str, language: Language) -> Iterator[Choice]:
        yield from self._labelled(list(self._said(said))[:MAX_STAGES], language)

    def _labelled(self, codes: Collection[str], language: Language) -> Iterator[Choice]:
        for stage in self._lookup.life_stages:
            if stage.code in codes:
                label = stage.en if language == "en" else stage.zh
                yield Choice(label, f"menu:stage:{stage.code}")


def _ages(said: str) -> list[int]:
    """Ages that somebody tells: 我78了, 今年七十多岁; of those in words only the tens."""
    tens = [10 * (_DIGITS.index(digit) + 1) for digit in _IN_TENS.findall(said)]
    return [*(int(number) for number in _IN_NUMBERS.findall(said)), *tens]


def _is_account(said: str) -> bool:
    """Whether a sentence only says who one is, or what one has."""
    longest = LONGEST_ACCOUNT * (3 if said.isascii() else 1)
    if len(said) > longest or is_question(said) or _WANTS.search(said):
        return False
    return _WHO.search(said) is not None


def _is_open(findings: Sequence[Finding]) -> bool:
    """Whether no answer is sure."""
    return len(findings) == 1 and findings[0].decision in (Decision.CONFIRM, Decision.UNKNOWN)


def _is_one_word(said: str) -> bool:
    word = said.strip(" ?？。.!！")
    if word.isascii():
        return word.isalpha() and len(word) <= LONGEST_ENGLISH_WORD
    return len(word) <= LONGEST_WORD and not is_question(word)
