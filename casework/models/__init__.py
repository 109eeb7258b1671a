"""The casework's tables. Import from here: `from casework.models import Application`."""

import knowledge_base.models  # noqa: F401 -- organisations and policies are referred to
from casework.models.address import KeptAddress
from casework.models.agent import Agent
from casework.models.announcement import Announcement
from casework.models.answer import ExpectedAnswer, KeptAnswer
from casework.models.application import Application, Consultation, Paper
from casework.models.attachment import ReplyAttachment
from casework.models.calendar import CalendarDay, CalendarYear, DayKind
from casework.models.counter import CaseCounter
from casework.models.handoff import Handoff, HandoffState
from casework.models.message import CitizenMessage, MessageKind, MessageState
from casework.models.officer import CaseOfficer, ExtensionWish
from casework.models.sign_out import SignOut
from casework.models.subscription import PolicyNews, Subscription

__all__ = [
    "Agent",
    "Announcement",
    "Application",
    "CalendarDay",
    "CalendarYear",
    "CaseCounter",
    "CaseOfficer",
    "CitizenMessage",
    "Consultation",
    "DayKind",
    "ExpectedAnswer",
    "ExtensionWish",
    "Handoff",
    "HandoffState",
    "KeptAddress",
    "KeptAnswer",
    "MessageKind",
    "MessageState",
    "Paper",
    "PolicyNews",
    "ReplyAttachment",
    "SignOut",
    "Subscription",
]
