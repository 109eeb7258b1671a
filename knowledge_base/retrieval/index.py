"""The candidate index: a tantivy directory that follows the database.

One document per published entry, with its tokens per field and the entry itself as stored
bytes. The database is the record; the index can always be built again from it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

import tantivy

from knowledge_base.published import PublishedEntry
from knowledge_base.retrieval.profile import (
    answer_tokens,
    question_tokens,
    take_apart,
    wordings,
)
from knowledge_base.retrieval.records import pack, unpack
from knowledge_base.retrieval.tokens import Analyser, sound_tokens

FORMAT = "12"
"""Goes up whenever the fields or their tokens change; an older index is built again."""
WRITER_HEAP_BYTES = 64_000_000

MAX_READ = 50_000
"""Occurrences that a search may go through, about 1 ms of work."""
MIN_TOKENS = 6
"""The rarest tokens are looked for however common they are."""
MAX_ENTRIES = 50_000
"""Entries kept unpacked."""
MAX_FREQUENCIES = 200_000
"""Tokens of a field of which is kept how many entries hold them."""

QUESTION, ANSWER, SOUND = "question", "answer", "sound"

Weighted = Sequence[tuple[str, float]]
"""Tokens of a query and their weights."""


@dataclass(frozen=True, slots=True)
class Held:
    """An entry as the index holds it, with what was worked out when it was indexed."""

    entry: PublishedEntry
    told: bytes
    """The distinct tokens of its answer, separated by spaces."""
    apart: bytes
    """Its wordings taken apart."""


class _View:
    """The index at one commit."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self.searcher = searcher
        self.held: dict[tuple[int, int], Held] = {}
        self.known: dict[str, dict[str, int]] = {QUESTION: {}, ANSWER: {}, SOUND: {}}

    def frequencies(self, field: str, tokens: Sequence[str]) -> list[int]:
        """How many entries hold each token in a field."""
        known = self.known[field]
        if len(known) >= MAX_FREQUENCIES:  # another one: other threads may be reading this
            known = self.known[field] = {}
        for token in tokens:
            if token not in known:
                known[token] = self.searcher.doc_freq(field, token)
        return [known[token] for token in tokens]

    def get(self, address: tantivy.DocAddress) -> Held:
        """The entry at an address of this commit."""
        key = (address.segment_ord, address.doc)
        held = self.held.get(key)
        if held is None:
            document = self.searcher.doc(address)
            entry, told, apart = (
                bytes(cast(bytes, document.get_first(name))) for name in ("entry", "told", "apart")
            )
            if len(self.held) >= MAX_ENTRIES:
                self.held.clear()
            held = self.held[key] = Held(unpack(entry), told, apart)
        return held


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("topic", tokenizer_name="raw", index_option="basic")
    for name in (QUESTION, ANSWER, SOUND):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_bytes_field("entry", stored=True)
    builder.add_bytes_field("told", stored=True)
    builder.add_bytes_field("apart", stored=True)
    return builder.build()


@dataclass(frozen=True, slots=True)
class Stored:
    """The last change that an index on disk holds."""

    position: int
    witness: str
    """As `changes.witness` gave it."""


