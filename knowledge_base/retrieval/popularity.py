"""Among entries that fit equally well, the one that is asked for more often comes first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from knowledge_base.retrieval.scorer import Ranking

Popularity = Callable[[str], float]
"""How popular an entry is, by its id: 0 for never asked for, 1 for the most."""
MOST_GAINED = 0.1
"""What popularity adds to a score at most. A lead counts as clear from 3 on
(`scorer.MAX_LEAD`), so whatever fits better by more than a thirtieth of that stays before."""


def preferred(ranking: Ranking, ids: Sequence[str], popularity: Popularity) -> Ranking:
    """Let popularity settle what the score leaves open.

    How probable it is that the first is right stays as it was: being asked for often does not
    make an entry an answer.

    Args:
        ranking: by score.
        ids: of the candidates, as the ranking numbers them.
        popularity: of an entry.
    """
    close = [n for n, s in enumerate(ranking.scores) if ranking.scores[0] - s <= MOST_GAINED]
    if len(close) < 2:
        return ranking
    gained = [
        ranking.scores[n] + MOST_GAINED * min(max(popularity(ids[ranking.order[n]]), 0.0), 1.0)
        for n in close
    ]
    places = np.argsort(-np.array(gained), kind="stable").tolist()
    rest = ranking.order[len(close) :]
    return replace(
        ranking,
        order=(*(ranking.order[n] for n in places), *rest),
        # One rank keeps one score: what is told of the second must not exceed the first's.
        scores=ranking.scores,
    )
