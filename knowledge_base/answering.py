"""From a citizen's words to a published entry, a choice of entries, or neither."""

from __future__ import annotations

import copy
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

from sqlalchemy import select

from knowledge_base.by_ear import SOUNDS, asked_back
from knowledge_base.database import Database
from knowledge_base.elsewhere import OtherCities, load_cities
from knowledge_base.finding import Decision as Decision
from knowledge_base.finding import Finding as Finding
from knowledge_base.finding import Match as Match
from knowledge_base.follow_up import FollowUp, Reading, english_name
from knowledge_base.judging import Judge, QueryContext
from knowledge_base.leaning import subject_of
from knowledge_base.models import Aspect, Entry, Jurisdiction, Organisation
from knowledge_base.published import PublishedEntry, today
from knowledge_base.questions import is_english, parts_of
from knowledge_base.retrieval.index import CandidateIndex
from knowledge_base.retrieval.lexicon import load_lexicon
from knowledge_base.retrieval.likeness import Likeness
from knowledge_base.retrieval.live import LiveIndex
from knowledge_base.retrieval.popularity import Popularity
from knowledge_base.retrieval.retriever import Retriever
from knowledge_base.retrieval.scorer import SCORER_PATH, Scorer, load_scorer
from knowledge_base.retrieval.tokens import Analyser
from knowledge_base.retrieval.vector_cache import VectorCache
from knowledge_base.scope import Scope
from knowledge_base.text import clean
from knowledge_base.thesaurus import Thesaurus, load_thesaurus

MAX_ASKED_CHARS = 500
"""Of a longer text only the beginning is looked at: it is not one question."""

MAX_NAMED = 64
"""Entries of a topic that are looked at for what it is called, or what it tells."""


