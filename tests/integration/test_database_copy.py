"""From the SQLite file to PostgreSQL: everything is there afterwards, and goes on from there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from bot import __main__ as command_line
from bot.conversations.models import TranscriptEvent
from bot.database_copy import copy_database
from bot.errors import NotEmptyError
from casework.models import Application
from casework.seals import Seal
from knowledge_base.database import Base, Database
from knowledge_base.drafts import EntryDraft
from knowledge_base.models import EntryVersion, Organisation
from tests.integration.casework_desk import KEY, Office
from tests.support.knowledge import PERMIT_TIME, REGULATION, publish, small_district
from tests.support.stores import NOTHING, Postgresql, sqlite_in

ENGLISH = EntryDraft(
    key="a/comes-before-what-it-translates",
    question="How long does a residence permit take?",
    answer="15 days.",
    language="en",
    translation_of=PERMIT_TIME.key,
    jurisdiction="sf",
    sources=(REGULATION,),
)


def lived_in(url: str) -> Database:
    """A database in which something of every kind has happened."""
    database = small_district(url)
    publish(database, ENGLISH)
    with database.begin() as session:
        session.add(Organisation(code="zrzy", name="自然资源局", jurisdiction_code="sf"))
        session.add(TranscriptEvent(conversation_id="c-1", seq=1, kind="user", text="居住证"))
    Office(database, Seal(KEY)).searching()
    return database


def rows(database: Database) -> dict[str, list[str]]:
    with database.read() as session:
        tables = Base.metadata.sorted_tables
        return {
            t.name: sorted(repr(tuple(row)) for row in session.execute(select(t))) for t in tables
        }


def test_everything_is_copied_and_goes_on(tmp_path: Path, postgresql: Postgresql) -> None:
    source, target = lived_in(sqlite_in(tmp_path)), Database(postgresql.new(template=NOTHING))
    copied = copy_database(source, target)
    assert rows(target) == rows(source)
    assert sum(copied.values()) == sum(map(len, rows(source).values()))
    office = Office(target, Seal(KEY))
    assert office.searching().endswith("00002")
    publish(target, replace(ENGLISH, key="b/new", question="Is it new?", translation_of=None))
    with target.read() as session:
        assert session.scalar(select(func.count()).select_from(Application)) == 2
        assert session.scalar(select(func.max(EntryVersion.pk))) == copied["entry_versions"] + 1
    with pytest.raises(NotEmptyError):
        copy_database(source, target)
    source.close()
    target.close()


def test_by_command(
    tmp_path: Path, postgresql: Postgresql, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived_in(sqlite_in(tmp_path)).close()
    monkeypatch.setenv("WENZHENG_DATA_DIR", str(tmp_path))
    app, url = command_line.build("copy-to"), postgresql.new()
    done = CliRunner().invoke(app, ["copy-to", url])
    assert done.exit_code == 0, done.output
    assert "7 entry_versions" in done.output
    again = CliRunner().invoke(app, ["copy-to", url])
    assert again.exit_code == 1
    assert "not empty" in again.output
    assert CliRunner().invoke(app, ["copy-to", sqlite_in(tmp_path)]).exit_code == 1


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nonsense", "wants a postgresql:// address"),
        ("oracle://u@h/d", "wants a postgresql:// address"),
        ("postgresql://u:not-to-be-said@127.0.0.1:1/d", "cannot be reached"),
    ],
)
def test_a_wrong_address_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, said: str
) -> None:
    monkeypatch.setenv("WENZHENG_DATA_DIR", str(tmp_path))
    done = CliRunner().invoke(command_line.build("copy-to"), ["copy-to", address])
    assert (done.exit_code, isinstance(done.exception, SystemExit)) == (1, True)
    assert said in done.output.replace("\n", " ")
    assert "not-to-be-said" not in done.output
