"""A follow-up after choices none of which was taken: 我被公司辞退了 (choices) 能领多少钱."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from itertools import pairwise

from rasa_sdk import Tracker

from actions.memory import OFFERED
from actions.several import Ask
from knowledge_base.finding import Decision, Finding, Match
from knowledge_base.follow_up import has_leant
from knowledge_base.published import PublishedEntry

LIKELY = 0.5
"""Probability from which on what both messages together come to is offered."""
RULE = "about what was offered"


def of_the_offered(
    text: str, tracker: Tracker, entry: Callable[[str], PublishedEntry | None], ask: Ask
) -> tuple[Finding, ...]:
    """What a message comes to as a follow-up on open choices; empty where it is none.

    It is asked about the topics of the choices, and together with the message that led to them,
    which it may complete. One clear answer is given; of several the citizen chooses.

    Args:
        text: the message.
        tracker: of the conversation.
        entry: looks a published entry up.
        ask: asks the knowledge a text, about a topic.
    """
    offered = (entry(each) for each in tracker.get_slot("offered") or ())
    topics = list(dict.fromkeys(each.topic for each in offered if each and each.topic))
    standing = tracker.get_slot("topic")
    if topics and standing and standing not in topics:  # what the talk is about, all the same
        topics = [*topics[: OFFERED - 1], standing]
    plain = ask(text, None)[0] if topics else None
    if plain is None or plain.decision is Decision.ANSWER:
        return ()
    named = [f for topic in _named_in(text, topics) if _is_sure_of(f := ask(text, topic)[0], topic)]
    if len(named) == 1:
        return (named[0],)
    leaning = [finding for topic in topics if has_leant(finding := ask(text, topic)[0])]
    if sure := next((f for f in leaning if _is_sure_of(f, standing)), None):
        return (sure,)
    if not leaning and plain.decision is not Decision.UNKNOWN:  # it names a matter of its own
        return ()
    if len(topics) == 1 and leaning:
        return (leaning[0],)
    before = _led_to_the_choices(tracker)
    together = ask(f"{before},{text}" if before else text, None)[0]
    together = replace(together, question=text, rule=f"{together.rule}, {RULE}")
    if together.decision is Decision.ANSWER and _is_of(together, topics):
        return (together,)
    choices = tuple(_choices(together, leaning, topics))
    return (Finding(text, Decision.CONFIRM, choices, RULE),) if choices else ()


def _named_in(text: str, topics: Collection[str]) -> Iterator[str]:
    """Topics of which a message says what tells them from others: 临时的几天能拿."""
    parts = {topic: set(map("".join, pairwise(topic))) for topic in topics}
    shared = set.intersection(*parts.values())
    return (topic for topic, own in parts.items() if any(part in text for part in own - shared))


def _is_sure_of(finding: Finding, topic: str | None) -> bool:
    """Whether a reading is an answer about a topic."""
    return finding.decision is Decision.ANSWER and finding.matches[0].entry.topic == topic


def _choices(
    together: Finding, leaning: Collection[Finding], topics: Collection[str]
) -> Iterator[Match]:
    """The best of each reading, none twice."""
    likely = together.decision is not Decision.UNKNOWN and _is_of(together, topics)
    best = [together.matches[0]] if likely and together.matches[0].probability >= LIKELY else []
    best += (finding.matches[0] for finding in leaning)
    first: dict[str, Match] = {}
    for match in best:
        first.setdefault(match.entry.id, match)
    yield from first.values()


def _is_of(finding: Finding, topics: Collection[str]) -> bool:
    return any(match.entry.topic in topics for match in finding.matches[:1])


def _led_to_the_choices(tracker: Tracker) -> str:
    """What was typed before the choices that are open."""
    typed = led = ""
    for event in tracker.events:
        text = event.get("text") or ""
        if event.get("event") == "user" and not text.startswith("/"):
            typed = text
        elif event.get("event") == "slot" and event.get("name") == "offered" and event["value"]:
            led = typed
    return led.strip().rstrip("。.?？!！")
