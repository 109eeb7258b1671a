"""A question that names a topic and nothing about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge_base.drafts import EntryDraft
from knowledge_base.finding import Match, names_only_a_topic
from knowledge_base.foreseen import from_draft
from knowledge_base.models import Aspect
from knowledge_base.published import PublishedEntry

MATERIALS = from_draft(
    EntryDraft(
        key="materials",
        question="办理居住证需要哪些材料？",
        answer="身份证、照片。",
        jurisdiction="sf",
        topic="居住证",
        aspect=Aspect.MATERIALS,
    )
)
TIME = replace(MATERIALS, id="e2", aspect=Aspect.DURATION)
GENERAL = replace(MATERIALS, id="e3", aspect=Aspect.GENERAL)
OTHER = replace(MATERIALS, id="e4", aspect=Aspect.FEE, topic="护照")


def matches(*entries: PublishedEntry) -> list[Match]:
    return [Match(entry, 0.5) for entry in entries]


@pytest.mark.parametrize("text", ["居住证", "办居住证", "居住证咨询"])
def test_several_aspects_of_a_bare_topic_are_offered(text: str) -> None:
    assert names_only_a_topic(text, matches(MATERIALS, TIME))


def test_the_general_answer_is_given_where_there_is_one() -> None:
    assert not names_only_a_topic("居住证", matches(GENERAL, TIME))


def test_what_is_asked_about_it_counts() -> None:
    assert not names_only_a_topic("居住证要带什么材料", matches(MATERIALS, TIME))


def test_one_aspect_alone_is_no_choice() -> None:
    assert not names_only_a_topic("居住证", matches(MATERIALS, OTHER))


def test_nothing_found_names_nothing() -> None:
    assert not names_only_a_topic("居住证", [])
