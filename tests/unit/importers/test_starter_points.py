"""The policies of the starter knowledge state their points; ways of asking stand apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge_base.importers.base import Problem
from knowledge_base.importers.documents import read_lines
from knowledge_base.importers.policy_sections import BENEFITS, POINTS, labelled, sections_of
from knowledge_base.importers.starter import STARTER

ASKED = re.compile(r"(吗|不|没|没有|多少|几万|几成|怎么|哪里|呢)?[？?]?$")
"""How a citizen's question ends, and no statement of a policy does."""


@pytest.mark.parametrize("path", sorted((STARTER / "policies").iterdir()), ids=lambda p: p.stem)
def test_no_point_of_a_policy_holds_a_way_of_asking(path: Path) -> None:
    """What stands in 政策要点 is said to the citizen word for word, so a question there leaks."""
    _, sections = sections_of(read_lines(path))
    for point in labelled(path, sections, POINTS, BENEFITS):
        assert not isinstance(point, Problem)
        for part in re.split("[；;。]", point[1]):
            ending = ASKED.search(part.strip())
            assert ending is not None
            assert not part or not ending[0], f"{point[0]}：{part}"
