"""The tables fit both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import Enum, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

import casework.models
from knowledge_base.database import Base

TABLES = [getattr(casework.models, name).__table__ for name in casework.models.__all__
          if isinstance(getattr(casework.models, name), type)
          and issubclass(getattr(casework.models, name), Base)]  # fmt: skip


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_code_fits_its_column(table: Table) -> None:
    for column in table.columns:
        if isinstance(column.type, Enum):
            assert column.type.length is not None
            assert max(map(len, column.type.enums)) <= column.type.length, column


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_table_can_be_made_in_postgresql(table: Table) -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    made = str(CreateTable(table).compile(dialect=dialect))
    assert f"CREATE TABLE {table.name}" in made


def test_all_tables_are_there() -> None:
    assert {table.name for table in TABLES} == {
        "agents",
        "announcements",
        "application_papers",
        "applications",
        "calendar_days",
        "calendar_years",
        "case_counters",
        "case_officers",
        "citizen_messages",
        "consultations",
        "expected_answers",
        "extension_wishes",
        "handoffs",
        "kept_addresses",
        "kept_answers",
        "policy_news",
        "reply_attachments",
        "sign_outs",
        "subscriptions",
    }
