"""The figures of the console's first page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.conversations.models import ReceiptRecord
from bot.conversations.receipts import unanswered_questions
from knowledge_base.database import CIVIL_ZONE, Database, utc_now
from knowledge_base.models import CatalogItem, Entry, EntryVersion, Guide, Policy

LATEST = 30
"""Turns, and unanswered questions, shown."""
UNANSWERED_IN = timedelta(days=30)
"""How far unanswered questions are looked back for."""

STATUS_WORDS = {
    "answered": "已回答",
    "answered_expired": "答复已失效内容",
    "clarify": "请选择",
    "dialogue": "对话引导",
    "dialogue_person": "人工接待中",
    "unanswered_no_match": "未找到答案",
    "unanswered_empty": "没有内容",
    "unanswered_too_long": "内容过长",
    "unanswered_unreadable": "无法识别",
    "refused_sensitive": "敏感内容",
    "refused_rate": "过于频繁",
    "error_internal": "系统故障",
}
CHANNEL_WORDS = {"web": "网站", "wechat": "微信", "kiosk": "自助终端", "api": "接口"}
ASSISTANT_WORDS = {
    "off": "未启用",
    "training": "训练中",
    "starting": "启动中",
    "ready": "正常",
    "waiting": "等待重启",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn as staff see it."""

    at: str
    channel: str
    question: str
    status: str
    entry_id: str | None
    confidence: float | None
    degraded: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """What stands on the first page."""

    published: int
    waiting: int
    """Entries whose latest version is not published."""
    catalog_items: int
    guides: int
    policies: int
    assistant: str
    """How the assistant is, in words."""
    by_status: tuple[tuple[str, int], ...]
    unanswered: tuple[tuple[str, int, str], ...]
    """Of the last weeks: question, how often, when last."""
    latest: tuple[Turn, ...]


def overview(database: Database, assistant: str) -> Overview:
    """Count and list; reads only."""
    with database.read() as session:

        def count(table: type) -> int:
            return session.scalar(select(func.count()).select_from(table)) or 0

        published = session.scalar(select(func.count(Entry.published_number))) or 0
        drafts = select(func.count(func.distinct(EntryVersion.entry_id))).where(
            EntryVersion.status.in_(["draft", "first_review", "second_review", "final_review"])
        )
        by_status = session.execute(
            select(ReceiptRecord.status, func.count())
            .group_by(ReceiptRecord.status)
            .order_by(func.count().desc())
        )
        latest = session.scalars(
            select(ReceiptRecord).order_by(ReceiptRecord.at.desc()).limit(LATEST)
        )
        return Overview(
            published=published,
            waiting=session.scalar(drafts) or 0,
            catalog_items=count(CatalogItem),
            guides=count(Guide),
            policies=count(Policy),
            assistant=ASSISTANT_WORDS[assistant],
            by_status=tuple((STATUS_WORDS[status], number) for status, number in by_status),
            unanswered=tuple(
                (each.question, each.times, _local(each.last_at))
                for each in unanswered_questions(session, utc_now() - UNANSWERED_IN, LATEST)
            ),
            latest=tuple(_turn(receipt) for receipt in latest),
        )


def _local(at: datetime) -> str:
    return at.astimezone(CIVIL_ZONE).strftime("%Y-%m-%d %H:%M:%S")


def _turn(receipt: ReceiptRecord) -> Turn:
    return Turn(
        at=_local(receipt.at),
        channel=CHANNEL_WORDS.get(receipt.channel, receipt.channel),
        question=receipt.question,
        status=STATUS_WORDS[receipt.status],
        entry_id=receipt.entry_id,
        confidence=receipt.confidence,
        degraded=receipt.degraded,
    )
