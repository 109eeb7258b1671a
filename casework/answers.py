"""Answers to a form: kept sealed, and away from transcripts, trackers and logs.

A form says which answer it expects next. The citizen's words are then sealed under that name before
anything else sees them; transcript and assistant are told only that there was an answer. The form
reads the words here, and they go when it is handed in, left, or forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from casework.models import ExpectedAnswer, KeptAnswer
from casework.seals import Seal
from knowledge_base.database import Database, utc_now

EXPECTED_FOR = timedelta(minutes=30)
"""After a longer silence it is not sure that the next words are the answer."""
KEPT_FOR = timedelta(hours=24)
"""How long an unfinished form can be gone on with; after it nothing is expected either."""

MARKER = re.compile("⟦([a-z_.]{1,48})⟧")
"""Stands for a kept answer in what the assistant says; see `marker`."""


def marker(field: str) -> str:
    """What an action says in place of a kept answer.

    The answer is filled in on its way to the citizen and in no copy that stays.
    """
    return f"⟦{field}⟧"


@dataclass(frozen=True, slots=True)
class Expected:
    """What the next words answer."""

    field: str
    """Form and field, such as `application.name`."""
    prose: bool
    """Whether several sentences are expected."""
    long_ago: bool = False
    """Whether it was asked so long ago that other words may come."""


class Answers:
    """The answers of every conversation."""

    def __init__(self, database: Database, seal: Seal) -> None:
        """Keep in `database` what `seal` closes."""
        self._database = database
        self._seal = seal

    def expect(self, conversation_id: str, field: str, *, prose: bool = False) -> None:
        """The next words of the conversation are the answer to this field."""
        with self._database.begin() as session:
            session.merge(
                ExpectedAnswer(
                    conversation_id=conversation_id, field=field, prose=prose, at=utc_now()
                )
            )

    def expected(self, conversation_id: str, at: datetime | None = None) -> Expected | None:
        """What the next words answer; None where nothing is asked, or was asked too long ago."""
        with self._database.read() as session:
            row = session.get(ExpectedAnswer, conversation_id)
        silence = (at or utc_now()) - row.at if row is not None else None
        if row is None or silence is None or silence > KEPT_FOR:
            return None
        return Expected(row.field, row.prose, long_ago=silence > EXPECTED_FOR)

    def expect_nothing(self, conversation_id: str) -> None:
        """The next words are a question like any other; what was answered stays kept."""
        with self._database.begin() as session:
            session.execute(
                delete(ExpectedAnswer).where(ExpectedAnswer.conversation_id == conversation_id)
            )

    def keep(self, conversation_id: str, field: str, text: str) -> None:
        """Seal an answer; a later one to the same field takes its place. Expects nothing more."""
        sealed = self._seal.close(text, _place(conversation_id, field))
        with self._database.begin() as session:
            session.merge(
                KeptAnswer(
                    conversation_id=conversation_id, field=field, sealed=sealed, at=utc_now()
                )
            )
            session.execute(
                delete(ExpectedAnswer).where(ExpectedAnswer.conversation_id == conversation_id)
            )

    def extend(self, conversation_id: str, field: str, more: str, limit: int) -> bool:
        """Put words behind an answer; False, and nothing done, where that is too long."""
        before = self.kept(conversation_id).get(field, "")
        text = "\n".join(filter(None, (before, more)))
        if len(text) > limit:
            return False
        self.keep(conversation_id, field, text)
        return True

    def kept(self, conversation_id: str, form: str = "") -> Mapping[str, str]:
        """Answers in clear by field, of one form or of all; for the moment of use only.

        Raises:
            SealError: the key was changed without naming the former one.
        """
        query = select(KeptAnswer).where(
            KeptAnswer.conversation_id == conversation_id,
            KeptAnswer.field.startswith(f"{form}." if form else "", autoescape=True),
        )
        with self._database.read() as session:
            rows = session.scalars(query).all()
        return {
            row.field: self._seal.open(row.sealed, _place(conversation_id, row.field))
            for row in rows
        }

    def drop(self, conversation_id: str, form: str = "") -> None:
        """Forget the answers to one form, or to all, and expect nothing."""
        self.expect_nothing(conversation_id)
        with self._database.begin() as session:
            session.execute(
                delete(KeptAnswer).where(
                    KeptAnswer.conversation_id == conversation_id,
                    KeptAnswer.field.startswith(f"{form}." if form else "", autoescape=True),
                )
            )

    def discard(self, conversation_id: str, field: str) -> None:
        """Forget one answer, such as one that cannot be what was asked for."""
        with self._database.begin() as session:
            session.execute(
                delete(KeptAnswer).where(
                    KeptAnswer.conversation_id == conversation_id, KeptAnswer.field == field
                )
            )

    def forget_unfinished(self, at: datetime) -> int:
        """Delete what nobody went on with; returns how many answers went."""
        with self._database.begin() as session:
            gone = session.execute(delete(KeptAnswer).where(KeptAnswer.at < at - KEPT_FOR))
            session.execute(delete(ExpectedAnswer).where(ExpectedAnswer.at < at - KEPT_FOR))
        return int(gone.rowcount)  # type: ignore[attr-defined]


def _place(conversation_id: str, field: str) -> str:
    return f"answer:{conversation_id}:{field}"
