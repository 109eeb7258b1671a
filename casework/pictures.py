"""Draws the transition tables into docs/casework.md.

`python -m casework.pictures docs/casework.md` draws them anew after a table changed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from casework.applications.steps import STEPS
from casework.handoff import HANDOFFS
from casework.messages import MESSAGES

PICTURES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {"applications": STEPS.picture, "handoff": HANDOFFS.picture, "messages": MESSAGES.picture}
)
"""Name in the page → the table's picture."""
_PLACE = re.compile(
    r"(?P<open><!-- picture: (?P<name>\w+) -->\n).*?(?P<close><!-- /picture -->)", re.DOTALL
)


def redraw(page: str) -> str:
    """The page with every picture between its marks drawn from its table.

    Raises:
        KeyError: the page names a picture that no table has.
    """

    def drawn(place: re.Match[str]) -> str:
        picture = PICTURES[place["name"]]()
        return f"{place['open']}```mermaid\n{picture}\n```\n{place['close']}"

    return _PLACE.sub(drawn, page)


def main(path: Path) -> None:
    """Redraw a page in place."""
    path.write_text(redraw(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
