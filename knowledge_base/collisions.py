"""Entries that answer the same question: found when one of them is saved.

Two robots of one district that disagree are what citizens complain of most. Two texts ask the same
where they hold the same letters and numbers once particles and question words are left out:
怎样办理居住证 and 居住证怎么办 meet, 结婚登记 and 离婚登记 do not. (Fuzzy scores alone cannot tell
the two cases apart, where one letter of twelve is the whole difference; here they only say how
alike the wordings are.) Looking up by what is left takes microseconds however many there are.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, cast

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from knowledge_base.drafts import entry_id
from knowledge_base.models import EntryStatus, EntryVersion, Organisation
from knowledge_base.published import batched

PLAIN = frozenset(
    "的了吗呢啊吧呀嘛么哦啦嘞怎样如何咋想我们咱您你应该当个种件项之与和及其办理领什啥"
)
"""Letters in which two wordings of one question may differ. Not 在, 哪, 谁, 多, 几, 要, 能, which
ask for another aspect; not 不, 没, 补, 新, which ask about another matter."""
_SAME_WORDS = (("请问", ""), ("想问", ""), ("申请", "办"), ("需要", "要"), ("哪些", "什么"))
_PLAIN_ENGLISH = re.compile(r"\b(?:how|what|which|do|does|can|i|my|a|an|the|to|for|of|please)\b")
_NUMBER = re.compile(r"[0-9零一二三四五六七八九十百千万]+")
_REREAD = 1000
"""Versions read again when following: transactions may commit in another order than they began."""
_SEPARATOR = re.compile(r"[\W_]+")


class CollisionKind(StrEnum):
    """What to do about a collision."""

    MERGE = "merge"
    """The same thing twice: keep one and give it the other's similar questions."""
    SPLIT_BY_JURISDICTION = "split_by_jurisdiction"
    """Bodies of different places answer for the same place: give each its own."""
    DISAMBIGUATE = "disambiguate"
    """Different things asked alike: name the difference in the question."""


@dataclass(frozen=True, slots=True)
class Collision:
    """Two entries that may be asked by the same words."""

    entry_id: str
    question: str
    """The question or similar question of the entry that was saved."""
    other_id: str
    other_question: str
    """What it collides with, in the words of the other entry."""
    score: float
    """Share of equal letters, per cent; 100 is the very same wording."""
    kind: CollisionKind


@dataclass(frozen=True, slots=True)
class _Placed:
    """One version of one entry, as far as collisions need it."""

    entry_id: str
    number: int
    scope: tuple[str, str]
    """Language and jurisdiction: only entries with the same can be asked by the same person."""
    organisation: str | None
    aspect: str
    successor: str | None
    valid_from: date
    valid_until: date
    questions: tuple[str, ...]


