"""`python -m bot import` and `export`, as an editor types them."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
import typer
from import_desk import PLACES, jsonl
from typer.testing import CliRunner, Result

from bot.commands import exporting, importing
from bot.settings import Settings
from bot.storage import migrate
from knowledge_base.database import Database
from knowledge_base.importers.organisations import load_organisations


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
    return commands


def call(app: typer.Typer, *arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_dry_run_import_export_and_back(app: typer.Typer, tmp_path: Path) -> None:
    path = jsonl(tmp_path / "q.jsonl", {"question": "几点开门？", "answer": "九点。"})
    dry = call(app, "import", path, "--dry-run")
    assert dry.exit_code == 0
    assert "试运行" in dry.output
    done = call(app, "import", path, "--publish")
    assert done.exit_code == 0
    for kind in ("xlsx", "jsonl"):
        out = tmp_path / f"out.{kind}"
        assert "1 条" in call(app, "export", kind, out).output
        assert call(app, "import", out).exit_code == 0
    jsonl(path, {"question": "几点开门？", "answer": "十点。"})
    changed = call(app, "import", path)
    assert "九点。" in changed.output
    assert "十点。" in changed.output


def test_rows_not_taken_are_printed_and_make_the_command_fail(
    app: typer.Typer, tmp_path: Path
) -> None:
    path = jsonl(tmp_path / "q.jsonl", {"question": "几点开门？", "answer": ""})
    result = call(app, "import", path)
    assert result.exit_code == 2
    assert "q.jsonl 第1行 “answer”：缺少答案" in result.output


@pytest.mark.parametrize("arguments", [(), ("a", "--starter"), ("--starter", "--dry-run")])
def test_what_makes_no_sense_together(app: typer.Typer, arguments: tuple[str, ...]) -> None:
    assert call(app, "import", *arguments).exit_code == 2
