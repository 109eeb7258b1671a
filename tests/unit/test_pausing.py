"""A form that was left: it waits for a day and no longer."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import Form
from actions.pausing import ActionResume, is_long_ago
from actions.server import ActionServer

DAY_S = 24 * 3600.0


class LetterForm(Form):
    """A form with one slot."""

    form = "letter_form"
    slots = ("letter_text",)


class ActionOther(Action):
    """Something that is no part of the form."""

    def name(self) -> str:
        return "action_other"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        return []


def call(silence_s: float, action: str = "action_other") -> dict[str, Any]:
    """Rasa's call of an action while the form is at hand, after a silence."""
    events = [
        {"event": "action", "name": "action_listen", "timestamp": 1000.0},
        {"event": "user", "text": "/other", "timestamp": 1000.0 + silence_s},
        {"event": "slot", "name": "language", "value": "zh", "timestamp": 1000.5 + silence_s},
    ]
    tracker = {
        "sender_id": "c1",
        "slots": {"letter_text": "held", "paused": None},
        "latest_message": {},
        "active_loop": {"name": "letter_form"},
        "events": events,
    }
    return {"next_action": action, "sender_id": "c1", "tracker": tracker}


def slots(done: dict[str, Any]) -> dict[str, Any]:
    return {e["name"]: e["value"] for e in done["events"] if e["event"] == "slot"}


@pytest.fixture
def server() -> ActionServer:
    form = LetterForm()
    return ActionServer([form, ActionOther(), ActionResume({form.form: form})])


@pytest.mark.parametrize(("silence_s", "long"), [(3 * 3600.0, False), (DAY_S + 60, True)])
def test_a_day_is_long(silence_s: float, long: bool) -> None:
    assert is_long_ago(Tracker.from_dict(call(silence_s)["tracker"])) is long


def test_after_three_hours_a_form_still_waits(server: ActionServer) -> None:
    done = asyncio.run(server.run(call(3 * 3600.0)))
    assert slots(done)["paused"] == "letter_form"
    assert done["responses"][0]["response"] == "utter_offer_resume"


@pytest.mark.parametrize("action", ["action_other", "action_resume"])
def test_after_a_day_it_is_over_and_that_is_said(server: ActionServer, action: str) -> None:
    done = asyncio.run(server.run(call(DAY_S + 60, action)))
    assert slots(done)["letter_text"] is None
    assert slots(done).get("paused") is None
    assert [r["response"] for r in done["responses"]] == ["utter_form_lapsed"]
