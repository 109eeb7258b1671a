"""One of what was offered, named in words: 第一个怎么申请, 丢了的那种."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from rasa_sdk import Tracker

from actions.several import Ask
from knowledge_base.finding import Decision, Finding, Match
from knowledge_base.lookup.options import Options, is_question
from knowledge_base.lookup.tree import Option, Question
from knowledge_base.published import PublishedEntry

RULE = "one of what was offered"
"""How the findings here were come by; what was offered stays open after them."""

_PLACED = re.compile(
    r"^(?P<before>.{0,8}?|[ -~]{0,60}?)"
    r"(?:第(?P<place>[一二三123])[个项条种张款](?:政策|补贴|办法)?的?"
    r"|\bthe (?P<english>first|second|third)(?: one)?\b)[,，:： ]*(?P<rest>.*)$"
)
_PLACES = {"一": 0, "1": 0, "first": 0, "二": 1, "2": 1, "second": 1, "三": 2, "3": 2, "third": 2}
_ONE_OF_THEM = re.compile(r"的$|[这那][种个]$")
"""Ends what names one of several, and no matter of its own."""
_ASKS_SOMETHING = 2

Lookup = Callable[[str], PublishedEntry | None]


def asked_by_place(text: str, tracker: Tracker, entry: Lookup, ask: Ask) -> tuple[Finding, ...]:
    """What is asked of the one at a place in the list; empty where no place is named so.

    Args:
        text: the message.
        tracker: of the conversation.
        entry: looks a published entry up.
        ask: asks the knowledge a text, about a topic.
    """
    found = _PLACED.match(text.strip().lower())
    place = _PLACES.get(found["place"] or found["english"]) if found else None
    offered = list(_offered(tracker, entry))
    if found is None or place is None or place >= len(offered):
        return ()
    rest = found["rest"] if found["place"] else found["before"] + found["rest"]
    if len(rest.strip(" ?？。")) < _ASKS_SOMETHING:
        return ()
    named = offered[place]
    finding = ask(rest, named.topic)[0]
    if finding.decision is Decision.ANSWER and finding.matches[0].entry.topic == named.topic:
        return (replace(finding, rule=f"{finding.rule}, {RULE}"),)
    return (_of(named, text),)


def picked(text: str, tracker: Tracker, entry: Lookup, options: Options) -> tuple[Finding, ...]:
    """The one of the offered that words tell apart from the others; empty where they do not.

    Args:
        text: the message; it names no matter of its own but one of those: 结婚的, 丢了的那种.
        tracker: of the conversation.
        entry: looks a published entry up.
        options: compares words with choices.
    """
    offered = {each.id: each for each in _offered(tracker, entry)}
    if len(offered) < 2 or is_question(text) or not _ONE_OF_THEM.search(text):
        return ()
    choices = tuple(Option(e.id, e.question, (), None, None) for e in offered.values())
    meant = options.meant(Question("", "", choices), text)
    return (_of(offered[meant.code], text),) if meant else ()


def _offered(tracker: Tracker, entry: Lookup) -> Iterator[PublishedEntry]:
    return (found for each in tracker.get_slot("offered") or () if (found := entry(each)))


def _of(named: PublishedEntry, text: str) -> Finding:
    return Finding(text, Decision.ANSWER, (Match(named, 1.0),), RULE)
