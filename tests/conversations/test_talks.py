"""Holds every written conversation with the running service and a real assistant."""

from __future__ import annotations

from collections import Counter

import pytest

from knowledge_base.database import Database
from tests.conversations.talks import TURN_KEYS, Speaker, Talk, check, talks
from tests.support.desk import TestDesk
from tests.support.service import LiveService

TALKS = list(talks())
pytestmark = pytest.mark.assistant


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.name)
def test_talk(talk: Talk, starter_town: LiveService) -> None:
    if talk.desk is not None:
        TestDesk(Database(starter_town.database_url)).put(talk.desk)
    speaker = Speaker(starter_town, starter_town.session())
    for number, turn in enumerate(talk.turns, 1):
        check(number, turn, speaker.turn(turn))


def test_no_two_talks_have_one_name() -> None:
    assert [name for name, n in Counter(talk.name for talk in TALKS).items() if n > 1] == []


def test_every_talk_expects_something() -> None:
    silent = [t.name for t in TALKS if not any(set(turn) & TURN_KEYS - {"say"} for turn in t.turns)]
    assert not silent
