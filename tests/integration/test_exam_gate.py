"""The exam as a gate, from the publisher's terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest
import typer
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot.commands import editorial, importing
from bot.exams import opened_gate
from bot.settings import Settings
from bot.storage import migrate
from knowledge_base.database import Database
from knowledge_base.drafts import entry_id
from knowledge_base.models import AuditRecord, Entry, Jurisdiction, Level, Organisation
from tests.integration.editorial_desk import ALL_STAGES, Desk, of

KNOWN = {
    "card": ("居住证怎么办理", "请带身份证到派出所办理。"),
    "fee": ("办理居住证收费吗", "不收费。"),
    "library": ("区图书馆几点开门", "周二至周日9:00至21:00开放。"),
    "housing": ("公租房怎么申请", "向街道申请，公示之后轮候。"),
}
EXAM = [
    {"question": "居住证怎么办", "keys": ["card"]},
    {"question": "居住证办理流程", "keys": ["card"]},
    {"question": "居住证怎么办理呢", "keys": ["card"]},
    {"question": "图书馆几点开门", "keys": ["library"]},
    {"question": "公租房怎么申请", "keys": ["housing"]},
    {"question": "这里没有的事", "keys": ["nowhere"]},
]
OUT_OF_SCOPE = [{"question": "今天天气怎么样", "kind": "chit-chat"}]


@dataclass(frozen=True)
class Terminal:
    """The publisher's terminal over a small district."""

    app: typer.Typer
    desk: Desk

    def __call__(self, *arguments: object) -> Result:
        return CliRunner().invoke(self.app, ["review", *(str(a) for a in arguments)])

    def ready(self, key: str, question: str, answer: str, note: str | None = None) -> int:
        """A version that only has to be published; its number."""
        identifier = self.desk.save(key, question=question, answer=answer)
        number = self.latest(key)
        self.desk.submit(identifier, number, note)
        for stage in ALL_STAGES:
            self.desk.approve(identifier, stage, number)
        return number

    def latest(self, key: str) -> int:
        with self.desk.database.read() as session:
            entry = session.get(Entry, of(key))
            assert entry is not None
            return entry.latest.number

    def answering(self, key: str) -> int | None:
        """The version that answers."""
        with self.desk.database.read() as session:
            entry = session.get(Entry, of(key))
            return entry.published_number if entry else None

    def audit(self, act: str) -> list[AuditRecord]:
        with self.desk.database.read() as session:
            return list(session.scalars(select(AuditRecord).where(AuditRecord.act == act)))