class Answering:
    """Answers questions from the published entries of a database. Safe between threads."""

    def __init__(
        self,
        database: Database,
        index_dir: Path | None,
        *,
        scorer_path: Path | None = None,
        vectors: VectorCache | None = None,
        popularity: Popularity | None = None,
        thesaurus: Thesaurus | None = None,
    ) -> None:
        """Open nothing yet.

        Args:
            database: the record of what is published.
            index_dir: where the candidate index is kept; in memory where None.
            scorer_path: a scorer trained here; the one shipped with the product where None.
            vectors: of a sentence encoder, where one is in use.
            popularity: settles which of equals comes first; the order found where None.
            thesaurus: the thesaurus shipped with the product where None.
        """
        self._database = database
        self.index_dir = index_dir
        self._scorer_path = scorer_path or SCORER_PATH
        self._vectors = vectors
        self._popularity = popularity
        self._given_thesaurus = thesaurus
        self._closed = threading.Event()
        self._retriever: Retriever
        self._judge: Judge
        self._live: LiveIndex
        self._scorer: Scorer
        self._parents: dict[str, str | None] = {}

    def open(self) -> None:
        """Load the index, or build it where it is missing or was built differently."""
        encoder = None if self._vectors is None else self._vectors.encoder.version
        self._scorer = load_scorer(self._scorer_path, encoder)
        self._analyser = Analyser(load_lexicon(), self._given_thesaurus or load_thesaurus())
        self._live = LiveIndex(self._database, self.index_dir, self._analyser, self._vectors)
        with self._database.read() as session:
            places = session.scalars(select(Jurisdiction)).all()
            self._parents = {place.code: place.parent_code for place in places}
            self._districts = tuple(place.name for place in places)
            bodies = session.scalars(select(Organisation.name)).all()
        self._cities = OtherCities(load_cities(), (*self._districts, *bodies))
        self._live.open()
        self._answer_from(self._live.index, self._live.likeness)

    def _answer_from(self, index: CandidateIndex, likeness: Likeness | None) -> None:
        scorer = self._scorer
        self._retriever = Retriever(index, self._analyser, scorer.reader, scorer.meaning, likeness)
        self._judge = Judge(self._retriever, scorer, self._popularity, self._cities)

    def refresh(self) -> int:
        """Follow the changes of the database. Cheap where there are none.

        Returns:
            How many entries changed.
        """
        changed = self._live.refresh()
        if changed:
            self.warm()
        return changed

    def warm(self) -> None:
        """Do once what the first questions would wait for; a thread's work, ended by `close`."""
        self._retriever.warm(self._closed)

    def close(self) -> None:
        """Let go of the index's files."""
        self._closed.set()
        self._live.close()

    @contextmanager
    def rehearsed(
        self, gone: Collection[str], put: Sequence[PublishedEntry]
    ) -> Iterator[Answering]:
        """The product as it would answer with some entries gone and others put in.

        Nothing is written but a copy of the index, which goes away.

        Args:
            gone: ids of entries that would answer no more.
            put: entries as they would be published, in the place of what answers now.
        """
        with self._live.changed(gone, put) as (index, likeness):
            other = copy.copy(self)
            other._answer_from(index, likeness)
            yield other

    def found(self, question: str) -> set[str]:
        """Ids of the entries a question would be compared with, at a fraction of an answer's cost.

        What is not among them does not change the answer.
        """
        return self._retriever.found(clean(question[:MAX_ASKED_CHARS]))

    def entry(self, entry_id: str) -> PublishedEntry | None:
        """One published entry, valid or not."""
        return self._retriever.entry(entry_id)

    def translation(self, entry_id: str, language: str) -> str | None:
        """Id of the entry that says the same in a language; None where there is none."""
        entry = self.entry(entry_id)
        if entry is None:
            return None
        if entry.language == language:
            return entry_id
        if entry.translation_of is not None:
            return entry.translation_of
        query = select(Entry.id).where(Entry.translation_of == entry_id, Entry.language == language)
        with self._database.read() as session:
            found = session.scalars(query).all()
        return next((each for each in found if self.entry(each) is not None), None)

    def suggest(self, prefix: str, limit: int = 5) -> list[str]:
        """Questions that what is being typed may become (联想)."""
        typed = clean(prefix[:MAX_ASKED_CHARS])
        day = today()
        found = [e for e in self._retriever.propose(typed, 4 * limit) if e.valid_on(day)]
        begun = [e.question for e in found if typed in clean(e.question)]
        return list(dict.fromkeys([*begun, *(e.question for e in found)]))[:limit]

    def ask(
        self,
        question: str,
        *,
        language: Literal["zh", "en"] | None = None,
        as_of: date | None = None,
        jurisdiction: str | None = None,
        topic: str | None = None,
        aspect: Aspect | None = None,
        last: str | None = None,
        limit: int = 10,
        heard: bool = False,
    ) -> tuple[Finding, ...]:
        """Find what answers a message. Never raises for any text.

        Args:
            question: what the citizen said.
            language: answer in this language; that of the question where None.
            as_of: answer as of this day; today in China where None.
            jurisdiction: the place asked about; the whole district where None.
            topic: what the conversation is about, for elliptical follow-ups.
            aspect: what about it was asked before.
            last: id of the entry that answered last, which tells both more closely.
            limit: matches to return at most.
            heard: True where a recogniser wrote it; what only sounds alike is then asked back.

        Returns:
            One finding per question in the message, at most two.
        """
        text = clean(question[:MAX_ASKED_CHARS])
        if not any(character.isalnum() for character in text):
            return (Finding(text, Decision.UNKNOWN, (), "nothing was asked"),)
        scope = Scope(
            day=as_of or today(),
            places=tuple(self._above(jurisdiction)),
            parents=self._parents,
            language=language or ("en" if is_english(text) else "zh"),
        )
        context = QueryContext(scope, aspect, limit, last=last)
        whole = self._follow_up(text, topic, context) if topic else self._judge.ask(text, context)
        if scope.language == "en":
            whole = self._or_chinese(whole, context)
        findings = self._both(text, context, whole) or (whole,)
        return tuple(self._by_ear(f, context) for f in findings) if heard else findings

    def _or_chinese(self, whole: Finding, context: QueryContext) -> Finding:
        """A sure answer in Chinese, where there is none in English: it is said to be Chinese."""
        if whole.decision in (Decision.ANSWER, Decision.ANSWER_EXPIRED):
            return whole
        chinese = replace(context, scope=replace(context.scope, language="zh"))
        other = self._judge.ask(whole.question, chinese)
        return other if other.decision is Decision.ANSWER else whole

    def _by_ear(self, plain: Finding, context: QueryContext) -> Finding:
        """A finding that does not rest on sound alone: choices where it would."""

        def ask(text: str) -> tuple[Match, ...]:
            finding = self._judge.ask(text, context)
            return () if finding.decision is Decision.UNKNOWN else finding.matches

        compared = self._retriever.compare(plain.question, keep=context.scope.keep)
        matches = asked_back(
            plain.question,
            () if plain.decision is Decision.UNKNOWN else plain.matches,
            plain.decision in (Decision.ANSWER, Decision.ANSWER_EXPIRED),
            compared.found,
            ask,
        )
        matches = tuple(m for m in matches if m.entry.valid_on(context.scope.day))[: context.limit]
        return Finding(plain.question, Decision.CONFIRM, matches, SOUNDS) if matches else plain

    def _above(self, code: str | None) -> Iterator[str]:
        while code:
            yield code
            code = self._parents.get(code)

    def _both(self, text: str, context: QueryContext, whole: Finding) -> tuple[Finding, ...]:
        """Both questions of a message that asks two, or nothing."""
        parts = parts_of(text)
        if len(parts) != 2:
            return ()
        first = self._judge.ask(parts[0], context)
        if first.decision is Decision.UNKNOWN:
            return ()
        second = self._follow_up(parts[1], first.matches[0].entry.topic, context)
        if second.decision is Decision.UNKNOWN:
            return ()
        if first.matches[0].entry.id == second.matches[0].entry.id:
            return ()
        worse = min(first.matches[0].probability, second.matches[0].probability)
        if whole.matches and worse < whole.matches[0].probability:
            return ()
        return first, second

    def _follow_up(self, text: str, topic: str | None, context: QueryContext) -> Finding:
        """A question that may lean on what was spoken of before."""
        if not topic:
            return self._judge.ask(text, context)

        def read(said: str, about: str | None, aspect: Aspect | None) -> Reading:
            as_said = replace(context, topic=about, aspect=aspect)
            compared = self._judge.compare(said, as_said)
            return self._judge.decide(said, as_said, compared), compared

        def told(aspects: Collection[Aspect]) -> tuple[PublishedEntry, ...]:
            entries = self._live.of_topic(context.scope.language, topic, MAX_NAMED)
            telling = [each for each in entries if each.aspect in aspects]
            valid = [each for each in telling if each.valid_on(context.scope.day)]
            kept = context.scope.keep(valid)
            return tuple(each for each in valid if each.id in kept)

        last = self.entry(context.last or "")
        english = context.scope.language == "en" and self._english_name(topic, last)
        return FollowUp(
            text,
            topic,
            last.aspect if last and last.topic == topic else context.aspect,
            english or subject_of(topic, self._districts),
            english or topic,
            context.last,
            told,
        ).find(read)

    def _english_name(self, topic: str, last: PublishedEntry | None) -> str:
        if last and last.topic == topic:
            said = self.entry(self.translation(last.id, "en") or "")
            if said is not None:
                return english_name([said])
        return english_name(self._live.of_topic("en", topic, MAX_NAMED))
