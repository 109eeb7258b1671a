"""The knowledge as an installation answers from it: its scorer, and its sentence encoder."""

from __future__ import annotations

from pathlib import Path

from bot.settings import Settings
from knowledge_base.answering import Answering
from knowledge_base.database import Database
from knowledge_base.retrieval.encoder import load_encoder
from knowledge_base.retrieval.popularity import Popularity
from knowledge_base.retrieval.vector_cache import VectorCache


def vectors_of(settings: Settings) -> VectorCache | None:
    """The sentence encoder of the settings, and what it encoded before; None without one.

    Raises:
        UnusableEncoder: it is incomplete, or its packages are not installed.
    """
    if settings.encoder_dir is None:
        return None
    return VectorCache(load_encoder(settings.encoder_dir), settings.data_dir / "vectors")


def learned_path(settings: Settings, vectors: VectorCache | None) -> Path:
    """Where `learn` puts its scorer: one file without an encoder, and one with each.

    So taking the encoder out of the settings brings back what was learned without it.
    """
    name = f"scorer-{vectors.encoder.version}.json" if vectors else "scorer.json"
    return settings.data_dir / name


def answering_of(
    settings: Settings,
    database: Database,
    index_dir: Path | None,
    *,
    vectors: VectorCache | None = None,
    scorer: Path | None = None,
    popularity: Popularity | None = None,
) -> Answering:
    """The product over a database, not open yet.

    Args:
        settings: of this installation.
        database: the record of what is published.
        index_dir: where the candidate index is kept; in memory where None.
        vectors: as `vectors_of` gave them.
        scorer: a scorer on trial; what was learned here, else what comes with us, where None.
        popularity: settles which of equals comes first.
    """
    learned = [learned_path(settings, vectors), learned_path(settings, None)]
    chosen = scorer or next((path for path in learned if path.exists()), None)
    return Answering(
        database, index_dir, scorer_path=chosen, vectors=vectors, popularity=popularity
    )
