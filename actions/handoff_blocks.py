"""What a citizen is told who wants a person: the same words in a dialogue and without one."""

from __future__ import annotations

from typing import Any

from bot.turns import Block, Choice, ChoicesBlock, Language, Say, TextBlock
from casework.frontdesk import HandoffStatus, Standing
from casework.queueing import Nobody, QueuePlace

STOP_WAITING, LEAVE_MESSAGE = "stop_waiting", "leave_message"
"""Intents of the ways on."""


_NOBODY = {
    Nobody.CLOSED: "utter_human_closed",
    Nobody.UNATTENDED: "utter_human_unattended",
    Nobody.FULL: "utter_human_full",
}


def handoff_blocks(status: HandoffStatus, say: Say, language: Language) -> tuple[Block, ...]:
    """What came of asking for a person, with the ways on.

    Args:
        status: what came of it.
        say: the domain's responses.
        language: the citizen's.
    """
    response, values = _response(status)
    text = TextBlock(say(response, language, **values))
    ways = [LEAVE_MESSAGE]
    if status.standing is Standing.TALKING:
        return (text,)
    if status.standing is not Standing.NOBODY:
        ways.insert(0, STOP_WAITING)
    labels = {
        STOP_WAITING: say("utter_label_stop_waiting", language),
        LEAVE_MESSAGE: say("utter_label_leave_message", language),
    }
    return (text, ChoicesBlock(tuple(Choice(labels[way], way) for way in ways)))


def _response(status: HandoffStatus) -> tuple[str, dict[str, Any]]:
    """The response, and what stands in its braces."""
    if status.standing is Standing.TALKING:
        return "utter_human_here", {}
    if status.place is not None:
        return _waiting(status.place)
    if status.opens_at is not None:
        opens = status.opens_at
        return "utter_human_closed_until", {
            "month": opens.month,
            "day": opens.day,
            "date": opens.date().isoformat(),
            "time": f"{opens:%H:%M}",
        }
    return _NOBODY[status.reason or Nobody.UNATTENDED], {}


def _waiting(place: QueuePlace) -> tuple[str, dict[str, Any]]:
    if place.wait_seconds is None:
        return "utter_human_waiting_open", {"position": place.position}
    if place.wait_seconds < 60:
        return "utter_human_waiting_soon", {"position": place.position}
    minutes = -(-place.wait_seconds // 60)
    return "utter_human_waiting", {"position": place.position, "minutes": minutes}
