"""A forest as it is asked, beside the one that scikit-learn grew."""

from __future__ import annotations

import numpy as np
import orjson
import pytest
from sklearn.ensemble import ExtraTreesClassifier

from knowledge_base.retrieval.forest import Forest, forest_of, read_forest
from knowledge_base.retrieval.vocabulary import Floats


@pytest.fixture(scope="module")
def rows() -> Floats:
    return np.random.default_rng(1).normal(size=(300, 5)).astype(np.float32)


@pytest.fixture(scope="module")
def grown(rows: Floats) -> ExtraTreesClassifier:
    right = (rows[:, 0] + rows[:, 1] * rows[:, 2] > 0).astype(int)
    model = ExtraTreesClassifier(20, min_samples_leaf=3, max_depth=6, random_state=1)
    return model.fit(rows, right, np.linspace(0.5, 2, len(rows)))


def shares(forest: Forest, rows: Floats) -> list[float]:
    return [forest.share(row) for row in rows]


def test_it_says_what_was_grown(rows: Floats, grown: ExtraTreesClassifier) -> None:
    told = shares(forest_of(grown), rows)
    assert told == pytest.approx(grown.predict_proba(rows)[:, 1].tolist(), abs=1e-6)
    assert max(told) > 0.7 > 0.3 > min(told)


def test_it_can_be_kept(rows: Floats, grown: ExtraTreesClassifier) -> None:
    forest = forest_of(grown)
    kept = read_forest(orjson.loads(orjson.dumps(forest.exported())))
    assert shares(kept, rows) == shares(forest, rows)


def test_a_tree_that_is_only_a_leaf_says_the_same_of_everything(rows: Floats) -> None:
    stump = ExtraTreesClassifier(3, min_samples_leaf=200, random_state=1)
    forest = forest_of(stump.fit(rows, (rows[:, 0] > 0).astype(int)))
    assert len(set(shares(forest, rows))) == 1
