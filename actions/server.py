"""Runs the custom actions inside the service, for the assistant and for nobody else."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from actions.answer import ActionAnswer, ActionChoose, ActionNoneOfThese, ActionRepeat
from actions.errors import ActionRejectedError, UnknownActionError
from actions.forms import AskKept, Form
from actions.message import ActionAskMessageConfirmed, ActionSubmitMessage, MessageForm
from actions.parts import Parts
from actions.pausing import ActionResume, ActionStop, paused_by, pausing


def all_actions(parts: Parts) -> list[Action]:
    """Every custom action of domain.yml. A new one is one class and one line here and there."""
    answering, office, answers = parts.answering, parts.office, parts.answers
    forms: list[Form] = [MessageForm()]
    return [
        ActionAnswer(answering),
        ActionChoose(answering),
        ActionNoneOfThese(),
        ActionRepeat(answering),
        ActionStop(answers, {form.form: form for form in forms}),
        ActionResume(),
        *forms,
        AskKept(answers, "message_form", "message_text", field="message.text", prose=True),
        ActionAskMessageConfirmed(),
        ActionSubmitMessage(office, answers),
    ]


class ActionServer:
    """rasa_sdk's executor over a fixed set of actions."""

    def __init__(self, actions: list[Action]) -> None:
        self._executor = ActionExecutor()
        for action in actions:
            self._executor.register_action(action)

    async def run(self, call: dict[str, Any]) -> dict[str, Any]:
        """Run the action a call names.

        Args:
            call: Rasa's action call: `next_action`, `sender_id`, `tracker`.

        Returns:
            `{"events": [...], "responses": [...]}`.

        Raises:
            UnknownActionError: no such action.
            ActionRejectedError: the action declines, so that the policies try another.
        """
        call.setdefault("domain", {})
        try:
            result = await self._executor.run(call)
        except ActionNotFoundException as error:
            raise UnknownActionError(str(error)) from error
        except ActionExecutionRejection as error:
            raise ActionRejectedError(error.action_name, error.message) from error
        done = result.model_dump() if result is not None else {"events": [], "responses": []}
        form = (call["tracker"].get("active_loop") or {}).get("name")
        if form is not None and paused_by(call["next_action"], form):
            dispatcher = CollectingDispatcher()
            done["events"] += pausing(form, dispatcher)
            done["responses"] += dispatcher.messages
        return done
