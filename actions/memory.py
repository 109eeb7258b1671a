"""What a conversation remembers of what was found: topic, last answer, and what else there was."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.tracking import Events
from knowledge_base.answering import Decision, Finding

OFFERED = 3
"""Entries offered at a time."""


def remembered(finding: Finding, tracker: Tracker) -> Events:
    """Events that change the slots `topic`, `last_entry`, `offered` and `more`.

    An answer makes its subject the topic; a choice that is open leaves the topic as it was.
    """
    ids = [match.entry.id for match in finding.matches]
    new: dict[str, Any] = {"offered": None, "more": ids[1:] or None}
    if finding.decision is Decision.CONFIRM:
        new.update(offered=ids[:OFFERED], more=ids[OFFERED:] or None)
    elif finding.decision in (Decision.ANSWER, Decision.ANSWER_EXPIRED) and ids:
        new.update(last_entry=ids[0], topic=finding.matches[0].entry.topic)
    return [SlotSet(key, value) for key, value in new.items() if tracker.get_slot(key) != value]