class CollisionIndex:
    """The latest wording of every entry. For one thread at a time."""

    def __init__(self) -> None:
        self._by_matter: dict[str, list[tuple[str, _Placed]]] = {}
        """Every wording under the letters that matter in it, with whose it is."""
        self._current: dict[str, _Placed] = {}
        self._retired: dict[str, int] = {}
        self._places: dict[str, str] = {}
        self._seen_pk = 0
        self._unconfirmed: set[str] = set()
        """Entries added by a unit of work that may yet be rolled back."""

    def follow(self, session: Session) -> None:
        """Read what was written since the last time; everything on the first."""
        newest = session.scalar(select(func.max(EntryVersion.pk))) or 0
        if newest < self._seen_pk:  # what was read has been rolled back
            self._by_matter, self._current, self._seen_pk = {}, {}, 0
        self._read(session, EntryVersion.pk > self._seen_pk - _REREAD)
        for ids in batched(sorted(self._unconfirmed), _REREAD):
            for identifier in ids:
                del self._current[identifier]
            self._read(session, EntryVersion.entry_id.in_(ids))
        self._unconfirmed.clear()
        self._seen_pk = newest
        places = select(Organisation.code, Organisation.jurisdiction_code)
        self._places = dict(session.execute(places).all())
        retired = (
            select(EntryVersion.entry_id, func.max(EntryVersion.number))
            .where(EntryVersion.status == EntryStatus.RETIRED)
            .group_by(EntryVersion.entry_id)
        )
        self._retired = dict(session.execute(retired).all())

    def _read(self, session: Session, which: ColumnElement[bool]) -> None:
        rows = session.execute(select(*_COLUMNS).where(which).order_by(EntryVersion.number))
        for row in rows:
            self._put(_placed(row))

    def add(self, version: EntryVersion) -> tuple[Collision, ...]:
        """Take a version in as its entry's latest; say what it collides with, nearest first."""
        placed = _placed(version)
        found = self._collisions(placed)
        self._put(placed)
        self._unconfirmed.add(placed.entry_id)
        return found

    def of_entry(self, identifier: str) -> tuple[Collision, ...]:
        """What an entry's latest wording collides with, nearest first."""
        placed = self._current.get(identifier)
        return self._collisions(placed) if placed else ()

    def _put(self, placed: _Placed) -> None:
        known = self._current.get(placed.entry_id)
        if known is None or placed != known:
            self._current[placed.entry_id] = placed
            for text in placed.questions:
                self._by_matter.setdefault(_matter(text), []).append((text, placed))

    def _collisions(self, placed: _Placed) -> tuple[Collision, ...]:
        nearest: dict[str, Collision] = {}
        for text in placed.questions:
            letters = _letters(text)
            for other_text, other in self._by_matter.get(_matter(text), ()):
                best = nearest.get(other.entry_id)
                if not self._may_meet(placed, other):
                    continue
                score = fuzz.ratio(letters, _letters(other_text))
                if best is None or score > best.score:
                    nearest[other.entry_id] = Collision(
                        placed.entry_id,
                        text,
                        other.entry_id,
                        other_text,
                        score,
                        self._kind(placed, other, score),
                    )
        return tuple(sorted(nearest.values(), key=lambda c: (-c.score, c.other_id)))

    def _may_meet(self, one: _Placed, other: _Placed) -> bool:
        return (
            one.entry_id != other.entry_id
            and self._current.get(other.entry_id) is other
            and self._retired.get(other.entry_id, 0) < other.number
            and one.scope == other.scope
            and one.entry_id != other.successor
            and other.entry_id != one.successor
            and one.valid_from <= other.valid_until
            and other.valid_from <= one.valid_until
        )

    def _kind(self, one: _Placed, other: _Placed, score: float) -> CollisionKind:
        place = self._places.get(one.organisation or "")
        other_place = self._places.get(other.organisation or "")
        if place and other_place and place != other_place:
            return CollisionKind.SPLIT_BY_JURISDICTION
        same_words = score == 100 or one.organisation == other.organisation
        if one.aspect == other.aspect and same_words:
            return CollisionKind.MERGE
        return CollisionKind.DISAMBIGUATE


def collisions_of(session: Session) -> CollisionIndex:
    """The session's own index, read on first use and kept up by those who save through it."""
    index = session.info.get(CollisionIndex)
    if index is None:
        index = session.info[CollisionIndex] = CollisionIndex()
        index.follow(session)
    return cast(CollisionIndex, index)


_COLUMNS = (
    EntryVersion.entry_id,
    EntryVersion.number,
    EntryVersion.question,
    EntryVersion.similar_questions,
    EntryVersion.aspect,
    EntryVersion.valid_from,
    EntryVersion.valid_until,
    EntryVersion.stated,
)


def _placed(version: Any) -> _Placed:
    stated = version.stated
    return _Placed(
        entry_id=version.entry_id,
        number=version.number,
        scope=(stated["language"], stated["jurisdiction"]),
        organisation=stated["organisation"],
        aspect=version.aspect,
        successor=stated["superseded_by"] and entry_id(stated["superseded_by"]),
        valid_from=version.valid_from or date.min,
        valid_until=version.valid_until or date.max,
        questions=(version.question, *version.similar_questions),
    )


def _plain_text(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _letters(text: str) -> str:
    """What is said, without spaces and punctuation."""
    return _SEPARATOR.sub("", _plain_text(text))


def _matter(text: str) -> str:
    """What is asked about: the letters that matter in one order, and the numbers whole."""
    letters = _SEPARATOR.sub("", _PLAIN_ENGLISH.sub("", _plain_text(text)))
    for word, same in _SAME_WORDS:
        letters = letters.replace(word, same)
    words = sorted(letter for letter in _NUMBER.sub("", letters) if letter not in PLAIN)
    return " ".join(["".join(words), *sorted(_NUMBER.findall(letters))])
