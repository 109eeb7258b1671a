from __future__ import annotations

from bot.turns import AnswerStatus

GROUPS = {"answered", "clarify", "dialogue", "unanswered", "refused", "error"}


def test_every_status_belongs_to_an_analytics_group() -> None:
    assert {status.group for status in AnswerStatus} == GROUPS
