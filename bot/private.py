"""Answers to a form, kept from everything that stays: taken before the turn, shown only live."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from actions.skipping import asks_why, puts_right, would_skip
from actions.telling import is_more, may_be_more, tells_more
from bot.conversations.privacy import mask_lone_name
from bot.emergencies import Emergencies
from bot.person_wish import wants_person
from bot.terms import Terms, leaves, without_closing
from bot.turns import Reply
from casework.answers import EXPECTED_FOR, MARKER, Answers, Expected
from casework.latest import Latest
from knowledge_base.database import utc_now
from knowledge_base.text import clean, is_readable

WORD_CHARS, PROSE_CHARS = 200, 5000
"""Longest answer to a question for a word or number, and to one for several sentences."""
SHORT_QUESTION = 20
"""In place of prose, a question of at most this many characters may be meant for the assistant."""
LATIN_LENGTH = 3
"""Letters that say as much as one Chinese character."""
LEFT_REMEMBERED = 10_000
"""Conversations in which a form was left a moment ago."""

_NUMBER = re.compile(
    r"1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?\d{7,8}|[\w.+-]+@[\w-]+(\.[\w-]+)+"
    r"|\d{17}[\dxX]|[0-9A-Z]{18}"
)
"""A telephone, an address of mail, an identity number: an answer, and never a question."""
_STATED = "了"
"""Ends what happened (灯坏了好几天了), whatever question word stands in it."""

LOOKUPS = Path(__file__).resolve().parent.parent / "nlu_data" / "lookups"


class AnswerClassifier:
    """Tells an answer from words meant for the assistant: a question, a command."""

    def __init__(self, urgent: Terms, emergencies: Emergencies, folder: Path = LOOKUPS) -> None:
        """Read the two word lists.

        Args:
            urgent: terms that are never kept as an answer, because they must be answered.
            emergencies: and what is happening that must be.
            folder: where the lists are.

        Raises:
            OSError: one cannot be read.
        """
        self._urgent = urgent
        self._emergencies = emergencies
        self._commands = frozenset(_lines(folder / "commands.txt"))
        words = "|".join(re.escape(word) for word in _lines(folder / "question_words.txt"))
        self._question = re.compile(words)

    def is_urgent(self, text: str) -> bool:
        """Whether a text, cleaned, must be answered, whatever it was meant for."""
        return self._urgent.within(text) or self._emergencies.response(text) is not None

    def is_aside(self, text: str, expected: Expected) -> bool:
        """Whether a text is not the answer that is expected.

        Args:
            text: what was said, cleaned.
            expected: prose may be a question, a name may not.
        """
        if without_closing(text) in self._commands or leaves(text) or self.is_urgent(text):
            return True
        if would_skip(text) or asks_why(text) or wants_person(text):
            return True
        if expected.prose or _goes_on(text, expected):
            return False
        return is_more(expected.field) or bool(self._question.search(text) or puts_right(text))

    def is_doubtful(self, text: str, expected: Expected) -> bool:
        """Whether a text that is no clear aside may be meant for the assistant all the same.

        Args:
            text: what was said, cleaned.
            expected: a short question in place of prose is one, what puts something right, and
                anything said long after.
        """
        if _goes_on(text, expected) or is_more(expected.field):
            return False  # they are read back, whatever they were meant for
        if expected.long_ago or puts_right(text):
            return True
        short = SHORT_QUESTION * LATIN_LENGTH if text.isascii() else SHORT_QUESTION
        if not expected.prose or len(text) > short or text.endswith(_STATED):
            return False
        return self._question.search(text) is not None


def _goes_on(text: str, expected: Expected) -> bool:
    """Whether words go on with a message, where its next field is asked for."""
    number = is_more(expected.field) and _NUMBER.search(text) is not None
    return may_be_more(expected.field) and (number or tells_more(text))


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of words that a form was waiting for."""

    field: str | None
    """The field they were kept as; None where they are longer than it takes."""
    limit: int
    """Characters it takes."""
    doubtful: bool = False
    """Whether the citizen has to say if they were meant for it."""


