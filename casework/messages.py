"""Messages to an organisation (留言、投诉、建议): written now, answered later."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.announcements import announce, conversation, organisation
from casework.errors import AccessRefused, InvalidInput, OnlyOnce, UnknownCase
from casework.message_forms import MessageReceipt, MessageView, NewMessage
from casework.models import CitizenMessage, MessageKind, MessageState
from casework.occasions import Occasion
from casework.own import OwnCase
from casework.seals import new_secret
from casework.storing import next_number, writing
from casework.texts import checked_line, required_text
from casework.transitions import TransitionTable
from casework.working_days import WorkingCalendar
from knowledge_base.models import Organisation

REGISTER = "LY"
"""Register of messages; numbers run within a year: LY-2026-00017."""
ANSWER_DAYS = {
    MessageKind.QUESTION: 5,
    MessageKind.SUGGESTION: 15,
    MessageKind.COMPLAINT: 15,
}
"""Working days for the answer **[assumed]**."""


class MessageAct(StrEnum):
    """What may be done with a message."""

    TRANSFER = "transfer"
    ANSWER = "answer"
    FOLLOW_UP = "follow_up"
    WITHDRAW = "withdraw"
    CLOSE = "close"


MESSAGES: TransitionTable[MessageState, MessageAct] = TransitionTable(
    start=MessageState.OPEN,
    moves={
        (MessageState.OPEN, MessageAct.TRANSFER): MessageState.OPEN,
        (MessageState.OPEN, MessageAct.ANSWER): MessageState.ANSWERED,
        (MessageState.OPEN, MessageAct.WITHDRAW): MessageState.WITHDRAWN,
        (MessageState.ANSWERED, MessageAct.ANSWER): MessageState.ANSWERED,
        (MessageState.ANSWERED, MessageAct.FOLLOW_UP): MessageState.OPEN,
        (MessageState.OPEN, MessageAct.CLOSE): MessageState.CLOSED,
        (MessageState.ANSWERED, MessageAct.CLOSE): MessageState.CLOSED,
    },
)


def leave(occasion: Occasion, new: NewMessage) -> MessageReceipt:
    """Take a message.

    Raises:
        InvalidInput: the text is empty, too long or unreadable.
        UnknownCase: no organisation has this code.
    """
    text = required_text("text", new.text)
    contact = checked_line("contact", new.contact)
    _organisation(occasion, new.organisation_code)
    token, seal, days = new_secret(), occasion.seal, ANSWER_DAYS[new.kind]
    due = occasion.calendar.deadline(occasion.on, days)
    with writing(occasion.session):
        number = next_number(occasion.session, REGISTER, occasion.on.year)
        message = CitizenMessage(
            number=number,
            token_fingerprint=seal.fingerprint(token),
            organisation_code=new.organisation_code,
            kind=new.kind,
            state=MESSAGES.start,
            conversation_id=new.conversation_id,
            language=new.language,
            text_sealed=seal.close(text, _place(number, "text")),
            contact_sealed=seal.close(contact, _place(number, "contact")) if contact else None,
            asked_at=occasion.at,
            clock_from=occasion.on,
            days=days,
            due_on=due.on,
            provisional=due.provisional,
        )
        occasion.session.add(message)
        _note(occasion, message, "leave")
        _tell_organisation(occasion, message, "message_left")
    return MessageReceipt(number, token, due.on, due.provisional)


def read(occasion: Occasion, token: str | OwnCase) -> MessageView:
    """A message and its answer, for whoever holds its token or left it in this conversation.

    Raises:
        AccessRefused: the token opens nothing.
    """
    return _view(occasion, _held(occasion, token))


def read_as_staff(occasion: Occasion, number: str) -> MessageView:
    """A message and its answer, for the organisation; that somebody looked is on record.

    Raises:
        UnknownCase: no message has this number.
    """
    message = _find(occasion, number)
    _note(occasion, message, "open_message")
    return _view(occasion, message)


def answer(occasion: Occasion, number: str, text: str) -> CitizenMessage:
    """Answer a message, or amend the answer; its writer is told.

    Raises:
        WrongState: it was withdrawn.
        InvalidInput: the answer is empty, too long or unreadable.
    """
    text = required_text("answer", text)
    with writing(occasion.session):
        message = _moved(occasion, _find(occasion, number), MessageAct.ANSWER)
        _say(occasion, message, text)
    return message


def close(occasion: Occasion, number: str, reason: str = "") -> CitizenMessage:
    """End a message: once answered, or unanswered with a reason that its writer reads.

    Raises:
        WrongState: it has ended.
        InvalidInput: it is not answered and no reason is given, or the reason is unreadable.
    """
    with writing(occasion.session):
        message = _find(occasion, number)
        unanswered = message.state is MessageState.OPEN
        _moved(occasion, message, MessageAct.CLOSE, answered=not unanswered)
        if unanswered:
            _say(occasion, message, required_text("reason", reason))
    return message


def _say(occasion: Occasion, message: CitizenMessage, text: str) -> None:
    """Seal what the writer is answered, and tell them that it is there."""
    message.answer_sealed = occasion.seal.close(text, _place(message.number, "answer"))
    message.answered_at, message.answered_by = occasion.at, occasion.actor
    if message.conversation_id:
        announce(
            occasion.session,
            conversation(message.conversation_id),
            "message_answered",
            _subject(message),
            {"number": message.number},
            at=occasion.at,
        )


def transfer(occasion: Occasion, number: str, organisation_code: str) -> CitizenMessage:
    """Send a message on to the organisation it belongs to; the time for the answer goes on.

    Raises:
        InvalidInput: it is there already.
        UnknownCase: no organisation has this code.
    """
    _organisation(occasion, organisation_code)
    with writing(occasion.session):
        message = _find(occasion, number)
        if message.organisation_code == organisation_code:
            raise InvalidInput("organisation_code", "already_there")
        _moved(occasion, message, MessageAct.TRANSFER, to=organisation_code)
        message.organisation_code = organisation_code
        _tell_organisation(occasion, message, "message_transferred")
    return message


def follow_up(occasion: Occasion, token: str | OwnCase, text: str) -> CitizenMessage:
    """The answer does not help: ask again, once; the time for the answer starts anew.

    Raises:
        AccessRefused: the token opens nothing.
        OnlyOnce: it was asked again before.
    """
    with writing(occasion.session):
        message = _held(occasion, token)
        if message.followed_up:
            raise OnlyOnce("it was asked again before")
        before = occasion.seal.open(message.text_sealed, _place(message.number, "text"))
        both = required_text("text", f"{before}\n\n{required_text('text', text)}")
        _moved(occasion, message, MessageAct.FOLLOW_UP)
        message.text_sealed = occasion.seal.close(both, _place(message.number, "text"))
        message.followed_up, message.clock_from = True, occasion.on
        due = occasion.calendar.deadline(occasion.on, message.days)
        message.due_on, message.provisional = due.on, due.provisional
        _tell_organisation(occasion, message, "message_followed_up")
    return message


def withdraw(occasion: Occasion, token: str | OwnCase) -> CitizenMessage:
    """The writer takes the message back before it is answered; its text is deleted.

    Raises:
        AccessRefused: the token opens nothing.
        WrongState: it is answered already.
    """
    with writing(occasion.session):
        message = _moved(occasion, _held(occasion, token), MessageAct.WITHDRAW)
        message.text_sealed, message.contact_sealed = "", None
    return message


def recompute_deadlines(session: Session, calendar: WorkingCalendar) -> list[str]:
    """Compute the deadlines of open messages anew after the calendar changed; numbers moved."""
    moved = []
    running = select(CitizenMessage).where(CitizenMessage.state == MessageState.OPEN)
    with writing(session):
        for message in session.scalars(running.order_by(CitizenMessage.number)).all():
            due = calendar.deadline(message.clock_from, message.days)
            if (due.on, due.provisional) != (message.due_on, message.provisional):
                message.due_on, message.provisional = due.on, due.provisional
                moved.append(message.number)
    return moved


def _moved(
    occasion: Occasion, message: CitizenMessage, act: MessageAct, **detail: Any
) -> CitizenMessage:
    message.state = MESSAGES.after(message.state, act)
    _note(occasion, message, act.value, state=message.state.value, **detail)
    return message


def _view(occasion: Occasion, message: CitizenMessage) -> MessageView:
    def opened(sealed: str | None, part: str) -> str | None:
        return occasion.seal.open(sealed, _place(message.number, part)) if sealed else None

    return MessageView(
        number=message.number,
        organisation_code=message.organisation_code,
        kind=message.kind,
        state=message.state,
        due_on=message.due_on,
        provisional=message.provisional,
        answered_at=message.answered_at,
        text=opened(message.text_sealed, "text") or "",
        answer=opened(message.answer_sealed, "answer"),
        contact=opened(message.contact_sealed, "contact"),
    )


def _find(occasion: Occasion, number: str) -> CitizenMessage:
    message = occasion.session.get(CitizenMessage, number)
    if message is None:
        raise UnknownCase("no message has this number")
    return message


def _held(occasion: Occasion, token: str | OwnCase) -> CitizenMessage:
    if isinstance(token, OwnCase):
        message = occasion.session.get(CitizenMessage, token.number)
        token.check(message)
    else:
        fingerprint = occasion.seal.fingerprint(token)
        held = select(CitizenMessage).where(CitizenMessage.token_fingerprint == fingerprint)
        message = occasion.session.scalars(held).first()
    if message is None:
        raise AccessRefused("the token opens nothing")
    return message


def _organisation(occasion: Occasion, code: str) -> None:
    if occasion.session.get(Organisation, code) is None:
        raise UnknownCase("no organisation has this code")


def _tell_organisation(occasion: Occasion, message: CitizenMessage, kind: str) -> None:
    audience = organisation(message.organisation_code)
    announce(occasion.session, audience, kind, _subject(message), at=occasion.at)


def _note(occasion: Occasion, message: CitizenMessage, act: str, **detail: Any) -> None:
    occasion.audit(act, _subject(message), **detail)


def _subject(message: CitizenMessage) -> str:
    return f"message:{message.number}"


def _place(number: str, part: str) -> str:
    return f"message:{number}:{part}"
