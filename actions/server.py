"""Runs the custom actions inside the service, for the assistant and for nobody else."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from actions.answer import ActionAnswer, ActionChoose, ActionNoneOfThese, ActionRepeat
from actions.errors import ActionRejectedError, UnknownActionError
from knowledge_base.answering import Answering


def all_actions(answering: Answering) -> list[Action]:
    """Every custom action of domain.yml. A new one is one class and one line here and there."""
    return [
        ActionAnswer(answering),
        ActionChoose(answering),
        ActionNoneOfThese(),
        ActionRepeat(answering),
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
        return result.model_dump() if result is not None else {"events": [], "responses": []}