class PrivateAnswers:
    """Takes answers out of turns, and puts them into replies on their way out."""

    def __init__(self, answers: Answers, classifier: AnswerClassifier) -> None:
        """Keep answers in `answers`; what is not one, `classifier` tells."""
        self._answers = answers
        self._classifier = classifier
        self._left: Latest[str, tuple[datetime, Expected]] = Latest(LEFT_REMEMBERED)

    def take(self, conversation_id: str, text: str) -> Taken | None:
        """Keep a text where a form waits for it. To be called in a thread.

        Returns:
            None where the text is an ordinary turn. Then nothing is expected any more, until the
            citizen goes on with the form: a second question must not end up in it.
        """
        expected = self._answers.expected(conversation_id) or self._late(conversation_id, text)
        if expected is None or not is_readable(text):
            return None
        limit = PROSE_CHARS if expected.prose or is_more(expected.field) else WORD_CHARS
        if len(text) > limit and not self._classifier.is_urgent(clean(text)):
            return Taken(None, limit)
        said = clean(text).lower()
        if not text.strip() or self._classifier.is_aside(said, expected):
            self._leave(conversation_id, expected)
            return None
        self._left.pop(conversation_id, None)
        self._answers.keep(conversation_id, expected.field, text.strip())
        return Taken(expected.field, limit, self._classifier.is_doubtful(said, expected))

    def set_aside(self, conversation_id: str) -> None:
        """Something was chosen: whatever words come next are asked for anew, or are a question.

        To be called in a thread.
        """
        expected = self._answers.expected(conversation_id)
        if expected is not None:
            self._leave(conversation_id, expected)

    def without_name(self, conversation_id: str, text: str) -> str:
        """A text as it may go on: a name typed late, when its form was left, is masked in it."""
        return text if self.was_left(conversation_id) is None else mask_lone_name(text)

    def was_left(self, conversation_id: str) -> Expected | None:
        """What a form waited for a while ago, when something else was said; None where none did."""
        at, expected = self._left.get(conversation_id, (None, None))
        return None if at is None or utc_now() - at > EXPECTED_FOR else expected

    def _late(self, conversation_id: str, text: str) -> Expected | None:
        """What a number typed late answers, when its form was left: 转人工, then the telephone."""
        left = self.was_left(conversation_id)
        is_late = left is not None and not left.prose and _NUMBER.fullmatch(text.strip())
        return left if is_late else None

    def _leave(self, conversation_id: str, expected: Expected) -> None:
        self._answers.expect_nothing(conversation_id)
        self._left[conversation_id] = utc_now(), expected

    async def expect_again(self, conversation_id: str, taken: Taken) -> None:
        """Undo the taking, because the form could not go on; the citizen says it again."""
        if taken.field is not None:
            prose = taken.limit == PROSE_CHARS
            await asyncio.to_thread(self._answers.expect, conversation_id, taken.field, prose=prose)

    async def reveal(self, conversation_id: str, reply: Reply) -> Reply:
        """The reply with kept answers where an action has put their markers."""
        if not _marked(reply):
            return reply
        kept = await asyncio.to_thread(self._answers.kept, conversation_id)
        return _with_markers(reply, lambda field: kept.get(field, ""))


def hidden(reply: Reply, sign: str) -> Reply:
    """The reply as it may be kept: `sign` in place of every kept answer."""
    return _with_markers(reply, lambda _field: sign) if _marked(reply) else reply


def _marked(reply: Reply) -> bool:
    return reply.entry_id is None and MARKER.search(repr(reply.blocks)) is not None


def _with_markers(reply: Reply, fill: Callable[[str], str]) -> Reply:
    def filled(text: str) -> str:
        return MARKER.sub(lambda found: fill(found[1]), text)

    return replace(reply, blocks=tuple(_mapped(block, filled) for block in reply.blocks))


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """A value with every text in it changed, however deep."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(part, change) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: _mapped(getattr(value, f.name), change) for f in fields(value)}
        return replace(value, **parts)
    return value


def _lines(path: Path) -> list[str]:
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]
