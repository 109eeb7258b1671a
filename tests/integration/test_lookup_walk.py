"""A walk through a guide's questions while the guide changes under it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select

from actions.answer import ActionAnswer
from actions.catalog import CatalogFollowUps
from actions.guide import ActionBeginGuide, GuideForm
from actions.guide_question import ActionAskGuideCase, ActionGiveNotice
from actions.next_steps import NextSteps
from actions.references import NOTICE
from actions.subjects import Subjects
from actions.utterances import BLOCKS
from bot.wording import Wording
from knowledge_base.answering import Answering
from knowledge_base.database import Database
from knowledge_base.lookup import Lookup, lookup_of
from knowledge_base.lookup.options import Options
from knowledge_base.models import Guide
from knowledge_base.thesaurus import load_thesaurus
from tests.integration.lookup_desk import PERMIT, PERMIT_NAME, copy_of, republish, small_town


@dataclass
class Walker:
    """A citizen in a walk, as the assistant's tracker would have it."""

    database: Database
    answering: Answering
    slots: dict[str, Any] = field(default_factory=dict)
    said: list[dict[str, Any]] = field(default_factory=list)

    @property
    def lookup(self) -> Lookup:
        return lookup_of(self.database)

    @property
    def form(self) -> GuideForm:
        subjects = Subjects(self.answering, self.lookup)
        return GuideForm(subjects, self.lookup, Options(load_thesaurus()))

    def begin(self, guide_id: str) -> list[dict[str, Any]]:
        lookup, say = self.lookup, Wording().say
        answer = ActionAnswer(
            self.answering,
            NextSteps(lookup, say),
            CatalogFollowUps(self.answering, lookup),
            lookup,
            Options(load_thesaurus()),
        )
        begin = ActionBeginGuide(Subjects(self.answering, lookup), lookup, self.form, answer, say)
        return self._run(begin, "guide", "", guide_id, None)

    def hear(
        self, text: str = "", intent: str = "ask", value: str | None = None, tag: str | None = None
    ) -> list[dict[str, Any]]:
        self.slots["requested_slot"] = "guide_case"
        return self._run(self.form, intent, text, value, tag)

    def ask(self) -> list[dict[str, Any]]:
        return self._run(ActionAskGuideCase(self.lookup, Wording().say), "resume", "", None, None)

    def notice(self) -> list[dict[str, Any]]:
        return self._run(ActionGiveNotice(self.lookup), "ask", "", None, None)

    def prompts(self) -> list[str]:
        """Questions asked so far."""
        blocks = [b for m in self.said for b in m["custom"].get(BLOCKS, ())]
        return [block["prompt"] for block in blocks]

    def responses(self) -> list[str]:
        return [m["response"] for m in self.said if m.get("response")]

    def _run(
        self, action: Any, intent: str, text: str, value: str | None, detail: str | None
    ) -> list[dict[str, Any]]:
        entities = [
            {"entity": name, "value": given}
            for name, given in (("value", value), ("detail", detail))
            if given
        ]
        message = {"intent": {"name": intent}, "text": text, "entities": entities, "metadata": {}}
        tracker = Tracker("walk", dict(self.slots), message, [], False, None, {}, None)
        dispatcher = CollectingDispatcher()
        events: list[dict[str, Any]] = asyncio.run(action.run(dispatcher, tracker, {}))
        self.slots |= {e["name"]: e["value"] for e in events if e["event"] == "slot"}
        self.said += dispatcher.messages
        return events


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    small_town(folder).close()
    return folder / "town.db"


@pytest.fixture
def walker(made: Path, tmp_path: Path) -> Iterator[Walker]:
    database = copy_of(made, tmp_path)
    answering = Answering(database, None)
    answering.open()
    yield Walker(database, answering)
    answering.close()
    database.close()


def permit(walker: Walker) -> str:
    with walker.database.read() as session:
        return session.scalars(select(Guide.id).where(Guide.name == PERMIT_NAME)).one()


