"""Which policies an enterprise can have, a few at a time: what is met, what is not, what next."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.enterprise import ASKED, SHOWN, ActionBeginEnterprise, EnterpriseForm, attributes
from actions.forms import emptied
from actions.parts import Parts
from actions.pausing import begin
from actions.tracking import Events, language_of
from actions.utterances import utter_blocks
from bot.turns import (
    Block,
    CardBlock,
    Choice,
    ChoicesBlock,
    CitationBlock,
    Language,
    NoticeBlock,
    Say,
)
from casework.enterprise import NUMERIC, read_enterprise
from casework.policy_match import Advice, ConditionResult, PolicyMatch, Verdict, matches
from knowledge_base.database import Database
from knowledge_base.lookup.policies import PolicyFacts, policy_facts
from knowledge_base.published import today

AT_A_TIME = 3
"""Policies shown with one reply."""
_BENEFITS = {"标准": "utter_label_standard", "受理": "utter_label_apply", "咨询": "utter_label_ask"}
_VERDICTS = {
    Verdict.MET: "utter_verdict_met",
    Verdict.UNKNOWN: "utter_verdict_unknown",
    Verdict.UNMET: "utter_verdict_unmet",
}
_CONDITIONS = {
    Verdict.MET: "utter_conditions_met",
    Verdict.UNKNOWN: "utter_conditions_unknown",
    Verdict.UNMET: "utter_conditions_unmet",
}
_ADVICE = {
    Advice.TELL_US: "utter_advice_tell_us",
    Advice.ASK_BODY: "utter_advice_ask_body",
    Advice.WAIT: "utter_advice_wait",
    Advice.RAISE: "utter_advice_raise",
    Advice.OBTAIN: "utter_advice_obtain",
    Advice.REPAIR_CREDIT: "utter_advice_repair_credit",
    Advice.REGISTER_HERE: "utter_advice_register_here",
    Advice.NOT_FOR_YOU: "utter_advice_not_for_you",
}

Pair = tuple[PolicyMatch, PolicyFacts]


class Matched:
    """Policies in force that a published entry speaks for, against an enterprise."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __call__(self, given: dict[str, str]) -> list[Pair]:
        """Best first."""
        with self._database.read() as session:
            found = matches(session, read_enterprise(given, today()), today())
            facts = policy_facts(session, (each.policy_id for each in found))
        return [(each, facts[each.policy_id]) for each in found if each.policy_id in facts]


class Cards:
    """Puts matches into words."""

    def __init__(self, say: Say, language: Language) -> None:
        self._say = say
        self._language = language

    def text(self, name: str, **values: object) -> str:
        """A response in the reader's language."""
        return self._say(name, self._language, **values)

    def blocks(self, pair: Pair) -> tuple[Block, ...]:
        """A card of one policy, and where it comes from."""
        match, facts = pair
        rows = [(self.text("utter_label_verdict"), self.text(_VERDICTS[match.verdict]))]
        rows += [
            (self.text(_CONDITIONS[verdict]), "；".join(said))
            for verdict in (Verdict.MET, Verdict.UNKNOWN, Verdict.UNMET)
            if (said := self._conditions(match, verdict))
        ]
        rows += [
            (self.text(label), str(match.benefits[key]))
            for key, label in _BENEFITS.items()
            if match.benefits.get(key)
        ]
        if match.automatic:
            rows.append((self.text("utter_label_automatic"), self.text("utter_automatic")))
        citation = CitationBlock(
            facts.title, facts.document_number, issuer=facts.issuer, url=facts.url
        )
        return CardBlock(match.title, tuple(rows)), citation

    def _conditions(self, match: PolicyMatch, verdict: Verdict) -> list[str]:
        return [
            each.text + self._advice(each) for each in match.conditions if each.verdict is verdict
        ]

    def _advice(self, condition: ConditionResult) -> str:
        response = _ADVICE.get(condition.advice)
        if response is None:
            return ""
        gap = f"{condition.gap:g}{NUMERIC.get(condition.attribute, '')}" if condition.gap else ""
        wanted = "、".join(condition.wanted)
        return self.text(response, gap=gap, wanted=wanted, attribute=condition.attribute)


def _count(found: Iterable[Pair]) -> Counter[Verdict]:
    return Counter(match.verdict for match, _ in found)


class ActionShowMatches(Action):
    """Shows the policies that fit best, once the questions are over."""

    def __init__(self, matched: Matched, say: Say) -> None:
        self._matched = matched
        self._say = say

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_show_matches"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Say how many fit, and show the first few."""
        given = attributes(tracker)
        if not given:
            dispatcher.utter_message(response="utter_enterprise_nothing_said")
            return emptied(EnterpriseForm)
        found = await asyncio.to_thread(self._matched, given)
        count = _count(found)
        dispatcher.utter_message(
            response="utter_matches",
            met=count[Verdict.MET],
            unknown=count[Verdict.UNKNOWN],
            unmet=count[Verdict.UNMET],
        )
        asked_anew = [SlotSet(slot, None) for slot in ASKED]
        return [*asked_anew, *self._show(dispatcher, tracker, found, 0)]

    def _show(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, found: list[Pair], start: int
    ) -> Events:
        language = language_of(tracker)
        cards = Cards(self._say, language)
        page = found[start : start + AT_A_TIME]
        blocks = [block for pair in page for block in cards.blocks(pair)]
        if page and language == "en":
            blocks.insert(0, NoticeBlock(cards.text("utter_only_chinese")))
        choices = [Choice(f"《{facts.title}》", f"choose:{facts.entry_id}") for _, facts in page]
        end = start + len(page)
        if end < len(found):
            choices.append(Choice(cards.text("utter_choice_more"), "match_more"))
        choices.append(Choice(cards.text("utter_choice_subscribe"), "subscribe"))
        choices.append(Choice(cards.text("utter_choice_anew"), "match_policies"))
        utter_blocks(dispatcher, *blocks, ChoicesBlock(tuple(choices)))
        return [SlotSet(SHOWN, end), SlotSet("offered", [facts.entry_id for _, facts in page])]


class ActionMoreMatches(ActionShowMatches):
    """Shows the next few."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_more_matches"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Go on where the last list ended; begin with the questions where there was none."""
        given, shown = attributes(tracker), tracker.get_slot(SHOWN)
        if not given or shown is None:
            return begin(EnterpriseForm.form, tracker)
        found = await asyncio.to_thread(self._matched, given)
        if int(shown) >= len(found):
            dispatcher.utter_message(response="utter_no_more_matches")
            return []
        return self._show(dispatcher, tracker, found, int(shown))


def enterprise_actions(parts: Parts) -> list[Action]:
    """All actions of this journey."""
    database = parts.office.database
    matched = Matched(database)
    return [
        ActionBeginEnterprise(),
        EnterpriseForm(database),
        ActionShowMatches(matched, parts.say),
        ActionMoreMatches(matched, parts.say),
    ]
