"""Whether a form goes on after something else was said, or waits."""

from __future__ import annotations

from actions.findings import to_payload
from actions.pausing import goes_on
from knowledge_base.finding import Decision, Finding

ANSWER = {"custom": to_payload([Finding("几点开门", Decision.UNKNOWN, (), "rule")])}
MENU: dict[str, object] = {"custom": {"blocks": []}}
BEGINS = {"event": "followup", "name": "message_form"}


def test_a_form_goes_on_where_another_errand_left_the_word_to_the_knowledge() -> None:
    assert goes_on("action_human", {"events": [], "responses": [ANSWER]})
    assert goes_on("action_answer", {"events": [], "responses": []})


def test_a_form_waits_for_another_errand() -> None:
    assert not goes_on("action_human", {"events": [], "responses": [MENU]})
    assert not goes_on("action_answer", {"events": [BEGINS], "responses": [ANSWER]})
