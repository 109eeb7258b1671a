"""Runs the custom actions inside the service, for the assistant and for nobody else."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from actions.again import ActionRepeat, ActionShorten, ActionSpeak
from actions.answer import ActionAnswer, ActionChoose
from actions.application_lodging import application_actions
from actions.application_status import status_actions
from actions.catalog import CatalogFollowUps
from actions.chat import ActionChat, ActionSmallTalk
from actions.correction import correction_actions
from actions.errors import ActionRejectedError, UnknownActionError
from actions.forms import Form
from actions.guide import ActionBeginGuide, GuideForm
from actions.guide_question import ActionAskGuideCase, ActionGiveNotice
from actions.human import ActionHuman, ActionStopWaiting, in_queue
from actions.interruptions import Interruptions
from actions.knowledge_first import behind_knowledge
from actions.menu import ActionMenu, ActionStepBack
from actions.message_sending import message_actions
from actions.message_status import message_status_actions
from actions.nearest import (
    ActionAskNearestPlace,
    ActionBeginNearest,
    ActionShowNearest,
    NearestForm,
)
from actions.next_steps import NextSteps
from actions.others import ActionAnother, ActionNoneOfThese
from actions.parts import Parts
from actions.pausing import (
    ActionAffirm,
    ActionAnswerMeant,
    ActionResume,
    ActionStop,
    ActionTakeUp,
    goes_on,
    is_long_ago,
    lapsed,
    paused_by,
    pausing,
)
from actions.policy_cards import enterprise_actions
from actions.progress import progress_actions
from actions.put_right import ActionCorrect
from actions.rating import rating_actions
from actions.subjects import Subjects
from actions.subscription import subscription_actions
from knowledge_base.lookup.options import Options
from knowledge_base.thesaurus import load_thesaurus


def all_actions(parts: Parts) -> list[Action]:
    """Every custom action of domain.yml. A new one is one class and one line here and there."""
    answering, answers = parts.answering, parts.answers
    lookup, subjects = parts.lookup, Subjects(answering, parts.lookup)
    steps = NextSteps(lookup, parts.say)
    options = Options(load_thesaurus())
    answer = ActionAnswer(answering, steps, CatalogFollowUps(answering, lookup), lookup, options)
    guide = GuideForm(subjects, lookup, options)
    errands = errand_actions(parts, Interruptions(answer))
    human = ActionHuman(parts.desk, answers, parts.say)
    menus = ActionMenu(lookup, parts.say)
    forms = [guide, NearestForm(subjects, lookup), *(e for e in errands if isinstance(e, Form))]
    actions: list[Action] = [
        answer,
        ActionChoose(answering, steps, answer),
        ActionCorrect(answering),
        ActionAffirm(),
        ActionChat(parts.desk),
        ActionSmallTalk(),
        ActionAnother(answering),
        ActionNoneOfThese(),
        ActionRepeat(answering),
        ActionShorten(answering),
        ActionSpeak(answering, parts.say, "en"),
        ActionSpeak(answering, parts.say, "zh"),
        ActionStop(answers, {form.form: form for form in forms}, parts.desk),
        ActionResume({form.form: form for form in forms}),
        ActionTakeUp({form.form: form for form in forms}, answers),
        ActionAnswerMeant(answers, answer),
        *forms,
        *(action for action in errands if not isinstance(action, Form)),
        human,
        ActionStopWaiting(parts.desk),
        ActionBeginGuide(subjects, lookup, guide, answer, parts.say),
        ActionAskGuideCase(lookup, parts.say),
        ActionGiveNotice(lookup),
        menus,
        ActionStepBack(menus),
        ActionBeginNearest(subjects, lookup),
        ActionAskNearestPlace(lookup, parts.say),
        ActionShowNearest(lookup),
    ]
    return in_queue(behind_knowledge(actions, answer, parts), human, parts.desk)


def errand_actions(parts: Parts, interruptions: Interruptions) -> list[Action]:
    """The journeys that hand something in, or ask what became of it."""
    return [
        *message_actions(parts, interruptions),
        *message_status_actions(parts),
        *application_actions(parts, interruptions),
        *status_actions(parts),
        *correction_actions(parts),
        *enterprise_actions(parts),
        *subscription_actions(parts),
        *progress_actions(parts),
        *rating_actions(parts),
    ]


class ActionServer:
    """rasa_sdk's executor over a fixed set of actions."""

    def __init__(self, actions: list[Action]) -> None:
        self._executor = ActionExecutor()
        for action in actions:
            self._executor.register_action(action)
        self._forms = {action.form: action for action in actions if isinstance(action, Form)}

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
            dispatcher, tracker = CollectingDispatcher(), Tracker.from_dict(call["tracker"])
            if is_long_ago(tracker) and form in self._forms:
                done["events"] += lapsed(self._forms[form], dispatcher)
            elif goes_on(call["next_action"], done):
                dispatcher.utter_message(response="utter_form_goes_on")
            else:
                done["events"] += pausing(form, dispatcher, tracker)
            done["responses"] += dispatcher.messages
        return done
