"""Which candidates are worth comparing closely."""

from __future__ import annotations

import numpy as np

from knowledge_base.retrieval.overview import PROMISING, TELLING, Overview, most
from knowledge_base.retrieval.vocabulary import Floats


def overview(ranks: Floats) -> Overview:
    features = {name: np.zeros(len(ranks), np.float32) for name in TELLING}
    return Overview(np.arange(len(ranks)), features | {"question_rank": ranks})


def test_few_candidates_are_all_compared() -> None:
    few = overview(np.linspace(0, 1, PROMISING, dtype=np.float32))
    assert few.promising().tolist() == list(range(PROMISING))


def test_of_many_the_best_are_compared_in_the_order_they_were_found() -> None:
    ranks = np.linspace(0, 1, 2 * PROMISING, dtype=np.float32)
    ranks[0] = 1.0
    assert overview(ranks).promising().tolist() == [0, *range(PROMISING + 1, 2 * PROMISING)]


def test_what_stays_keeps_its_values_and_the_number_of_its_topic() -> None:
    whole = overview(np.array([0.1, 0.5, 1.0], np.float32)).of(np.array([0, 2]))
    assert whole.topics.tolist() == [0, 2]
    assert whole.features["question_rank"].tolist() == np.array([0.1, 1.0], np.float32).tolist()
    assert most(whole.topics, np.array([3, 4], np.float32)).tolist() == [3, 0, 4]
