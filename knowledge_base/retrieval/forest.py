"""A forest as it is asked: scikit-learn grows it (`training`), a few arrays answer.

Kept as numbers and not as a pickle: a scorer's file can be read anywhere and runs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import ExtraTreesClassifier

from knowledge_base.retrieval.packing import packed, unpacked
from knowledge_base.retrieval.vocabulary import Floats

_KINDS = {
    "columns": "<i2",
    "limits": "<f8",
    "below": "<i4",
    "above": "<i4",
    "shares": "<f4",
    "roots": "<i4",
}


@dataclass(frozen=True, slots=True)
class Forest:
    """The nodes of all trees, one after the other."""

    columns: npt.NDArray[np.int16]
    """The column of a row that a node looks at; below 0 for a leaf."""
    limits: npt.NDArray[np.float64]
    """Up to this value it goes on with …"""
    below: npt.NDArray[np.int32]
    """… this node, and otherwise with …"""
    above: npt.NDArray[np.int32]
    """… that one."""
    shares: Floats
    """Of the examples that came to a node the share that was right."""
    roots: npt.NDArray[np.int32]
    """Where each tree begins."""

    _steps: _Steps = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_steps", _steps(self))

    def share(self, row: npt.NDArray[np.floating[Any]]) -> float:
        """The mean over the trees of what is right where a row ends up."""
        steps = self._steps
        at, row = steps.roots, row.astype(np.float64)  # as the limits are: compared as they stand
        for _ in range(steps.deepest):
            beyond = row.take(steps.columns.take(at)) > steps.limits.take(at)
            at = steps.next.take(2 * at + beyond)
        return float(self.shares[at].mean())

    def exported(self) -> dict[str, str]:
        """As JSON holds it."""
        return {name: packed(getattr(self, name), kind) for name, kind in _KINDS.items()}


@dataclass(frozen=True, slots=True)
class _Steps:
    """A forest in which a leaf leads to itself: every tree takes as many steps as the deepest.

    Indices are of the type that numpy takes without converting.
    """

    roots: npt.NDArray[np.intp]
    columns: npt.NDArray[np.intp]
    limits: npt.NDArray[np.float64]
    next: npt.NDArray[np.intp]
    """Per node where it goes on up to its limit, and where beyond."""
    deepest: int


def _steps(forest: Forest) -> _Steps:
    ends = forest.columns < 0
    below, above = (
        np.where(ends, np.arange(len(ends)), children) for children in (forest.below, forest.above)
    )
    deepest, at = 0, forest.roots
    while len(at := at[~ends[at]]):
        deepest, at = deepest + 1, np.concatenate([below[at], above[at]])
    return _Steps(
        roots=forest.roots.astype(np.intp),
        columns=np.where(ends, 0, forest.columns).astype(np.intp),
        limits=np.where(ends, np.inf, forest.limits),
        next=np.stack([below, above], axis=1).ravel(),
        deepest=deepest,
    )


def read_forest(data: dict[str, str]) -> Forest:
    """A forest as `Forest.exported` left it."""
    return Forest(**{name: unpacked(data[name], kind) for name, kind in _KINDS.items()})


def forest_of(model: ExtraTreesClassifier) -> Forest:
    """The forest of a classifier of two classes, 0 and 1."""
    trees: list[Any] = [estimator.tree_ for estimator in model.estimators_]
    counts = np.array([tree.node_count for tree in trees])
    roots = np.cumsum(counts) - counts

    def linked(name: str) -> npt.NDArray[np.int32]:
        parts = [getattr(t, name) + root for t, root in zip(trees, roots, strict=True)]
        return np.concatenate(parts).astype(np.int32)

    values = np.concatenate([tree.value[:, 0, :] for tree in trees])
    return Forest(
        columns=np.concatenate([tree.feature for tree in trees]).astype(np.int16),
        limits=np.concatenate([tree.threshold for tree in trees]),
        below=linked("children_left"),
        above=linked("children_right"),
        shares=(values[:, 1] / values.sum(axis=1)).astype(np.float32),
        roots=roots.astype(np.int32),
    )
