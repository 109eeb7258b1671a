"""Where the topics of the knowledge point."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge_base.retrieval.bearings import bearings
from knowledge_base.retrieval.vocabulary import Floats


def towards(degrees: float) -> Floats:
    angle = np.deg2rad(degrees)
    return np.array([np.cos(angle), np.sin(angle)], np.float32)


KNOWN = bearings(
    [
        ("east", towards(-10)),
        ("east", towards(10)),
        ("north-east", towards(45)),
        ("north", towards(90)),
    ]
)


def test_a_topic_points_where_its_entries_do_together() -> None:
    assert KNOWN.directions[0] == pytest.approx(towards(0))


def test_the_nearest_topic_is_the_rival_of_all_but_itself() -> None:
    rivals = KNOWN.nearest_others(towards(0), ["east", "north", "east"])
    cosine = np.cos(np.deg2rad(45))
    assert rivals == pytest.approx([cosine, 1.0, cosine], abs=1e-5)


def test_a_topic_left_out_is_no_rival() -> None:
    assert KNOWN.nearest_others(towards(0), ["east"], "north-east") == pytest.approx(
        [0.0], abs=1e-5
    )


def test_opposite_topics_are_no_rivals() -> None:
    assert KNOWN.nearest_others(towards(225), ["east"]) == pytest.approx([0.0])


def test_nothing_known_is_near_nothing() -> None:
    assert bearings([]).nearest_others(np.zeros(1, np.float32), ["east"]).tolist() == [0.0]
