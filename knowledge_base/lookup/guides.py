"""Published guides as they may be shown: only what the entries made from them say as well.

A guide's row changes with every import, its entries only when they have been reviewed. So a fact of
the row is shown where the entry published about it says, word for word, what would be made of the
row now; else the entry speaks alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from knowledge_base.database import Database
from knowledge_base.drafts import ENGLISH, SourceDraft
from knowledge_base.importers.drafts import GuideDraft, MaterialDraft, SituationDraft
from knowledge_base.importers.guide_answers import ANSWERS
from knowledge_base.lookup.english import english_answers, english_names
from knowledge_base.lookup.tree import Case, Needed, Option, Question, ServiceGuide, Window
from knowledge_base.models import Aspect, Entry, Guide, Organisation, Source, SourceKind
from knowledge_base.published import PublishedEntry, load_published, today

VERSION_CHARS = 8


class Guides:
    """The guides of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def guide(self, guide_id: str) -> ServiceGuide | None:
        """One guide; None where there is none whose materials are published and valid."""
        with self._database.read() as session:
            row = session.get(Guide, guide_id)
            return None if row is None or row.retired else _shown(session, row)

    def of_entry(self, entry_id: str) -> str | None:
        """Id of the guide an entry was made from; None for all other entries."""
        with self._database.read() as session:
            key = session.scalar(select(Entry.key).where(Entry.id == entry_id))
            if key is None or not key.startswith("guide:"):
                return None
            here = (Guide.key == guide_key(key)) & Guide.retired.is_(False)
            return session.scalar(select(Guide.id).where(here))

    def asks(self, guide_id: str) -> bool:
        """Whether a guide has questions that tell cases apart."""
        with self._database.read() as session:
            return bool(session.scalar(select(Guide.questions).where(Guide.id == guide_id)))

    def names(self, guide_ids: Iterable[str], language: str = "zh") -> dict[str, str]:
        """Names of guides by id, in the order given; what is retired is left out.

        Where a guide has no name in English its own is given.
        """
        wanted = list(guide_ids)
        with self._database.read() as session:
            here = Guide.id.in_(wanted) & Guide.retired.is_(False)
            found = _named(session, session.scalars(select(Guide).where(here)), language)
        return {guide_id: found[guide_id] for guide_id in wanted if guide_id in found}

    def in_stage(
        self, labels: Iterable[str], names: Iterable[str], language: str = "zh"
    ) -> dict[str, str]:
        """Names by id of the published guides of a stage of life.

        Args:
            labels: values of 生命周期 that belong to the stage.
            names: names of guides that do as well.
            language: of the names; where a guide has none in English its own is given.
        """
        wanted, named = set(labels), set(names)
        with self._database.read() as session:
            rows = session.scalars(
                select(Guide).where(Guide.retired.is_(False), _published()).order_by(Guide.name)
            )
            own = (
                r for r in rows if r.name in named or wanted & set(r.facts.get("生命周期") or ())
            )
            return _named(session, own, language)


def _named(session: Session, guides: Iterable[Guide], language: str) -> dict[str, str]:
    rows = list(guides)
    english = english_names(session, [row.key for row in rows]) if language == "en" else {}
    return {row.id: english.get(row.key, row.name) for row in rows}


def guide_key(entry_key: str) -> str:
    """Key of the guide that an entry's key begins with."""
    return entry_key.removesuffix(ENGLISH).rpartition(":")[0]


def _published() -> ColumnElement[bool]:
    """Where a guide's materials, or all there is of it, are published."""
    keys = or_(*(Entry.key == Guide.key + f":{a}" for a in (Aspect.MATERIALS, Aspect.GENERAL)))
    return select(Entry.id).where(keys, Entry.published_number.is_not(None)).exists()


