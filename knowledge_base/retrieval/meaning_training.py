"""Training of what wordings mean."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.neural_network import MLPClassifier

from knowledge_base.published import PublishedEntry
from knowledge_base.retrieval.index import topic_of
from knowledge_base.retrieval.meaning import Meaning, blank_meaning, learned_meaning, told
from knowledge_base.retrieval.profile import wordings
from knowledge_base.retrieval.tokens import Analyser

DIMENSIONS = 128
MIN_USES = 4
"""Tokens of fewer wordings have no direction."""
DROPPED = 0.5
"""Of a wording's tokens so many are left out each time: the others must do without them."""
ROUNDS = 9
BATCH = 512
RATE = 0.005


def train_meaning(entries: Sequence[PublishedEntry], analyser: Analyser, seed: int) -> Meaning:
    """Learn to tell from a wording which topic it asks about, through few dimensions.

    What is kept is how the tokens enter these dimensions; the topics are forgotten.

    Args:
        entries: what is published.
        analyser: takes texts apart.
        seed: the same seed and entries give the same meaning.
    """
    asked = [(text, topic_of(entry)) for entry in entries for text in wordings(entry)]
    number = {topic: n for n, topic in enumerate(sorted({topic for _, topic in asked}))}
    texts = [sorted(told(analyser.analyse(text))) for text, _ in asked]
    uses = sum(len(tokens) for tokens in texts)
    if len(number) < 2 or uses < MIN_USES:
        return blank_meaning()
    weigher = TfidfVectorizer(analyzer=_same, binary=True, min_df=MIN_USES, dtype=np.float32)
    try:
        held = csr_matrix(weigher.fit_transform(texts))
    except ValueError:  # no token is used often enough
        return blank_meaning()
    topics = np.array([number[topic] for _, topic in asked])
    entering = _entering(held, topics, seed)
    return learned_meaning(weigher.get_feature_names_out(), diags(weigher.idf_) @ entering)


def _same(tokens: list[str]) -> list[str]:
    return tokens


def _entering(held: csr_matrix, topics: np.ndarray, seed: int) -> np.ndarray:
    """(tokens, DIMENSIONS): the first layer of a network that tells the topics apart."""
    chance = np.random.default_rng(seed)
    network = MLPClassifier(
        (DIMENSIONS,),
        activation="identity",
        alpha=0.0,
        batch_size=min(BATCH, held.shape[0]),
        learning_rate_init=RATE,
        beta_2=0.99,
        random_state=seed,
    )
    for _ in range(ROUNDS):
        partial = held.copy()
        partial.data = partial.data * (chance.random(len(partial.data)) >= DROPPED)
        network.partial_fit(partial, topics, classes=range(int(topics.max()) + 1))
    return np.asarray(network.coefs_[0])
