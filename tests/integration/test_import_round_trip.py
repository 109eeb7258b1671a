"""Out to a spreadsheet or JSON lines and back: not a character is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from knowledge_base.drafts import EntryDraft, SourceDraft
from knowledge_base.exporters.entries import (
    LONGEST_CELL,
    NotExportable,
    entry_drafts,
    export_jsonl,
    export_xlsx,
)
from knowledge_base.importers.base import Outcome
from knowledge_base.models import Aspect, EntryStatus, SourceKind
from tests.integration.import_desk import ImportDesk, catalog, item, jsonl, open_desk

WRITERS = {"xlsx": export_xlsx, "jsonl": export_jsonl}
ODD = "问答政策abc=+-@'\"｜|[]{}\\,，;；\n\t 　#<&>1０_x000D_😀《》é標"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ImportDesk]:
    opened = open_desk(tmp_path)
    yield opened
    opened.database.close()


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImportDesk]:
    opened = open_desk(tmp_path_factory.mktemp("reader"))
    yield opened
    opened.database.close()


texts = st.text(alphabet=ODD, min_size=1, max_size=30).filter(lambda text: text.strip())
optional = st.none() | texts
several = st.lists(texts, max_size=3, unique=True).map(tuple)
addresses = texts.map(lambda text: f"https://shifan.example/{text}")
days = st.none() | st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31))
sources = st.builds(
    SourceDraft,
    kind=st.sampled_from(SourceKind),
    title=texts,
    document_number=optional,
    article=optional,
    issuer=optional,
    url=st.none() | addresses,
    issued_on=days,
    effective_from=days,
    effective_until=days,
)
drafts = st.builds(
    EntryDraft,
    key=texts,
    question=texts,
    answer=texts,
    jurisdiction=st.sampled_from(["sf", "sf-ch"]),
    organisation=st.sampled_from([None, "mzj", "chjd"]),
    language=st.sampled_from(["zh", "en"]),
    translation_of=optional,
    superseded_by=optional,
    similar_questions=several,
    negative_questions=several,
    keywords=several,
    short_answer=optional,
    spoken_answer=optional,
    links=st.lists(st.tuples(texts, addresses), max_size=2).map(tuple),
    topic=optional,
    field=optional,
    aspect=st.sampled_from(Aspect),
    audience=several,
    life_stages=several,
    sources=st.lists(sources, max_size=2).map(tuple),
).filter(lambda draft: draft.key.strip() not in _named(draft))  # refused: test_import_questions


def _named(draft: EntryDraft) -> set[str]:
    """Keys of the other entries that a draft names."""
    return {key.strip() for key in (draft.translation_of, draft.superseded_by) if key}


@pytest.mark.parametrize("kind", WRITERS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    made=st.lists(drafts, min_size=1, max_size=3, unique_by=lambda draft: draft.key), begins=days
)
def test_any_entry_survives(
    reader: ImportDesk, kind: str, made: list[EntryDraft], begins: date | None
) -> None:
    made = [replace(draft, valid_from=begins) for draft in made]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"out.{kind}"
        assert WRITERS[kind](made, path) == len(made)
        found, problems = reader.read(path)
    assert problems == []
    read = [draft for draft in found if isinstance(draft, EntryDraft)]
    assert [(draft.key, draft.content_hash) for draft in read] == [
        (draft.key, draft.content_hash) for draft in made
    ]


@pytest.mark.parametrize("kind", WRITERS)
def test_a_whole_knowledge_goes_out_and_back_unchanged(desk: ImportDesk, kind: str) -> None:
    full = {
        "key": "full",
        "question": "高龄津贴发多少？",
        "answer": "每月100元。\n\n按季发放。",
        "similar": ["高龄津贴好多钱", "老年补贴几多"],
        "links": [{"label": "办法 全文", "url": "https://example.org/a?b=c d"}],
        "sources": [
            {
                "kind": "policy",
                "title": "办法",
                "document_number": "示民〔2024〕5号",
                "article": "第二条",
            }
        ],
        "valid_until": "2030-12-31",
        "superseded_by": "next",
        "english": {"question": "How much?", "answer": "100 yuan."},
    }
    desk.run(
        jsonl(desk.folder / "q.jsonl", full, {"key": "next", "question": "新？", "answer": "新。"}),
        catalog(desk.folder / "c.xlsx", [item(1)]),
        publish=True,
    )
    out = desk.folder / f"out.{kind}"
    with desk.database.read() as session:
        count = WRITERS[kind](entry_drafts(session), out)
    assert count == 8
    report = desk.run(out, publish=True)
    assert report.problems == []
    assert report.counts["entry"] == {Outcome.UNCHANGED: 8}


def test_editing_one_cell_changes_one_entry(desk: ImportDesk) -> None:
    """The walk of a new user: export, edit a cell, import, see the difference, publish."""
    desk.run(catalog(desk.folder / "c.xlsx", [item(1), item(2, level_two="名单")]), publish=True)
    out = desk.folder / "问答.xlsx"
    with desk.database.read() as session:
        export_xlsx(entry_drafts(session), out)
    book = load_workbook(out)
    sheet = book.active
    assert sheet is not None
    headings = [cell.value for cell in sheet[1]]
    answer = sheet.cell(2, headings.index("答案") + 1)
    before = answer.value
    answer.value = "改过的答案。"
    book.save(out)

    dry = desk.run(out, dry_run=True)
    assert dry.counts["entry"] == {Outcome.CHANGED: 1, Outcome.UNCHANGED: 9}
    assert [(d.field, d.before, d.after) for d in dry.diffs] == [("answer", before, "改过的答案。")]
    desk.run(out, publish=True)
    edited = [key for key, (text, _, _) in desk.stored().items() if text == "改过的答案。"]
    assert len(edited) == 1
    assert desk.stored()[edited[0]][1:] == (EntryStatus.PUBLISHED, 2)
    assert desk.run(desk.folder / "c.xlsx").changes_nothing  # the catalog did not change


def test_retired_entries_stay_behind(desk: ImportDesk) -> None:
    path = desk.folder / "q.jsonl"
    one, two = {"question": "一？", "answer": "一。"}, {"question": "二？", "answer": "二。"}
    desk.run(jsonl(path, one, two))
    desk.run(jsonl(path, one), retire=True)
    with desk.database.read() as session:
        assert [draft.question for draft in entry_drafts(session)] == ["一？"]


def test_what_a_cell_cannot_hold_is_refused_not_cut(tmp_path: Path) -> None:
    long = EntryDraft("k", "问？", "长" * (LONGEST_CELL + 1), "sf")
    with pytest.raises(NotExportable, match="最多"):
        export_xlsx([long], tmp_path / "a.xlsx")
    control = EntryDraft("k", "问？", "响铃\x07", "sf")
    with pytest.raises(NotExportable, match="控制字符"):
        export_xlsx([control], tmp_path / "b.xlsx")
    assert export_jsonl([long, control], tmp_path / "c.jsonl") == 2
