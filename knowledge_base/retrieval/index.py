"""The candidate index: a tantivy directory that follows the database.

One document per published entry, with its tokens per field and the entry itself as stored
bytes. The database is the record; the index can always be built again from it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
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
from knowledge_base.text import clean

FORMAT = "6"
"""Goes up whenever the fields or their tokens change; an older index is built again."""
WRITER_HEAP_BYTES = 64_000_000

MAX_ENTRIES = 50_000
"""Entries kept unpacked."""

QUESTION, ANSWER, SOUND = "question", "answer", "sound"

Weighted = Sequence[tuple[str, float]]
"""Tokens of a query and their weights."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in (QUESTION, ANSWER, SOUND):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_bytes_field("entry", stored=True)
    builder.add_bytes_field("told", stored=True)
    builder.add_bytes_field("apart", stored=True)
    return builder.build()


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
        self._searcher: tantivy.Searcher
        self._entries: dict[object, PublishedEntry] = {}
        self._parts: dict[str, tuple[bytes, bytes]] = {}

    def open(self, signature: str) -> int | None:
        """Open what is on disk.

        Args:
            signature: what the index must have been built with.

        Returns:
            The last change it holds, or None where it must be filled first.
        """
        position = self.stored_position(signature)
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
                (self._directory / "position").unlink()
                return self.open(signature)
        self.reload()
        return position

    def stored_position(self, signature: str) -> int | None:
        """The last change written down, by whatever process; None where it was built otherwise."""
        if self._directory is None:
            return None
        try:
            stored, position = (self._directory / "position").read_text().split()
        except (FileNotFoundError, ValueError):
            return None
        return int(position) if stored == signature else None

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

    def remember(self, signature: str, position: int) -> None:
        """Write down the last change the index holds."""
        if self._directory is not None:
            temporary = self._directory / "position.new"
            temporary.write_text(f"{signature} {position}")
            temporary.replace(self._directory / "position")

    def reload(self) -> None:
        """See what was committed, by whatever process."""
        self._index.reload()
        self._searcher = self._index.searcher()
        self._entries, self._parts = {}, {}

    def close(self) -> None:
        """Let go of what is kept in memory."""
        self._entries = {}

    @property
    def size(self) -> int:
        """Entries in the index."""
        return int(self._searcher.num_docs)

    def search(self, field: str, query: Weighted, limit: int) -> list[tuple[PublishedEntry, float]]:
        """Entries by weighted BM25 over one field, best first."""
        make = tantivy.Query
        clauses = [
            (
                tantivy.Occur.Should,
                make.boost_query(make.term_query(self._schema, field, token, "freq"), weight),
            )
            for token, weight in query
        ]
        if not clauses:
            return []
        if limit < 1:
            return []
        hits = self._searcher.search(make.boolean_query(clauses), limit, count=False).hits
        return [(self._entry(address), score) for score, address in hits]

    def _entry(self, address: tantivy.DocAddress) -> PublishedEntry:
        key = (address.segment_ord, address.doc)
        entry = self._entries.get(key)
        if entry is None:
            document = self._searcher.doc(address)
            stored = document.get_first("entry")
            if len(self._entries) >= MAX_ENTRIES:
                self._entries.clear()
                self._parts.clear()
            entry = self._entries[key] = unpack(bytes(cast(bytes, stored)))
            self._parts[entry.id] = (
                bytes(cast(bytes, document.get_first("told"))),
                bytes(cast(bytes, document.get_first("apart"))),
            )
        return entry

    def parts(self, entry_id: str) -> tuple[list[str], bytes]:
        """Of an entry that was found, worked out when indexed.

        Returns:
            The distinct tokens of its answer, and its wordings taken apart.
        """
        told, apart = self._parts[entry_id]
        return told.decode().split(), apart

    def get(self, entry_id: str) -> PublishedEntry | None:
        """One entry by its id."""
        query = tantivy.Query.term_query(self._schema, "id", entry_id, "basic")
        hits = self._searcher.search(query, 1, count=False).hits
        return self._entry(hits[0][1]) if hits else None

    def document_frequency(self, field: str, token: str) -> int:
        """Entries that hold the token."""
        return int(self._searcher.doc_freq(field, token))

    def _document(self, entry: PublishedEntry) -> tantivy.Document:
        sounds = [t for text in wordings(entry) for t in sound_tokens(clean(text))]
        document = tantivy.Document()
        document.add_text("id", entry.id)
        document.add_text(QUESTION, _joined(question_tokens(entry, self._analyser)))
        told = answer_tokens(entry, self._analyser)
        document.add_text(ANSWER, _joined(told))
        document.add_bytes("told", _joined(list(dict.fromkeys(told))).encode())
        document.add_bytes("apart", take_apart(entry, self._analyser))
        document.add_text(SOUND, _joined(sounds))
        document.add_bytes("entry", pack(entry))
        return document


def _joined(tokens: list[str]) -> str:
    return " ".join(token for token in tokens)
