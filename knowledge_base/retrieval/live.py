"""What is published, ready to be searched: an index, and an encoder's vectors, that follow it."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from knowledge_base.changes import Changes, witness
from knowledge_base.database import Database
from knowledge_base.published import PublishedEntry, load_published
from knowledge_base.retrieval.index import FORMAT, CandidateIndex, topic_in
from knowledge_base.retrieval.likeness import Likeness
from knowledge_base.retrieval.tokens import Analyser
from knowledge_base.retrieval.vector_cache import VectorCache

COPY_TRIES = 5
"""How often an index is copied before giving up: another process may be tidying it up."""


class LiveIndex:
    """The candidate index of a database. Safe between threads."""

    def __init__(
        self,
        database: Database,
        directory: Path | None,
        analyser: Analyser,
        vectors: VectorCache | None,
    ) -> None:
        """Open nothing yet.

        Args:
            database: the record of what is published.
            directory: where the index is kept; in memory where None.
            analyser: takes the texts of entries apart.
            vectors: of a sentence encoder, where one is in use.
        """
        self._database = database
        self._directory = directory
        self._analyser = analyser
        self._following = threading.Lock()
        self._signature = f"{FORMAT}-{analyser.thesaurus.version}-{analyser.lexicon.version}"
        self._changes = Changes()
        self.index = CandidateIndex(directory, analyser)
        self.likeness = None if vectors is None else Likeness(vectors)

    def open(self) -> None:
        """Load the index, or build it where it is missing or was built differently.

        It is built anew, too, where the database has another history: it was put back from a copy.
        """
        stored = self.index.stored(self._signature)
        with self._database.read() as session:
            if stored and stored.witness != witness(session, stored.position):
                self.index.forget()
        position = self.index.open(self._signature)
        if position is None:
            self._build()
        else:
            self._changes = Changes(position)
        if self.likeness is not None:
            with self._database.read() as session:
                self.likeness.update((), load_published(session))
        self.refresh()

    def _build(self) -> None:
        self._changes = Changes()
        with self._database.read() as session:
            self._changes.skip(session)
            self.index.update((), load_published(session))
            self._remember(session)

    def refresh(self) -> int:
        """Follow the changes of the database. Cheap where there are none.

        Returns:
            How many entries changed.
        """
        with self._following, self._database.read() as session:
            rows = self._changes.new(session)
            ids = {row.entry_id for row in rows}
            if rows and not self._follow(session, ids, rows[-1].pk):
                return 0
            if self._changes.followed(session, [row.pk for row in rows]):
                self._remember(session)
            return len(ids)

    def _remember(self, session: Session) -> None:
        position = self._changes.position
        self.index.remember(self._signature, position, witness(session, position))

    def _follow(self, session: Session, ids: Collection[str], until: int) -> bool:
        """Put the entries in as they are now; False where another process is writing the index."""
        stored = self.index.stored(self._signature)
        by_another = stored is not None and stored.position >= until
        changed: Iterable[PublishedEntry] = load_published(session, ids)
        if self.likeness is not None:
            changed = list(changed)
            self.likeness.update(ids, changed)
        if by_another:
            self.index.reload()
            return True
        return self.index.update(ids, changed)

    def of_topic(self, language: str, topic: str, limit: int) -> list[PublishedEntry]:
        """Entries of a topic in a language, at most so many."""
        return [held.entry for held in self.index.of_topic(topic_in(language, topic), limit)]

    def close(self) -> None:
        """Let go of the index's files."""
        self.index.close()

    @contextmanager
    def changed(
        self, gone: Collection[str], put: Sequence[PublishedEntry]
    ) -> Iterator[tuple[CandidateIndex, Likeness | None]]:
        """A copy in which some entries are gone and others put in; this one stays as it is."""
        with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
            index = self._copied(Path(folder) / "index")
            index.update({*gone, *(entry.id for entry in put)}, put)
            likeness = self.likeness and self.likeness.copied()
            if likeness is not None:
                likeness.update({*gone, *(entry.id for entry in put)}, put)
            try:
                yield index, likeness
            finally:
                index.close()

    def _copied(self, target: Path) -> CandidateIndex:
        """An index with the same entries."""
        for _ in range(COPY_TRIES if self._directory else 0):
            index = CandidateIndex(target, self._analyser)
            if self._copy_files(target) and index.open(self._signature) is not None:
                return index
        index = CandidateIndex(None, self._analyser)
        index.open(self._signature)
        with self._database.read() as session:
            index.update((), load_published(session))
        return index

    def _copy_files(self, target: Path) -> bool:
        """Whether the files stayed where they were while they were copied."""
        shutil.rmtree(target, ignore_errors=True)
        try:
            shutil.copytree(str(self._directory), target, ignore=shutil.ignore_patterns("*.lock"))
        except (shutil.Error, FileNotFoundError):
            return False
        return True
