"""Where an application stands, in plain words: a card, and what its applicant can do now."""

from __future__ import annotations

from datetime import date

from bot.turns import CardBlock, Choice, ChoicesBlock, Language, Say
from casework.applications.codes import PaperKind, ReplyKind, Step
from casework.applications.lodging import ApplicationStatus
from casework.applications.steps import ENDED

_STEPS = {
    Step.INTAKE: "utter_step_intake",
    Step.EXAMINATION: "utter_step_examination",
    Step.CORRECTION: "utter_step_correction",
    Step.PAYMENT: "utter_step_payment",
    Step.SEARCH: "utter_step_search",
    Step.SECRECY: "utter_step_secrecy",
    Step.DRAFTING: "utter_step_drafting",
    Step.APPROVAL: "utter_step_approval",
    Step.DELIVERY: "utter_step_delivery",
    Step.ARCHIVING: "utter_step_over",
    Step.ARCHIVED: "utter_step_over",
}
_REPLIES = {
    ReplyKind.ALREADY_PUBLIC: "utter_reply_already_public",
    ReplyKind.GRANTED: "utter_reply_granted",
    ReplyKind.REFUSED: "utter_reply_refused",
    ReplyKind.NONEXISTENT: "utter_reply_nonexistent",
    ReplyKind.NOT_THIS_BODY: "utter_reply_not_this_body",
    ReplyKind.REPEATED: "utter_reply_repeated",
    ReplyKind.OTHER_LAW: "utter_reply_other_law",
}
_TO_READ = frozenset(
    {
        PaperKind.CORRECTION_ASKED,
        PaperKind.REASONS_ASKED,
        PaperKind.FEE_NOTICE,
        PaperKind.EXTENSION,
        PaperKind.REPLY,
    }
)
"""What was written to the applicant."""


def latest_paper(status: ApplicationStatus) -> str | None:
    """The text last written to the applicant. Personal: shown by a marker only."""
    texts = [text for kind, _, text in status.papers if kind in _TO_READ]
    return texts[-1] if texts else None


def status_card(status: ApplicationStatus, say: Say, language: Language) -> CardBlock:
    """Step, dates and result; dates beyond the announced year say that they may move (暂定)."""

    def text(name: str) -> str:
        return say(name, language)

    def day(on: date | None) -> str:
        if on is None:
            return ""
        return say("utter_day_provisional", language, day=on) if status.provisional else f"{on}"

    facts = [
        (text("utter_label_step"), text(_STEPS[status.step])),
        (text("utter_label_received"), f"{status.received_on or ''}"),
        (text("utter_label_due"), day(status.due_on)),
        (text("utter_label_your_turn"), day(status.wait_due_on)),
        (text("utter_label_fee"), str(status.fee_yuan) if status.fee_yuan else ""),
        (
            text("utter_label_result"),
            text(_REPLIES[status.reply_kind]) if status.reply_kind else "",
        ),
        (text("utter_label_refer_to"), status.refer_to or ""),
    ]
    return CardBlock(status.number, tuple(fact for fact in facts if fact[1]))


def choices_of(status: ApplicationStatus, named: str, say: Say, language: Language) -> ChoicesBlock:
    """What the applicant can do about it now; `named` is how the choice names the case."""
    choices = []
    if status.step is Step.CORRECTION:
        choices.append(Choice(say("utter_choice_correct", language), f"correction:{named}"))
    if status.step not in ENDED:
        choices.append(Choice(say("utter_choice_withdraw", language), f"withdraw_app:{named}"))
    choices.append(Choice(say("utter_choice_other_case", language), "app_status:other"))
    return ChoicesBlock(tuple(choices))