def lines(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    exam = tmp_path / "exam"
    exam.mkdir()
    lines(exam / "questions.jsonl", EXAM)
    lines(exam / "out_of_scope.jsonl", OUT_OF_SCOPE)
    monkeypatch.setenv("WENZHENG_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("WENZHENG_EXAM_DIR", str(exam))
    database = Database(Settings().resolved_database_url)
    migrate(database)
    with database.begin() as session:
        session.add(Jurisdiction(code="sf", name="示范区", level=Level.DISTRICT))
        session.flush()
        session.add(Organisation(code="gafj", name="公安分局", jurisdiction_code="sf"))
    desk = Desk(database)
    for key, (question, answer) in KNOWN.items():
        desk.published(key, question=question, answer=answer)
    app = typer.Typer()
    editorial.register(app)
    importing.register(app)
    yield Terminal(app, desk)
    database.close()


def test_what_spoils_nothing_is_published(terminal: Terminal) -> None:
    number = terminal.ready("card", "居住证怎么办理", "请带身份证和照片到派出所办理。")
    done = terminal("publish", of("card"), number, "--as", "publisher")
    assert done.exit_code == 0, done.output
    assert terminal.answering("card") == number
    assert terminal.audit("overrule_gate") == []


def test_what_spoils_the_exam_is_refused_with_the_questions(terminal: Terminal) -> None:
    number = terminal.ready("card", "结婚登记在哪里办", "民政局。")
    refused = terminal("publish", of("card"), number, "--as", "publisher")
    assert refused.exit_code == 1
    for asked in ("居住证怎么办", "居住证办理流程"):
        assert asked in refused.output.replace("\n", "")
    assert "图书馆" not in refused.output
    assert terminal.answering("card") == 1


def test_a_reason_overrules_the_exam_and_stays_on_record(terminal: Terminal) -> None:
    number = terminal.ready("card", "结婚登记在哪里办", "民政局。")
    blank = terminal("publish", of("card"), number, "--as", "publisher", "--despite-exam", " ")
    assert blank.exit_code == 1
    assert terminal.answering("card") == 1
    done = terminal(
        "publish", of("card"), number, "--as", "publisher", "--despite-exam", "考题下周改"
    )
    assert done.exit_code == 0, done.output
    assert terminal.answering("card") == number
    (record,) = terminal.audit("overrule_gate")
    assert record.actor == "publisher"
    assert record.detail["reason"] == "考题下周改"
    assert any("居住证怎么办" in line for line in record.detail["said"])
    assert "考试未过仍发布" in terminal("log", of("card")).output


def test_a_reason_that_was_not_needed_leaves_no_record(terminal: Terminal) -> None:
    number = terminal.ready("card", "居住证怎么办理", "请带照片。")
    terminal("publish", of("card"), number, "--as", "publisher", "--despite-exam", "以防万一")
    assert terminal.answering("card") == number
    assert terminal.audit("overrule_gate") == []


def test_an_answer_to_what_is_out_of_scope_is_refused(terminal: Terminal) -> None:
    number = terminal.ready("weather", "今天天气怎么样", "晴。")
    refused = terminal("publish", of("weather"), number, "--as", "publisher")
    assert refused.exit_code == 1
    assert "今天天气怎么样" in refused.output
    assert terminal.answering("weather") is None


def test_what_pushes_the_right_entry_aside_is_refused(terminal: Terminal) -> None:
    number = terminal.ready("again", "居住证怎么办", "另一种说法。")
    refused = terminal("publish", of("again"), number, "--as", "publisher")
    assert refused.exit_code == 1
    assert terminal.answering("again") is None


def test_an_emergency_does_not_wait_for_the_exam(terminal: Terminal) -> None:
    identifier = terminal.desk.save("card", question="结婚登记在哪里办", answer="民政局。")
    done = terminal(
        "emergency", identifier, 2, "--as", "duty officer", "--reason", "台风，窗口今日关闭"
    )
    assert done.exit_code == 0, done.output
    assert terminal.answering("card") == 2
    (record,) = terminal.audit("emergency")
    assert record.detail["reason"] == "台风，窗口今日关闭"


def test_of_many_only_those_that_spoil_the_exam_wait(terminal: Terminal) -> None:
    good = terminal.ready("pool", "游泳馆几点开门", "九点。")
    bad = terminal.ready("card", "结婚登记在哪里办", "民政局。")
    done = terminal("publish-all", "--as", "publisher")
    assert done.exit_code == 2
    assert "完成1条，未办1条" in done.output
    assert "居住证" in done.output
    assert (terminal.answering("pool"), terminal.answering("card")) == (good, 1)
    again = terminal("publish-all", "--as", "publisher", "--despite-exam", "考题下周改")
    assert again.exit_code == 0, again.output
    assert terminal.answering("card") == bad
    assert len(terminal.audit("overrule_gate")) == 1


def test_without_an_exam_there_is_no_gate(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENZHENG_EXAM_DIR", str(tmp_path / "none"))
    number = terminal.ready("card", "结婚登记在哪里办", "民政局。")
    assert terminal("publish", of("card"), number, "--as", "publisher").exit_code == 0


def test_questions_are_asked_only_where_the_change_can_reach_them(terminal: Terminal) -> None:
    with opened_gate(Settings()) as gate:
        assert gate is not None
        nothing = gate.examine((), ())
        retiring = gate.examine((entry_id("library"),), ())
    assert (nothing.asked, nothing.passed) == (0, True)
    assert 1 <= retiring.asked <= len(EXAM)
    assert [str(one.question.text) for one in retiring.worse] == ["图书馆几点开门"]
    assert retiring.lost == 1


def imported(terminal: Terminal, path: Path, *arguments: str) -> Result:
    words = ("--publish", "--as", "张三", "--reason", "在原系统审过", *arguments)
    return CliRunner().invoke(terminal.app, ["import", str(path), *words])


def test_an_import_that_spoils_the_exam_is_refused_as_a_whole(
    terminal: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "问答.jsonl"
    fine = {"question": "游泳馆几点开门？", "answer": "九点。"}
    lines(path, [fine, {"question": "居住证怎么办", "answer": "另一种说法。"}])
    refused = imported(terminal, path)
    assert refused.exit_code == 1, refused.output
    assert "居住证怎么办" in refused.output
    with terminal.desk.database.read() as session:
        assert len(session.scalars(select(Entry.id)).all()) == len(KNOWN)
    done = imported(terminal, path, "--despite-exam", "两种说法都对，考题下周改")
    assert done.exit_code == 0, done.output
    (record,) = terminal.audit("overrule_gate")
    assert record.detail["reason"] == "两种说法都对，考题下周改"
    assert any("居住证怎么办" in line for line in record.detail["said"])


def test_an_import_that_spoils_nothing_needs_no_reason(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "问答.jsonl"
    lines(path, [{"question": "游泳馆几点开门？", "answer": "九点。"}])
    assert imported(terminal, path).exit_code == 0
    assert terminal.audit("overrule_gate") == []