def _shown(session: Session, row: Guide) -> ServiceGuide | None:
    source = session.get_one(Source, row.source_id)
    body = session.get(Organisation, row.organisation_code) if row.organisation_code else None
    draft = _draft(row, source, body)
    entries = {entry.aspect: entry for entry in _agreeing(session, draft)}
    spoken = entries.get(Aspect.MATERIALS if draft.materials else Aspect.GENERAL)
    if spoken is None:
        return None
    facts = draft.facts
    needed = {material.code: _needed(material) for material in draft.materials}
    placed = Aspect.PLACE in entries
    return ServiceGuide(
        id=row.id,
        version=row.content_hash[:VERSION_CHARS],
        name=row.name,
        topic=spoken.topic or row.name,
        questions=tuple(_questions(row.questions)),
        cases=tuple(_case(case, needed, set(entries)) for case in draft.situations),
        materials=tuple(needed.values()),
        windows=tuple(_windows(facts)) if placed else (),
        near=tuple(facts.get("家门口") or ()) if placed else (),
        agent=(facts.get("代办") or None) if placed else None,
        phone=str(facts["咨询方式"]) if Aspect.PHONE in entries else None,
        url=facts.get("在线办理地址") or None,
        issuer=source.issuer,
        source=source.title,
        valid_from=spoken.valid_from,
        valid_until=spoken.valid_until,
        entries={aspect: entry.id for aspect, entry in entries.items()},
        english_name=english_names(session, [row.key]).get(row.key),
        english=english_answers(session, row.key),
    )


def _agreeing(session: Session, draft: GuideDraft) -> Iterator[PublishedEntry]:
    """Published, valid entries that say of their aspect what the row says now."""
    keys = [f"{draft.key}:{aspect}" for aspect in ANSWERS]
    ids = list(session.scalars(select(Entry.id).where(Entry.key.in_(keys))))
    for entry in load_published(session, ids):
        if entry.valid_on(today()) and entry.answer == ANSWERS[entry.aspect](draft):
            yield entry


def _draft(row: Guide, source: Source, body: Organisation | None) -> GuideDraft:
    """The row as its importer had it, so far as entries are made from it."""
    return GuideDraft(
        key=row.key,
        source=SourceDraft(SourceKind.GUIDE, source.title),
        name=row.name,
        aliases=(),
        field=row.field,
        topic=row.name,
        organisation=row.organisation_code,
        organisation_name=body.name if body else source.issuer or "",
        jurisdiction=row.jurisdiction_code,
        facts=row.facts,
        questions=tuple(row.questions),
        materials=tuple(
            MaterialDraft(
                m.code, m.name, m.form, m.copies, m.required, m.origin, m.review_points, m.note
            )
            for m in row.materials
        ),
        situations=tuple(
            SituationDraft(s.code, s.name, tuple(s.material_codes), s.facts) for s in row.situations
        ),
    )


def _questions(questions: list[dict[str, Any]]) -> Iterator[Question]:
    for number, question in enumerate(questions):
        options = tuple(
            Option(
                code=f"{number}-{place}",
                label=option["label"],
                words=(*(option.get("words") or ()), *filter(None, [option.get("english")])),
                question=option.get("next"),
                case=option.get("situation"),
                english=option.get("english"),
            )
            for place, option in enumerate(question["options"])
        )
        yield Question(question["id"], question["question"], options, question.get("english"))


def _case(case: SituationDraft, needed: dict[str, Needed], spoken: set[Aspect]) -> Case:
    def fact(name: str, aspect: Aspect) -> str | None:
        return str(case.facts[name]) if aspect in spoken and case.facts.get(name) else None

    return Case(
        code=case.code,
        name=case.name,
        materials=tuple(needed[code] for code in dict.fromkeys(case.material_codes)),
        fee=fact("费用", Aspect.FEE),
        time_limit=fact("承诺办结时限", Aspect.DURATION),
        remark=fact("说明", Aspect.MATERIALS),
    )


def _needed(material: MaterialDraft) -> Needed:
    return Needed(
        code=material.code,
        name=material.name,
        form=material.form,
        copies=material.copies,
        required=material.required,
        review_points=material.review_points,
        note=material.note,
    )


def _windows(facts: dict[str, Any]) -> Iterator[Window]:
    for place in facts.get("办理地点") or ():
        yield Window(place["名称"], place["地址"], place.get("时间"), place.get("电话"))
