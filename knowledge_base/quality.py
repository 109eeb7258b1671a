"""What is wrong with the knowledge as it stands: a list for editors to work through.

Only entries that answer are judged, and of those that have expired nothing is asked: they stay to
say that they ended.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base import published
from knowledge_base.collisions import CollisionIndex
from knowledge_base.editorial import SHORT_ANSWER_MAX, emergency_duties
from knowledge_base.editorial.wording import stages
from knowledge_base.models import Entry, EntryVersion
from knowledge_base.published import PublishedEntry, load_published

EXPIRES_SOON = timedelta(days=30)
UPDATE_AFTER = timedelta(days=365)
"""An answer nobody has touched for a year is to be read again (assumed; no rule sets it)."""
WORDS_BESIDE_LINK = 20
"""With fewer characters beside its addresses an answer only sends people away."""
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s，。；、）)》]+", re.IGNORECASE)
_POINTING = re.compile(
    r"(?:详情|详细|具体|内容|信息)?(?:请|可)?(?:参见|参阅|查看|登录|访问|点击|见|看)"
)


class FindingKind(StrEnum):
    """What may be wrong with an entry."""

    NO_SOURCE = "no_source"
    EXPIRING = "expiring"
    NEVER_HIT = "never_hit"
    CONFLICTING = "conflicting"
    TOO_LONG = "too_long"
    """Longer than a WeChat message and without a short answer."""
    BARE_LINK = "bare_link"
    OVERDUE = "overdue"
    STALE_TRANSLATION = "stale_translation"
    REVIEW_OWED = "review_owed"
    """Published in an emergency and not reviewed since."""


KIND_WORDS = {
    FindingKind.NO_SOURCE: "没有依据",
    FindingKind.EXPIRING: "即将失效",
    FindingKind.NEVER_HIT: "从未被引用",
    FindingKind.CONFLICTING: "互相冲突",
    FindingKind.TOO_LONG: "答案过长",
    FindingKind.BARE_LINK: "只有链接",
    FindingKind.OVERDUE: "久未更新",
    FindingKind.STALE_TRANSLATION: "译文过时",
    FindingKind.REVIEW_OWED: "应急发布待补审",
}
"""What editors read of each kind."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at."""

    kind: FindingKind
    entry_id: str
    question: str
    organisation: str | None
    """Name of the department whose entry it is."""
    detail: str
    """What exactly, for the editor."""


@dataclass(frozen=True, slots=True)
class QualityReport:
    """Everything found on one day."""

    day: date
    entries: int
    """Entries that answer on that day."""
    expired: int
    """Published entries that have ended."""
    findings: tuple[Finding, ...]
    """By kind, then by entry."""

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind, every kind named."""
        found = Counter(finding.kind for finding in self.findings)
        return {kind.value: found[kind] for kind in FindingKind}

    def as_json(self) -> dict[str, Any]:
        """Plain values for a file or another program."""
        return {
            "day": self.day.isoformat(),
            "entries": self.entries,
            "expired": self.expired,
            "counts": self.counts,
            "findings": [asdict(finding) for finding in self.findings],
        }


def quality_report(
    session: Session, hits: Mapping[str, int] | None = None, today: date | None = None
) -> QualityReport:
    """Look through everything that answers.

    Args:
        session: where to read; objects loaded in it before are let go.
        hits: how often each entry has been quoted; entries never hit are not judged where None.
        today: the day to judge by; today in China where None.
    """
    day = today or published.today()
    written = _written(session)
    collisions = CollisionIndex()
    collisions.follow(session)
    entries: dict[str, PublishedEntry] = {}
    expired = 0
    for entry in load_published(session):
        if entry.valid_until is None or entry.valid_until >= day:
            entries[entry.id] = entry
        else:
            expired += 1
    findings = [
        Finding(kind, entry.id, entry.question, entry.organisation, detail)
        for entry in entries.values()
        for kind, detail in _judge(entry, day, written[entry.id], hits)
    ]
    findings += _conflicts(entries, collisions)
    findings += _duties(session, entries)
    order = list(FindingKind)
    findings.sort(key=lambda f: (order.index(f.kind), f.entry_id))
    return QualityReport(day, len(entries), expired, tuple(findings))


def _written(session: Session) -> dict[str, date]:
    rows = session.execute(
        select(Entry.id, EntryVersion.created_at).join(
            EntryVersion,
            (EntryVersion.entry_id == Entry.id) & (EntryVersion.number == Entry.published_number),
        )
    )
    return {identifier: moment.date() for identifier, moment in rows}


def _judge(
    entry: PublishedEntry, day: date, written: date, hits: Mapping[str, int] | None
) -> Iterator[tuple[FindingKind, str]]:
    if not entry.sources:
        yield FindingKind.NO_SOURCE, "没有写依据"
    if entry.valid_until and entry.valid_until - day <= EXPIRES_SOON:
        yield FindingKind.EXPIRING, f"有效期到{entry.valid_until}"
    if hits is not None and not hits.get(entry.id):
        yield FindingKind.NEVER_HIT, "从未被引用"
    if len(entry.answer) > SHORT_ANSWER_MAX and not entry.short_answer:
        yield FindingKind.TOO_LONG, f"答案{len(entry.answer)}字，没有短答案"
    if _is_bare_link(entry):
        yield FindingKind.BARE_LINK, entry.answer[:80]
    if day - written > UPDATE_AFTER:
        yield FindingKind.OVERDUE, f"{written}以后没有更新"
    if entry.translation_stale:
        yield FindingKind.STALE_TRANSLATION, f"原文 {entry.translation_of} 已更新"


def _is_bare_link(entry: PublishedEntry) -> bool:
    """Whether the answer tells nothing but where to look."""
    if not (_ADDRESS.search(entry.answer) or entry.links):
        return False
    told = _POINTING.sub("", _ADDRESS.sub("", entry.answer))
    points_on = bool(_ADDRESS.search(entry.answer) or _POINTING.search(entry.answer))
    return points_on and len(re.sub(r"[\W_]", "", told)) < WORDS_BESIDE_LINK


def _conflicts(
    entries: Mapping[str, PublishedEntry], collisions: CollisionIndex
) -> Iterator[Finding]:
    for entry in entries.values():
        for collision in collisions.of_entry(entry.id):
            if collision.other_id in entries and entry.id < collision.other_id:
                yield Finding(
                    FindingKind.CONFLICTING,
                    entry.id,
                    collision.question,
                    entry.organisation,
                    f"{collision.kind}: {collision.other_id} {collision.other_question}",
                )


def _duties(session: Session, entries: Mapping[str, PublishedEntry]) -> Iterator[Finding]:
    for duty in emergency_duties(session):
        if entry := entries.get(duty.entry_id):
            yield Finding(
                FindingKind.REVIEW_OWED,
                entry.id,
                entry.question,
                entry.organisation,
                f"{'已超期，' if duty.overdue else ''}待补{stages(duty.stages)}",
            )
