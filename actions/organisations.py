"""Which body something is for: offered by likelihood, or named in the citizen's own words."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import INFORM, UNREAD
from actions.parts import Parts
from actions.tracking import Events, LatestMessage, language_of
from actions.utterances import utter_blocks
from bot.turns import Choice, ChoicesBlock, Language
from knowledge_base.answering import Decision, Finding
from knowledge_base.lookup.organisations import (
    Body,
    bodies,
    bodies_called,
    bodies_named_in,
    body,
    district_name,
)

MAX_OFFERED = 3
"""Likely bodies that are offered beside the one that takes everything."""
_LONGEST_NAME, _LONGEST_UNSURE = 30, 20
_CLAUSE = re.compile(r"[,，。;；、!！]+|(?=不是)|(?<!不)(?=是)")
_DENIES = re.compile(r"(?:不|并)(?:是|要|找|发|给|非)|别(?:给|发|找|是)|不[对管归行]|\bnot\b")
_LIKE_A_NAME = re.compile(
    r"(?:局|委|办|处|部|厅|所|站|队|院|会|中心|政府|\b(?:bureau|office|department|committee))$"
)
_TAIL = re.compile(r"(?:吧|啊|呀|呢|了|的|嘛)+$")
_LEAD = re.compile(
    r"^(?:我|就|那|还是|应该|想|要|而|是|说的|请|改|换|成|(?:发|送|交)?给|找|选|to )+"
)
_SURE = (Decision.ANSWER, Decision.CONFIRM)
_UNSURE = ("不知道", "不清楚", "不确定", "随便", "都可以", "都行", "not sure", "don't know", "any")


class Offices:
    """Finds bodies for forms. Every call reads the database."""

    def __init__(self, parts: Parts) -> None:
        self._database = parts.office.database
        self._answering = parts.answering
        self._default = parts.openness_office

    @property
    def default_code(self) -> str:
        """Code of the openness office."""
        return self._default

    def default(self) -> Body | None:
        """The openness office (政务公开办), which takes what belongs to nobody else."""
        with self._database.read() as session:
            return body(session, self._default)

    def name(self, code: str, language: Language) -> str:
        """A body's name; its code where it is gone."""
        with self._database.read() as session:
            found = body(session, code)
        return found.called(language) if found else code

    def likely(self, text: str) -> list[Body]:
        """Bodies that a text may be for: named in it, or surely in charge of what it is about."""
        with self._database.read() as session:
            known, district = bodies(session), district_name(session)
        in_charge = {_in_charge(finding) for finding in self._answering.ask(text, language="zh")}
        found = [
            *bodies_named_in(known, text, district),
            *(each for each in known if each.name in in_charge),
        ]
        unique = {each.code: each for each in found if each.code != self._default}
        return list(unique.values())[:MAX_OFFERED]

    def called(self, words: str) -> list[Body]:
        """Bodies that words name."""
        with self._database.read() as session:
            return bodies_called(bodies(session), words, district_name(session))

    def meant(self, words: str) -> list[Body]:
        """Bodies that words name and do not deny: 不是教育局，是城管局."""
        for clause in _affirmed(words):
            if found := self.called(clause) or self.called(_LEAD.sub("", clause)):
                return found
        return []

    def knows(self, code: str | None) -> bool:
        """Whether there is a body with this code."""
        with self._database.read() as session:
            return code is not None and body(session, code) is not None

    async def hear(
        self, slot: str, answer: LatestMessage, dispatcher: CollectingDispatcher, language: Language
    ) -> Mapping[str, Any] | None:
        """Read which body it is for (contract: `Form.hear`)."""
        if answer.intent == INFORM:
            if await asyncio.to_thread(self.knows, answer.value):
                return {slot: answer.value}
            dispatcher.utter_message(response="utter_choice_over")
            return {slot: None}
        said = answer.text.lower().strip()
        if not said or len(said) > _LONGEST_NAME:
            return None
        if len(said) <= _LONGEST_UNSURE and any(word in said for word in _UNSURE):
            return {slot: self._default}
        found = await asyncio.to_thread(self.meant, said)
        if len(found) == 1:
            return {slot: found[0].code}
        if found:
            choices = tuple(Choice(b.called(language), f"inform:{b.code}") for b in found[:6])
            utter_blocks(dispatcher, ChoicesBlock(choices))
            return {slot: None}
        denied = await asyncio.to_thread(self.called, said)
        is_name = _LIKE_A_NAME.search(said) or not any(map(str.isalpha, said))  # or a telephone
        if denied or is_name or answer.intent in UNREAD:
            dispatcher.utter_message(response="utter_body_unknown")
            return {slot: None}
        return None


def _affirmed(words: str) -> Iterator[str]:
    """What words say and do not deny, in clauses; the whole first, a name being one of them."""
    if _DENIES.search(words) is None:
        yield words
    clauses = (_TAIL.sub("", clause.strip()) for clause in _CLAUSE.split(words))
    yield from (clause for clause in clauses if clause and _DENIES.search(clause) is None)


def _in_charge(finding: Finding) -> str | None:
    """The organisation of the entry that answers, or of all that may; None where they differ."""
    near = finding.matches[: 1 if finding.decision is Decision.ANSWER else MAX_OFFERED]
    names = {match.entry.organisation for match in near}
    return names.pop() if finding.decision in _SURE and len(names) == 1 else None


class AskOrganisation(Action):
    """Asks whom it is for: the action `action_ask_<form>_<slot>`."""

    def __init__(
        self,
        parts: Parts,
        offices: Offices,
        form: str,
        slot: str,
        *,
        field: str,
        more: str | None = None,
    ) -> None:
        """Offer bodies that the kept answer `field` may be for.

        Args:
            parts: what actions work with.
            offices: finds bodies.
            form: the form's name.
            slot: the slot's name.
            field: what was written, such as `message.text`.
            more: what is told further here is kept as, such as `message.more`.
        """
        self._answers = parts.answers
        self._say = parts.say
        self._offices = offices
        self._subject = f"{form}_{slot}"
        self._field = field
        self._more = more

    def name(self) -> str:
        """The action's name in domain.yml."""
        return f"action_ask_{self._subject}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Offer the likely ones and the openness office; a name may be typed too."""
        if self._more:
            await asyncio.to_thread(self._answers.expect, tracker.sender_id, self._more)
        language = language_of(tracker)
        found = await asyncio.to_thread(self._likely, tracker.sender_id)
        choices = tuple(Choice(each.called(language), f"inform:{each.code}") for each in found)
        utter_blocks(dispatcher, ChoicesBlock(choices, self._say("utter_ask_body", language)))
        return []

    def _likely(self, conversation_id: str) -> list[Body]:
        text = self._answers.kept(conversation_id).get(self._field, "")
        default = self._offices.default()
        return [*self._offices.likely(text), *([default] if default else [])]
