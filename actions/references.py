"""How looked-up knowledge travels through Rasa: by reference, like findings.

The turn pipeline reads it again and makes blocks of it (`bot.lookup_blocks`), so that nothing of it
is kept in a tracker or changed on the way.
"""

from __future__ import annotations

from typing import Any

NOTICE, NEAR = "notice", "near"
"""Keys of a message's custom payload: a one-time notice (一次性告知单), and where to go."""


def notice(guide_id: str, case: str | None) -> dict[str, Any]:
    """A payload that refers to a guide's notice: that of a case, or of the guide as a whole."""
    return {NOTICE: {"guide": guide_id, "case": case}}


def near(place: str, guide_id: str | None) -> dict[str, Any]:
    """A payload that refers to the nearest points of a place, for a guide or in general."""
    return {NEAR: {"place": place, "guide": guide_id}}
