"""What a body's officers see at a glance: its messages (留言), each with its light."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, select

from casework.applications.codes import Light
from casework.applications.lights import Thresholds
from casework.errors import UnknownCase
from casework.models import CitizenMessage, MessageKind, MessageState
from casework.occasions import Occasion
from casework.working_days import civil_day

MAX_LISTED = 200
"""Messages listed at once."""
THRESHOLDS = Thresholds(yellow=2, red=0)
"""A message's clock is short: yellow for the last two working days, red on the last and after
**[assumed]**."""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message; nothing personal."""

    number: str
    organisation_code: str
    """The body that answers."""
    kind: MessageKind
    state: MessageState
    light: Light
    """How near the deadline is; done where no answer is awaited."""
    asked_on: date
    due_on: date
    days_left: int | None
    """Working days to it, negative where overdue; None where no answer is awaited."""
    provisional: bool
    """暂定: the day may still move."""
    answered_on: date | None
    followed_up: bool
    """Whether its writer has asked again."""


def board(
    occasion: Occasion, organisation_code: str | None = None, state: MessageState | None = None
) -> list[MessageRow]:
    """Messages, those that wait and are due first at the top; of one body or state where given."""
    wanted = select(CitizenMessage)
    if organisation_code:
        wanted = wanted.where(CitizenMessage.organisation_code == organisation_code)
    if state:
        wanted = wanted.where(CitizenMessage.state == state)
    waits = CitizenMessage.state == MessageState.OPEN
    pressing = wanted.order_by(
        case((waits, 0), else_=1),
        case((waits, CitizenMessage.due_on), else_=None),
        CitizenMessage.asked_at.desc(),
    )
    found = occasion.session.scalars(pressing.limit(MAX_LISTED))
    return [_row(occasion, each) for each in found]


def row_of(occasion: Occasion, number: str) -> MessageRow:
    """One message, without opening it.

    Raises:
        UnknownCase: no message has this number.
    """
    message = occasion.session.get(CitizenMessage, number)
    if message is None:
        raise UnknownCase("no message has this number")
    return _row(occasion, message)


def _row(occasion: Occasion, message: CitizenMessage) -> MessageRow:
    waits = message.state is MessageState.OPEN
    left = occasion.calendar.days_left(occasion.on, message.due_on) if waits else None
    return MessageRow(
        number=message.number,
        organisation_code=message.organisation_code,
        kind=message.kind,
        state=message.state,
        light=Light.DONE if left is None else THRESHOLDS.light(left),
        asked_on=civil_day(message.asked_at),
        due_on=message.due_on,
        days_left=left,
        provisional=message.provisional and waits,
        answered_on=civil_day(message.answered_at) if message.answered_at else None,
        followed_up=message.followed_up,
    )