class CandidateIndex:
    """Published entries by their tokens."""

    def __init__(self, directory: Path | None, analyser: Analyser) -> None:
        """Open nothing yet.

        Args:
            directory: where the index is kept; in memory where None.
            analyser: takes the texts of entries apart.
        """
        self._directory = directory
        self._analyser = analyser
        self._schema = _schema()
        self._index: tantivy.Index
        self._view: _View

    def open(self, signature: str) -> int | None:
        """Open what is on disk.

        Args:
            signature: what the index must have been built with.

        Returns:
            The last change it holds, or None where it must be filled first.
        """
        stored = self.stored(signature)
        position = None if stored is None else stored.position
        if self._directory is None:
            self._index = tantivy.Index(self._schema)
        else:
            if position is None:
                shutil.rmtree(self._directory, ignore_errors=True)
                self._directory.mkdir(parents=True)
            try:
                self._index = tantivy.Index(self._schema, path=str(self._directory))
            except ValueError:  # what tantivy raises for files it cannot read
                if position is None:
                    raise
                self.forget()
                return self.open(signature)
        self.reload()
        return position

    def stored(self, signature: str) -> Stored | None:
        """The last change written down, by whatever process; None where it was built otherwise."""
        if self._directory is None:
            return None
        try:
            built_with, position, witness = (self._directory / "position").read_text().split()
        except (FileNotFoundError, ValueError):
            return None
        return Stored(int(position), witness) if built_with == signature else None

    def update(self, removed: Iterable[str], added: Iterable[PublishedEntry]) -> bool:
        """Take entries out and put entries in, in one commit.

        Returns:
            False where another process is writing: try again later.
        """
        try:
            writer = self._index.writer(WRITER_HEAP_BYTES, 1)
        except ValueError:  # tantivy's directory lock is held
            return False
        for entry_id in removed:
            writer.delete_documents_by_term("id", entry_id)
        for entry in added:
            writer.add_document(self._document(entry))
        writer.commit()
        writer.wait_merging_threads()
        self.reload()
        return True

    def remember(self, signature: str, position: int, witness: str) -> None:
        """Write down the last change the index holds."""
        if self._directory is not None:
            temporary = self._directory / "position.new"
            temporary.write_text(f"{signature} {position} {witness}")
            temporary.replace(self._directory / "position")

    def forget(self) -> None:
        """Hold what is written down for nothing: the next to open the index fills it anew."""
        if self._directory is not None:
            (self._directory / "position").unlink(missing_ok=True)

    def reload(self) -> None:
        """See what was committed, by whatever process."""
        self._index.reload()
        self._view = _View(self._index.searcher())

    def close(self) -> None:
        """Let go of what is kept in memory."""
        self._view.held.clear()

    @property
    def size(self) -> int:
        """Entries in the index."""
        return int(self._view.searcher.num_docs)

    def search(self, field: str, query: Weighted, limit: int) -> list[tuple[Held, float]]:
        """Entries by weighted BM25 over one field, best first."""
        term, boost = tantivy.Query.term_query, tantivy.Query.boost_query
        should, schema = tantivy.Occur.Should, self._schema
        clauses = [
            (should, boost(term(schema, field, token, "freq"), weight))
            for token, weight in self._affordable(field, query)
        ]
        if not clauses or limit < 1:
            return []
        view = self._view  # another thread may put a newer one in its place meanwhile
        hits = view.searcher.search(tantivy.Query.boolean_query(clauses), limit, count=False).hits
        return [(view.get(address), score) for score, address in hits]

    def first(self, limit: int) -> list[Held]:
        """Some entries, to have them at hand."""
        view = self._view
        hits = view.searcher.search(tantivy.Query.all_query(), limit, count=False).hits
        return [view.get(address) for _, address in hits]

    def _affordable(self, field: str, query: Weighted) -> Weighted:
        """The tokens of a query that occur, without the commonest where all would take too long.

        In a small corpus that is all of them. In a large one the rare tokens propose, and the
        common ones have their say when candidates are compared.
        """
        frequencies = self._view.frequencies(field, [token for token, _ in query])
        read = 0
        kept: list[tuple[str, float]] = []
        for number, place in enumerate(sorted(range(len(query)), key=frequencies.__getitem__)):
            read += frequencies[place]
            if read > MAX_READ and number >= MIN_TOKENS:
                break
            if frequencies[place]:
                kept.append(query[place])
        return kept

    def get(self, entry_id: str) -> Held | None:
        """One entry by its id."""
        query = tantivy.Query.term_query(self._schema, "id", entry_id, "basic")
        view = self._view
        hits = view.searcher.search(query, 1, count=False).hits
        return view.get(hits[0][1]) if hits else None

    def of_topic(self, topic: str, limit: int) -> list[Held]:
        """Entries of one topic, as `topic_of` names it."""
        query = tantivy.Query.term_query(self._schema, "topic", topic, "basic")
        view = self._view
        hits = view.searcher.search(query, limit, count=False).hits
        return [view.get(address) for _, address in hits]

    @property
    def generation(self) -> object:
        """Another object after every change that is seen."""
        return self._view

    def document_frequency(self, field: str, token: str) -> int:
        """Entries that hold the token."""
        return self._view.frequencies(field, (token,))[0]

    def _document(self, entry: PublishedEntry) -> tantivy.Document:
        analyse = cache(self._analyser.analyse)  # each wording is wanted three times
        sounds = [t for text in wordings(entry) for t in sound_tokens(analyse(text).text)]
        document = tantivy.Document()
        document.add_text("id", entry.id)
        document.add_text("topic", topic_of(entry))
        document.add_text(QUESTION, _joined(question_tokens(entry, analyse)))
        told = answer_tokens(entry, self._analyser)
        document.add_text(ANSWER, _joined(told))
        document.add_bytes("told", _joined(list(dict.fromkeys(told))).encode())
        document.add_bytes("apart", take_apart(entry, analyse))
        document.add_text(SOUND, _joined(sounds))
        document.add_bytes("entry", pack(entry))
        return document


def topic_of(entry: PublishedEntry) -> str:
    """What an entry is about, in its language; the entry itself where nobody said."""
    return topic_in(entry.language, entry.topic or entry.id)


def topic_in(language: str, topic: str) -> str:
    """A topic as the index names it: each language has its own."""
    return f"{language} {topic}"


def _joined(tokens: list[str]) -> str:
    return " ".join(tokens)
