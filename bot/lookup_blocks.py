"""Looked-up knowledge as blocks: the one-time notice (一次性告知单), and where to go near home."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from actions.references import NEAR, NOTICE
from bot.choices import NEAREST
from bot.compose import Composer, Outcome
from bot.turns import (
    AnswerStatus,
    Block,
    CardBlock,
    Choice,
    ChoicesBlock,
    CitationBlock,
    Language,
    LinkBlock,
    ListBlock,
    NoticeBlock,
    PlaceBlock,
    TextBlock,
)
from bot.wording import Wording
from knowledge_base.answering import Match
from knowledge_base.lookup import Lookup
from knowledge_base.lookup.places import Point, nearest
from knowledge_base.lookup.tree import Case, Needed, ServiceGuide, Window
from knowledge_base.models import Aspect
from knowledge_base.published import PublishedEntry

MAX_WINDOWS, MAX_POINTS = 3, 2
"""Places shown at most, of a guide and near home."""


class LookupBlocks:
    """Renders the guide notices and places that actions refer to (`actions.references`)."""

    def __init__(
        self,
        wording: Wording,
        composer: Composer,
        lookup: Lookup,
        entry: Callable[[str], PublishedEntry | None],
    ) -> None:
        """Show with these words; `entry` looks a published entry up."""
        self._wording = wording
        self._composer = composer
        self._lookup = lookup
        self._entry = entry

    def outcome(self, payload: dict[str, Any], language: Language) -> Outcome | None:
        """What a message's payload refers to; None where it refers to nothing of ours."""
        if NOTICE in payload:
            return self._notice(payload[NOTICE]["guide"], payload[NOTICE]["case"], language)
        if NEAR in payload:
            return self._near(payload[NEAR]["place"], payload[NEAR]["guide"], language)
        return None

    def _notice(self, guide_id: str, case_code: str | None, language: Language) -> Outcome:
        guide = self._lookup.guides.guide(guide_id)
        if guide is None:
            blocks = (NoticeBlock(self._wording.say("utter_entry_gone", language)),)
            return Outcome(AnswerStatus.UNANSWERED_NO_MATCH, blocks, "notice withdrawn")
        case = guide.case(case_code)
        aspect = Aspect.MATERIALS if guide.materials else Aspect.GENERAL
        entry = self._entry(guide.entries[aspect])
        return Outcome(
            AnswerStatus.ANSWERED,
            tuple(self._notice_blocks(guide, case, language)),
            rule=f"notice {guide.id} {case.code if case else ''}".strip(),
            quoted=Match(entry, 1.0) if entry else None,
        )

    def _notice_blocks(
        self, guide: ServiceGuide, case: Case | None, language: Language
    ) -> Iterator[Block]:
        say = self._wording.say
        title = guide.case_called(case, language) if case else guide.called(language)
        yield TextBlock(say("utter_notice_title", language, item=guide.called(language)))
        if language == "en":
            yield from self._english(guide)
        needed = case.materials if case else guide.materials
        if needed:
            items = tuple(self._needed(one, case, language) for one in needed)
            materials = say("utter_notice_materials", language, case=title)
            yield ListBlock(materials, items, ordered=True)
        else:
            yield TextBlock(say("utter_notice_nothing", language, case=title))
        if facts := tuple(self._facts(guide, case, language)):
            yield CardBlock(title, facts)
        yield from (_place(window) for window in guide.windows[:MAX_WINDOWS])
        if guide.url:
            yield LinkBlock(say("utter_notice_online", language), guide.url)
        yield CitationBlock(
            title=guide.source,
            issuer=guide.issuer,
            url=guide.url,
            validity=self._composer.validity(guide.valid_from, guide.valid_until, language),
        )
        yield ChoicesBlock(tuple(self._ways_on(guide, case, language)))

    def _english(self, guide: ServiceGuide) -> Iterator[Block]:
        """What is published in English of a guide's papers and places; else that nothing is."""
        ids = (guide.english.get(aspect) for aspect in (Aspect.MATERIALS, Aspect.PLACE))
        found = [entry for each in ids if each and (entry := self._entry(each))]
        yield from (TextBlock(entry.answer, quoted=True) for entry in found)
        response = "utter_list_in_chinese" if found else "utter_only_chinese"
        yield NoticeBlock(self._wording.say(response, "en"))

    def _needed(self, one: Needed, case: Case | None, language: Language) -> str:
        # What a case lists is needed in it; the guide's list holds what is needed in some cases.
        say = self._wording.say
        name = "utter_notice_material" if one.required or case else "utter_notice_optional"
        parts = [say(name, language, item=one.name, form=one.form or "", copies=one.copies)]
        if one.review_points:
            parts.append(say("utter_notice_checked", language, points=one.review_points))
        return "；".join([*parts, *filter(None, [one.note])])

    def _facts(
        self, guide: ServiceGuide, case: Case | None, language: Language
    ) -> Iterator[tuple[str, str]]:
        fee, time = (
            self._answer(guide, aspect, language) for aspect in (Aspect.FEE, Aspect.DURATION)
        )
        own = case if language == "zh" else None
        facts = (
            ("utter_notice_fee", (own and own.fee) or fee or (case and case.fee)),
            ("utter_notice_time", (own and own.time_limit) or time or (case and case.time_limit)),
            ("utter_notice_remark", case and case.remark),
            ("utter_notice_agent", guide.agent),
            ("utter_notice_phone", guide.phone),
        )
        for name, value in facts:
            if value:
                yield self._wording.say(name, language), value

    def _answer(self, guide: ServiceGuide, aspect: Aspect, language: Language) -> str | None:
        """The published answer about an aspect, in English where there is one."""
        english = guide.english.get(aspect) if language == "en" else None
        entry_id = english or guide.entries.get(aspect)
        entry = self._entry(entry_id) if entry_id else None
        return entry.answer if entry else None

    def _ways_on(
        self, guide: ServiceGuide, case: Case | None, language: Language
    ) -> Iterator[Choice]:
        say = self._wording.say
        if case is not None:
            yield Choice(say("utter_step_other_case", language), f"guide:{guide.id}")
        yield Choice(say("utter_step_nearest", language), f"{NEAREST}:{guide.id}")

    def _near(self, place: str, guide_id: str | None, language: Language) -> Outcome:
        guide = self._lookup.guides.guide(guide_id) if guide_id else None
        points = self._lookup.places.points(place)
        blocks = tuple(self._near_blocks(points, guide, language))
        return Outcome(AnswerStatus.DIALOGUE, blocks, "nearest")

    def _near_blocks(
        self, points: Sequence[Point], guide: ServiceGuide | None, language: Language
    ) -> Iterator[Block]:
        say = self._wording.say
        station = nearest(points, guide.near) if guide else None
        if guide and station:
            yield TextBlock(say("utter_nearest_item", language, item=guide.called(language)))
            yield from self._point(station, language, guide)
        elif guide and guide.windows:
            item = guide.called(language)
            yield TextBlock(say("utter_nearest_windows", language, item=item))
            yield from (_place(window) for window in guide.windows[:MAX_WINDOWS])
            if guide.agent:
                yield TextBlock(say("utter_nearest_agent", language, agent=guide.agent))
        elif points:
            yield TextBlock(say("utter_nearest_points", language))
            for point in points[:MAX_POINTS]:
                yield from self._point(point, language, None)
        else:
            yield TextBlock(say("utter_nearest_none", language))

    def _point(
        self, point: Point, language: Language, guide: ServiceGuide | None
    ) -> Iterator[Block]:
        say = self._wording.say
        name = point.name_en if language == "en" else point.name
        yield PlaceBlock(name, point.address, point.hours, point.phone)
        served = point.agent_services
        if guide is None and served:
            yield TextBlock(say("utter_nearest_agents", language, services="、".join(served)))
        if guide is not None and guide.topic in served:
            yield TextBlock(say("utter_nearest_agent_here", language))
        if guide is not None and guide.agent:
            yield TextBlock(say("utter_nearest_agent", language, agent=guide.agent))
        if point.visits:
            yield TextBlock(say("utter_nearest_visits", language, visits=point.visits))


def _place(window: Window) -> PlaceBlock:
    return PlaceBlock(window.name, window.address, window.hours, window.phone)
