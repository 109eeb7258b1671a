"""The quality report and the counts, over a real database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import orjson
import pytest

from knowledge_base.drafts import EntryDraft
from knowledge_base.editorial import Editor, emergency_publish, retire, save_draft
from knowledge_base.models import Guide, Material, Policy, Situation, SourceKind
from knowledge_base.quality import KIND_WORDS, FindingKind, quality_report
from knowledge_base.stats import statistics
from tests.integration.editorial_desk import CHIEF, LAW, Desk, draft, of, open_desk

TODAY = date(2026, 6, 1)
LATER = date(2099, 1, 1)


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    desk = open_desk(database_url)
    yield desk
    desk.database.close()


def publish_all(desk: Desk, *drafts: EntryDraft) -> None:
    with desk.work() as session:
        editor = Editor(session, "import")
        saved = editor.save(drafts)
        editor.publish([(s.entry_id, s.number) for s in saved], "sample")
        editor.finish()


def found(
    desk: Desk, hits: dict[str, int] | None = None, today: date | None = None
) -> dict[str, list[str]]:
    with desk.database.read() as session:
        report = quality_report(session, hits, today)
    kinds: dict[str, list[str]] = {}
    for finding in report.findings:
        kinds.setdefault(finding.kind.value, []).append(finding.entry_id)
    assert report.counts == {kind: len(kinds.get(kind, [])) for kind in report.counts}
    return kinds


def test_every_kind_has_words() -> None:
    assert set(KIND_WORDS) == set(FindingKind)


def test_a_good_entry_has_no_findings(desk: Desk) -> None:
    publish_all(desk, draft())
    assert found(desk, {of("card"): 3}) == {}


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"sources": ()}, "no_source"),
        ({"answer": "长" * 601}, "too_long"),
        ({"answer": "详情请见 https://sf.example/a"}, "bare_link"),
        ({"answer": "https://sf.example/a"}, "bare_link"),
        ({"answer": "请点击查看。", "links": (("办事指南", "https://sf.example"),)}, "bare_link"),
        ({"valid_until": TODAY}, "expiring"),
        ({"valid_until": TODAY + timedelta(days=30)}, "expiring"),
    ],
)
def test_each_fault_is_found(desk: Desk, changes: dict[str, object], kind: str) -> None:
    publish_all(desk, draft(**changes))
    assert found(desk, today=TODAY) == {kind: [of("card")]}


@pytest.mark.parametrize(
    "changes",
    [
        {"answer": "长" * 600},
        {"answer": "长" * 601, "short_answer": "短"},
        {
            "answer": "请带身份证到城河派出所户籍窗口办理，当场领取，也可网上申请：https://sf.example"
        },
        {"answer": "不收费。"},
        {"answer": "不收费。", "links": (("收费依据", "https://sf.example"),)},
        {"valid_until": TODAY + timedelta(days=31)},
        {"valid_until": TODAY - timedelta(days=1), "sources": ()},
    ],
)
def test_what_is_no_fault_is_not_found(desk: Desk, changes: dict[str, object]) -> None:
    publish_all(desk, draft(**changes))
    assert found(desk, today=TODAY) == {}


def test_what_was_never_quoted_is_known_only_once_hits_are_counted(desk: Desk) -> None:
    publish_all(desk, draft("one"), draft("two", question="公租房怎么申请"))
    assert found(desk) == {}
    assert found(desk, {of("one"): 1}) == {"never_hit": [of("two")]}


def test_an_answer_nobody_touched_for_a_year_is_overdue(desk: Desk) -> None:
    publish_all(desk, draft())
    assert found(desk, today=date.today() + timedelta(days=365)) == {}
    assert found(desk, today=LATER) == {"overdue": [of("card")]}


def test_a_conflict_is_named_once_and_only_between_what_answers(desk: Desk) -> None:
    publish_all(desk, draft("one"), draft("two", answer="另答。"))
    desk.save("three", answer="只是草稿。")
    (pair,) = found(desk)["conflicting"]
    assert pair == min(of("one"), of("two"))
    with desk.work() as session:
        retire(session, of("two"), "operator", "merged")
    assert found(desk) == {}


def test_stale_translations_and_owed_reviews_are_found(desk: Desk) -> None:
    english = {"question": "How?", "language": "en", "translation_of": "card"}
    publish_all(desk, draft(), draft("card#en", **english))
    publish_all(desk, draft(answer="改为网上办理。"))
    urgent = desk.save("urgent", question="今天在哪里避险")
    with desk.work() as session:
        emergency_publish(session, CHIEF, urgent, 1, "洪水")
    assert found(desk) == {"stale_translation": [of("card#en")], "review_owed": [urgent]}


def test_the_report_is_json(desk: Desk) -> None:
    publish_all(desk, draft(sources=()), draft("old", valid_until=date(2020, 1, 1)))
    with desk.database.read() as session:
        report = quality_report(session, today=TODAY)
    loaded = orjson.loads(orjson.dumps(report.as_json()))
    assert (loaded["entries"], loaded["expired"]) == (1, 1)
    assert loaded["findings"][0]["kind"] == "no_source"
    assert loaded["counts"]["bare_link"] == 0


def test_an_empty_knowledge_has_nothing_to_report(desk: Desk) -> None:
    assert found(desk, {}) == {}
    with desk.database.read() as session:
        counted = statistics(session)
    assert counted["entries"]["all"] == 0
    assert counted["guides"]["situations"] == 0


def test_everything_is_counted(desk: Desk, tmp_path: Path) -> None:
    guide = replace(LAW, kind=SourceKind.GUIDE, title="居住证办理")
    publish_all(
        desk,
        draft("a", field="户籍管理", similar_questions=tuple("一二三四五六")),
        draft(
            "b", question="公租房怎么申请", field="住房保障", sources=(guide,), short_answer="短"
        ),
        draft("b#en", question="How?", language="en", translation_of="b", sources=()),
        draft("c", question="旧补贴", valid_until=date(2020, 1, 1), superseded_by="a"),
    )
    with desk.work() as session:
        save_draft(session, draft("d", question="还没有审查的问题"), "editor")
        identifier = Editor(session, "import").source(guide)
        session.add(_guide(identifier))
        session.add(_policy(identifier))
    (tmp_path / "terms.tsv").write_text("交社保\t缴纳社会保险费\tcolloquial\t社会保险\n")
    with desk.database.read() as session:
        counted = orjson.loads(orjson.dumps(statistics(session, tmp_path, TODAY)))
    entries = counted["entries"]
    assert (entries["all"], entries["published"], entries["expired"]) == (5, 4, 1)
    assert entries["by_status"] == {"published": 4, "draft": 1}
    assert entries["by_language"] == {"zh": 3, "en": 1}
    assert entries["by_field"] == {"-": 2, "户籍管理": 1, "住房保障": 1}
    assert entries["by_kind"] == {"law": 2, "guide": 1, "-": 1}
    assert (entries["similar_questions"], entries["well_covered"]) == (6, 1)
    assert (entries["short_answers"], entries["superseded"]) == (1, 1)
    assert (counted["guides"]["guides"], counted["guides"]["materials"]) == (1, 1)
    assert (counted["guides"]["with_situations"], counted["guides"]["situations"]) == (1, 2)
    assert counted["policies"] == {
        "policies": 1,
        "with_conditions": 1,
        "ended": 1,
        "by_validity": {"失效": 1},
    }
    assert counted["sources"] == {"law": 1, "guide": 1}
    assert counted["places"] == {"jurisdictions": 2, "organisations": 3}
    assert counted["thesaurus"] == {"pairs": 1, "by_kind": {"colloquial": 1}}


def _guide(source: str) -> Guide:
    return Guide(
        id="g1",
        key="居住证",
        source_id=source,
        name="居住证办理",
        aliases=[],
        field="户籍管理",
        jurisdiction_code="sf",
        facts={},
        questions=[],
        content_hash="",
        materials=[Material(position=0, code="m1", name="身份证")],
        situations=[
            Situation(position=n, code=f"s{n}", name=name, material_codes=["m1"], facts={})
            for n, name in enumerate(("首次申领", "丢失补领"))
        ],
    )


def _policy(source: str) -> Policy:
    return Policy(
        id="p1",
        key="示府〔2020〕1号",
        source_id=source,
        title="补贴办法",
        effective_until=date(2022, 1, 1),
        validity="失效",
        relations=[],
        conditions=[{"attribute": "规模", "op": "属于", "value": "小微", "text": ""}],
        benefits={},
        body="",
        content_hash="",
    )