def test_slots_hold_nothing_but_codes(walker: Walker) -> None:
    events = walker.begin(permit(walker))
    walker.hear("第一次办")
    walker.hear("我在南湖街道住了八个月")
    assert walker.slots["guide_path"] == ["0-0", "1-0"]
    assert walker.slots["guide_case"] is None
    walker.hear("打工")
    assert walker.slots["guide_case"] == "s2"
    assert events[-1] == {"event": "followup", "timestamp": None, "name": "guide_form"}


def test_the_notice_travels_by_reference(walker: Walker) -> None:
    walker.begin(permit(walker))
    walker.hear("丢了")
    walker.notice()
    assert walker.said[-1]["custom"] == {NOTICE: {"guide": permit(walker), "case": "s5"}}
    assert walker.slots["guide_item"] is None
    assert walker.slots["topic"] == "居住证"


def test_a_guide_republished_in_mid_walk_begins_again(walker: Walker, tmp_path: Path) -> None:
    walker.begin(permit(walker))
    walker.hear("第一次办")
    republish(walker.database, tmp_path, PERMIT, publish=True, 预约="要预约")
    walker.hear("满半年")
    assert walker.responses() == ["utter_guide_changed"]
    assert walker.slots["guide_path"] == []
    walker.ask()
    assert walker.prompts()[-1] == "您是要办新的，还是换、补？"
    walker.hear("第一次办")
    assert walker.slots["guide_path"] == ["0-0"]


def test_a_guide_republished_while_the_walk_waits_begins_again(
    walker: Walker, tmp_path: Path
) -> None:
    walker.begin(permit(walker))
    walker.hear("第一次办")
    republish(walker.database, tmp_path, PERMIT, publish=True, 预约="要预约")
    walker.ask()
    assert walker.responses() == ["utter_guide_changed"]
    assert walker.slots["guide_path"] == []
    assert walker.prompts() == ["您是要办新的，还是换、补？"]


def test_a_button_from_before_the_republishing_is_over(walker: Walker, tmp_path: Path) -> None:
    walker.begin(permit(walker))
    old = walker.slots["guide_version"]
    republish(walker.database, tmp_path, PERMIT, publish=True, 预约="要预约")
    walker.hear(intent="inform", value="0-2", tag=old)
    walker.hear(intent="inform", value="0-2", tag=old)
    assert walker.responses() == ["utter_guide_changed", "utter_choice_over"]
    assert walker.slots["guide_case"] is None
    walker.hear(intent="inform", value="0-2", tag=walker.slots["guide_version"])
    assert walker.slots["guide_case"] == "s5"


def test_a_guide_withdrawn_in_mid_walk_ends_it(walker: Walker) -> None:
    walker.begin(permit(walker))
    with walker.database.begin() as session:
        session.get_one(Guide, permit(walker)).retired = True
    walker.hear("第一次办")
    assert walker.slots["guide_case"] is not None
    walker.notice()
    assert walker.responses() == ["utter_entry_gone"]
    assert walker.slots["guide_item"] is None


def test_a_guide_withdrawn_while_the_walk_waits_ends_it(walker: Walker) -> None:
    walker.begin(permit(walker))
    with walker.database.begin() as session:
        session.get_one(Guide, permit(walker)).retired = True
    events = walker.ask()
    assert walker.responses() == ["utter_entry_gone"]
    assert {"event": "active_loop", "timestamp": None, "name": None} in events


def test_what_waits_for_review_is_not_walked_but_answered(walker: Walker, tmp_path: Path) -> None:
    changed = [{"编码": f"m{n}", "名称": f"新材料{n}"} for n in range(1, 8)]
    republish(walker.database, tmp_path, PERMIT, publish=False, 材料=changed)
    events = walker.begin(permit(walker))
    assert events == []
    assert walker.responses() == ["utter_entry_gone"]


def test_an_aside_in_mid_walk_is_left_to_the_other_rules(walker: Walker) -> None:
    walker.begin(permit(walker))
    assert walker.hear("转人工", intent="human") == []
    assert walker.hear("那要多少钱", intent="ask_aspect") == []
    assert walker.said == []


def test_an_answer_taken_for_something_else_is_heard_all_the_same(walker: Walker) -> None:
    walker.begin(permit(walker))
    walker.hear("没办过", intent="stop")
    assert walker.slots["guide_path"] == ["0-0"]
