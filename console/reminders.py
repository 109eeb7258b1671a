"""What the openness office and the bodies have been told is due, or has come in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select

from casework.announcements import OPENNESS
from casework.models import Announcement
from knowledge_base.database import CIVIL_ZONE, Database
from knowledge_base.models import Organisation

LATEST = 20
"""Reminders shown."""
BODIES = "organisation:"
"""What the audience of one body's staff begins with."""
WORDS = {
    "application_lodged": "收到依申请公开申请",
    "applicant_overdue": "申请人逾期未补正或缴费",
    "archive": "申请办结后尚未归档",
    "calendar_missing": "需要录入下一年度放假安排",
    "confirm_receipt": "申请待确认收到日期",
    "consultation_over": "征求意见期限已过",
    "correction_window": "要求补正的期限快到了",
    "extension_asked": "延期申请等待批准",
    "message_due": "留言答复期限快到了",
    "message_followed_up": "留言人追问",
    "message_left": "收到留言",
    "message_overdue": "留言逾期未答复（督办）",
    "message_transferred": "留言转来",
    "reply_overdue": "申请逾期未答复（督办）",
    "reply_red": "申请答复亮红灯",
    "reply_yellow": "申请答复亮黄灯",
}
"""What staff read, by kind of announcement."""


@dataclass(frozen=True, slots=True)
class SentReminder:
    """One reminder as staff see it."""

    at: str
    whom: str
    text: str
    number: str
    """The case's, or the year of a calendar."""
    due_on: str


def reminders(database: Database) -> tuple[SentReminder, ...]:
    """The latest, newest first."""
    staff = or_(
        Announcement.audience == OPENNESS,
        Announcement.audience.startswith(BODIES, autoescape=True),
    )
    latest = select(Announcement).where(staff).order_by(Announcement.pk.desc()).limit(LATEST)
    with database.read() as session:
        rows = session.scalars(latest).all()
        codes = {row.audience.removeprefix(BODIES) for row in rows}
        bodies = select(Organisation.code, Organisation.name).where(Organisation.code.in_(codes))
        names = {row.code: row.name for row in session.execute(bodies)}
    return tuple(_reminder_of(row, names) for row in rows)


def _reminder_of(row: Announcement, names: dict[str, str]) -> SentReminder:
    code = row.audience.removeprefix(BODIES)
    return SentReminder(
        at=row.at.astimezone(CIVIL_ZONE).strftime("%Y-%m-%d %H:%M"),
        whom="政务公开办" if row.audience == OPENNESS else names.get(code, code),
        text=WORDS.get(row.kind, row.kind),
        number=row.subject.partition(":")[2],
        due_on=str(row.data.get("due_on") or ""),
    )
