"""What is asked most, to offer before anybody has typed."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from datetime import timedelta

from sqlalchemy import func, select

from bot.conversations.models import ReceiptRecord
from bot.turns import AnswerStatus
from knowledge_base.database import Database, utc_now
from knowledge_base.models import Entry, EntryVersion
from knowledge_base.published import PublishedEntry, today

LOOKED_BACK = timedelta(days=30)
SHOWN = 5
LOOKED_AT = 20
"""Entries with many wordings among which a few valid ones are looked for."""
KEPT_S = 60.0
"""Seconds a list is good for."""


class HotQuestions:
    """The questions answered in most conversations of the last 30 days, most frequent first.

    Where too few were asked, as in a new installation, those follow for which staff has prepared
    most wordings, one of each field.
    """

    def __init__(self, database: Database, entry: Callable[[str], PublishedEntry | None]) -> None:
        """Count in `database`; `entry` looks a published entry up, withdrawn ones are left out."""
        self._database = database
        self._entry = entry
        self._kept: dict[str, tuple[float, list[str]]] = {}

    def __call__(self, language: str) -> list[str]:
        """The list in a language, counted at most once a minute."""
        at, questions = self._kept.get(language, (float("-inf"), []))
        if time.monotonic() - at > KEPT_S:
            questions = self._counted(language)
            self._kept[language] = (time.monotonic(), questions)
        return questions

    def _counted(self, language: str) -> list[str]:
        query = (
            select(ReceiptRecord.entry_id)
            .where(
                ReceiptRecord.status == AnswerStatus.ANSWERED.value,
                ReceiptRecord.language == language,
                ReceiptRecord.at > utc_now() - LOOKED_BACK,
            )
            .group_by(ReceiptRecord.entry_id)
            .order_by(func.count(ReceiptRecord.conversation_id.distinct()).desc())
            .limit(3 * SHOWN)
        )
        with self._database.read() as session:
            asked = self._valid(session.scalars(query), language)
        if len(asked) >= SHOWN:
            return [entry.question for entry in asked[:SHOWN]]
        fields = {entry.field for entry in asked}
        more = [entry for entry in self._expected(language) if entry.field not in fields]
        return [entry.question for entry in (*asked, *more)][:SHOWN]

    def _expected(self, language: str) -> list[PublishedEntry]:
        """Of each field the entry with most wordings; those with most first."""
        published = (EntryVersion.entry_id == Entry.id) & (
            EntryVersion.number == Entry.published_number
        )
        query = select(Entry.id, EntryVersion.field, EntryVersion.similar_questions)
        query = query.join(EntryVersion, published).where(Entry.language == language)
        with self._database.read() as session:
            rows = sorted(session.execute(query), key=lambda row: (-len(row[2]), row[0]))
        firsts: dict[str | None, str] = {}
        for entry_id, field, _ in rows:
            firsts.setdefault(field, entry_id)
        return self._valid(list(firsts.values())[:LOOKED_AT], language)

    def _valid(self, entry_ids: Iterable[str | None], language: str) -> list[PublishedEntry]:
        found = [self._entry(entry_id) for entry_id in entry_ids if entry_id]
        return [e for e in found if e and e.language == language and e.valid_on(today())]


class EntryPopularity:
    """How often each entry was the answer, 0 to 1: by conversations, not by turns."""

    def __init__(self, database: Database) -> None:
        """Count in `database`, not before `count` is called."""
        self._database = database
        self._shares: dict[str, float] = {}

    def __call__(self, entry_id: str) -> float:
        """The popularity of an entry, 0 where it was no answer lately."""
        return self._shares.get(entry_id, 0.0)

    def count(self) -> None:
        """Count anew; on a scale of logarithms, so that a crowd weighs little more than many."""
        conversations = func.count(ReceiptRecord.conversation_id.distinct())
        query = (
            select(ReceiptRecord.entry_id, conversations)
            .where(
                ReceiptRecord.status == AnswerStatus.ANSWERED.value,
                ReceiptRecord.at > utc_now() - LOOKED_BACK,
                ReceiptRecord.entry_id.is_not(None),
            )
            .group_by(ReceiptRecord.entry_id)
        )
        with self._database.read() as session:
            counted = {str(entry_id): math.log1p(n) for entry_id, n in session.execute(query)}
        most = max(counted.values(), default=0.0)
        self._shares = {entry_id: n / most for entry_id, n in counted.items()} if most else {}
