"""`python -m bot import` and `export`, as an editor types them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
import typer
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot.commands import editorial, exporting, importing
from bot.conversations.models import ReceiptRecord
from bot.settings import Settings
from bot.storage import migrate
from knowledge_base.database import CIVIL_ZONE, Database
from knowledge_base.editorial.gating import OVERRULE
from knowledge_base.editorial.wording import ACTS
from knowledge_base.importers.organisations import load_organisations
from knowledge_base.importers.runner import PUBLISH as PUBLISH_IMPORTED
from knowledge_base.models import AuditRecord
from tests.integration.import_desk import PLACES, jsonl

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge_base"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    """The commands over a district with organisations, in a folder of its own."""
    monkeypatch.setenv("WENZHENG_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setattr(importing.terminal, "_width", 200)
    database = Database(Settings().resolved_database_url)
    migrate(database)
    (tmp_path / "organisations.json").write_bytes(orjson.dumps(PLACES))
    with database.begin() as session:
        load_organisations(session, tmp_path / "organisations.json")
    database.close()
    commands = typer.Typer()
    importing.register(commands)
    exporting.register(commands)
    editorial.register(commands)
    return commands


PUBLISH = ("--publish", "--as", "张三", "--reason", "在原系统审过")


def call(app: typer.Typer, *arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_dry_run_import_export_and_back(app: typer.Typer, tmp_path: Path) -> None:
    path = jsonl(tmp_path / "q.jsonl", {"question": "几点开门？", "answer": "九点。"})
    dry = call(app, "import", path, "--dry-run")
    assert dry.exit_code == 0
    assert "试运行" in dry.output
    done = call(app, "import", path, *PUBLISH)
    assert done.exit_code == 0
    for kind in ("xlsx", "jsonl"):
        out = tmp_path / f"out.{kind}"
        assert "1 条" in call(app, "export", kind, out).output
        assert call(app, "import", out).exit_code == 0
    jsonl(path, {"question": "几点开门？", "answer": "十点。"})
    changed = call(app, "import", path)
    assert "[-九-]{+十+}点。" in changed.output


def test_rows_not_taken_are_printed_and_make_the_command_fail(
    app: typer.Typer, tmp_path: Path
) -> None:
    path = jsonl(tmp_path / "q.jsonl", {"question": "几点开门？", "answer": ""})
    result = call(app, "import", path)
    assert result.exit_code == 2
    assert "q.jsonl 第1行 “answer”：缺少答案" in result.output


def test_publishing_needs_somebody_who_vouches_and_a_reason(
    app: typer.Typer, tmp_path: Path
) -> None:
    path = jsonl(tmp_path / "q.jsonl", {"question": "几点开门？", "answer": "九点。"})
    for words in ((), ("--as", "张三"), ("--reason", "审过"), ("--as", "张三", "--reason", " ")):
        assert call(app, "import", path, "--publish", *words).exit_code == 2
    assert call(app, "import", path, "--retire").exit_code == 2
    assert call(app, "import", path, *PUBLISH).exit_code == 0
    database = Database(Settings().resolved_database_url)
    with database.read() as session:
        acts = {r.act: r for r in session.scalars(select(AuditRecord))}
    database.close()
    assert "publish_imported" in acts
    assert acts["publish_imported"].actor == "张三"
    assert acts["publish_imported"].detail["reason"] == (
        "张三声明：在原系统审过；未在本系统审查（随q.jsonl导入）"
    )


def test_texts_of_a_file_are_never_read_as_markup(app: typer.Typer, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    for answer in ("见[/附件]。", "见[/附件]和[red]附表[/b]。"):
        jsonl(path, {"key": "k", "question": "[/b]要什么[/附件]？", "answer": answer})
        result = call(app, "import", path)
        assert result.exception is None
        assert result.exit_code == 0
    assert "[/b]要什么[/附件]？" in result.output
    assert "{+和[red]附表[/b]+}" in result.output
    out = tmp_path / "[red]out.jsonl"
    assert str(out) in call(app, "export", "jsonl", out).output.replace("\n", "")


def test_the_changed_part_of_a_long_text_is_shown(app: typer.Typer, tmp_path: Path) -> None:
    path, same = tmp_path / "q.jsonl", "能当场答复的当场答复。" * 30
    for days in ("20", "15"):
        answer = f"{same}自收到申请之日起{days}个工作日内答复。{same}"
        jsonl(path, {"key": "k", "question": "多久答复？", "answer": answer})
        result = call(app, "import", path)
    assert "答案" in result.output
    assert "[-20-]{+15+}个工作日内" in result.output
    assert len(result.output) < 3000


def test_the_same_question_twice_is_said(app: typer.Typer, tmp_path: Path) -> None:
    for name in ("a", "b"):
        path = jsonl(tmp_path / f"{name}.jsonl", {"question": "几点开门？", "answer": "九点。"})
        for words in (("--dry-run",), PUBLISH):
            output = call(app, "import", path, *words).output
            assert ("问的是同一个问题" in output) == (name == "b")


def test_what_cannot_be_stored_is_said_with_its_place(app: typer.Typer, tmp_path: Path) -> None:
    record = {"key": "k", "question": "几点开门？", "answer": "九点。"}
    bad: tuple[dict[str, Any], ...] = (
        {"links": [{"label": "看", "url": "javascript:alert(1)"}]},
        {"sources": [{"title": "法", "url": "javascript:alert(1)"}]},
        {"question": "问" * 201},
        {"answer": "不收\u202e费。"},
        {"sources": [{"title": "法", "kind": "javascript:alert(2)"}]},
    )
    path = jsonl(tmp_path / "q.jsonl", *(record | {"key": f"k{n}"} | b for n, b in enumerate(bad)))
    output = call(app, "import", path).output
    for row, column in enumerate(("links", "sources", "question", "answer", "sources"), start=1):
        assert f"! q.jsonl 第{row}行 “{column}”：" in output
    assert "valid SourceKind" not in output
    assert "没有可以导入的内容" in output


def test_from_an_import_to_an_answer_in_six_commands(app: typer.Typer, tmp_path: Path) -> None:
    records = [{"question": f"第{n}馆几点开门？", "answer": "九点。"} for n in range(3)]
    assert (
        "submit-all --import 1" in call(app, "import", jsonl(tmp_path / "a.jsonl", *records)).output
    )
    call(app, "import", jsonl(tmp_path / "b.jsonl", {"question": "谁管？", "answer": "文化馆。"}))
    assert "没有编号为9的导入" in all_of(app, "submit", "--import", 9, "--as", "an", code=1)
    assert "完成3条" in all_of(app, "submit", "--import", 1, "--as", "an")
    # the author of the drafts is on record as "cli" and cannot review them
    refused = all_of(app, "approve", "first", "--as", "cli", code=2)
    assert "完成0条，未办3条" in refused
    assert "作者" in refused
    for who, stage in (("bo", "first"), ("che", "second"), ("dai", "final")):
        assert "完成3条" in all_of(app, "approve", stage, "--as", who)
    assert "已经审查过" in all_of(app, "approve", "secrecy", "--as", "dai", code=2)
    assert "完成0条" in all_of(app, "publish", "--as", "fu")
    assert "完成3条" in all_of(app, "approve", "secrecy", "--as", "er")
    assert "待发布" in call(app, "review", "list").output
    assert "完成3条" in all_of(app, "publish", "--as", "fu")
    assert "草稿 谁管？" in call(app, "review", "list").output


def test_a_reviewer_reads_what_is_to_be_approved_and_what_was_done(
    app: typer.Typer, tmp_path: Path
) -> None:
    for answer in ("九点。", "十点。"):
        path = jsonl(tmp_path / "q.jsonl", {"question": "几点开门？", "answer": answer})
        call(app, "import", path, "--as", "an")
    entry_id = call(app, "review", "list").output.split()[0]
    shown = call(app, "review", "show", entry_id).output
    assert "第2版：草稿" in shown
    assert "问题：几点开门？\n答案：十点。" in shown
    assert "九点。" in call(app, "review", "show", entry_id, 1).output
    missing = call(app, "review", "show", entry_id, 7)
    assert (missing.exit_code, missing.exception.__class__) == (1, SystemExit)
    call(app, "review", "submit", entry_id, 2, "--as", "an")
    call(app, "review", "reject", entry_id, 2, "first", "--as", "bo", "--reason", "写明电话")
    before = datetime.now(CIVIL_ZONE) - timedelta(minutes=5)
    *_, last = call(app, "review", "log", entry_id).output.splitlines()
    day, hour, rest = last.split(" ", 2)
    assert rest == "bo 退回 第2版 初审 理由：写明电话"
    at = datetime.fromisoformat(f"{day}T{hour}+08:00")
    assert before < at < datetime.now(CIVIL_ZONE)


def test_every_act_on_record_has_words() -> None:
    code = "\n".join(file.read_text("utf-8") for file in KNOWLEDGE.rglob("*.py"))
    acts = set(re.findall(r'act="(\w+)"|audit\(\s*[\w.]+,\s*[\w.]+,\s*"(\w+)"', code))
    named = {one or other for one, other in acts} | {OVERRULE, PUBLISH_IMPORTED}
    assert named <= set(ACTS)


def test_a_narrow_terminal_hides_nothing(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing.terminal, "_width", 60)
    for tail, how in (("", "--as=an"), ("，请提前两天预约", "--dry-run")):
        answer = f"周一至周五每天上午九点开门，节假日另行通知{tail}"
        path = jsonl(tmp_path / "q.jsonl", {"key": "k", "question": "几点开门？", "answer": answer})
        output = call(app, "import", path, how).output
    assert "{+，请提前两天预约+}" in re.sub(r"[\s│]", "", output)


def test_what_nobody_could_answer_is_listed(app: typer.Typer) -> None:
    database = Database(Settings().resolved_database_url)
    with database.begin() as session:
        for n, (text, status) in enumerate(
            [("养骆驼要办证吗", "unanswered_no_match")] * 2
            + [("去月球怎么走", "unanswered_no_match"), ("几点开门", "answered")]
        ):
            session.add(receipt(n, text, status))
    database.close()
    output = call(app, "unanswered").output
    assert output.index("养骆驼要办证吗") < output.index("去月球怎么走")
    assert "几点开门" not in output
    assert "有2个问题没有找到答案" in output
    listed = orjson.loads(call(app, "unanswered", "--json").output)
    assert [each["times"] for each in listed] == [2, 1]


def receipt(number: int, text: str, status: str) -> ReceiptRecord:
    return ReceiptRecord(
        turn_id=f"t{number}",
        channel="web",
        language="zh",
        question=text,
        cleaned=text,
        status=status,
        rule="",
        candidates=[],
        degraded=False,
        latency_ms={},
    )


def all_of(app: typer.Typer, act: str, *arguments: object, code: int = 0) -> str:
    result = call(app, "review", f"{act}-all", *arguments)
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.parametrize("arguments", [(), ("a", "--starter"), ("--starter", "--dry-run")])
def test_what_makes_no_sense_together(app: typer.Typer, arguments: tuple[str, ...]) -> None:
    assert call(app, "import", *arguments).exit_code == 2
