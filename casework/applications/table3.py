"""Table 3 of the annual report (年度报告第三部分): what came in, and how it ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.applications.codes import ApplicantKind, Outcome
from casework.errors import CaseworkError
from casework.models import Application

Column = Counter[ApplicantKind]


@dataclass(frozen=True, slots=True)
class Fact:
    """What of one application the table counts."""

    kind: ApplicantKind
    """Its column."""
    received_on: date
    """The date of receipt."""
    concluded_on: date | None
    """The day it ended, None while it runs."""
    outcome: Outcome | None
    """How it ended."""


@dataclass(frozen=True)
class Table3:
    """The table: every row is a count per column; the last column (总计) is their sum."""

    year: int
    """Calendar year reported."""
    new: Column
    """一、本年新收."""
    carried_in: Column
    """二、上年结转."""
    results: dict[Outcome, Column]
    """三、本年度办理结果, all rows of it."""
    carried_out: Column
    """四、结转下年度继续办理."""

    @property
    def concluded(self) -> Column:
        """三（七）总计."""
        return sum(self.results.values(), Counter())

    def check(self) -> None:
        """一 + 二 = 三（七） + 四 in every column.

        Raises:
            CaseworkError: it does not add up, which only damaged data can cause.
        """
        for kind in ApplicantKind:
            came = self.new[kind] + self.carried_in[kind]
            if came != self.concluded[kind] + self.carried_out[kind]:
                raise CaseworkError(f"table 3 of {self.year} does not add up: {kind.value}")

    def rows(self) -> list[tuple[str, tuple[int, ...]]]:
        """(row, counts) in the order of the form; the columns, then their total.

        Rows are named by the form's numbers: `1`, `2`, `3.1` … `3.6.3`, `3.7`, `4`.
        """
        results = [(f"3.{outcome.value}", self.results[outcome]) for outcome in Outcome]
        named = [
            ("1", self.new),
            ("2", self.carried_in),
            *results,
            ("3.7", self.concluded),
            ("4", self.carried_out),
        ]
        return [(name, _with_total(column)) for name, column in named]


def count(year: int, facts: Iterable[Fact]) -> Table3:
    """Count a year's table from the applications' facts."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    table = Table3(year, Counter(), Counter(), {each: Counter() for each in Outcome}, Counter())
    for fact in facts:
        ended = fact.concluded_on
        if first <= fact.received_on <= last:
            table.new[fact.kind] += 1
        elif fact.received_on < first and (ended is None or ended >= first):
            table.carried_in[fact.kind] += 1
        if fact.outcome and ended and first <= ended <= last:
            table.results[fact.outcome][fact.kind] += 1
        if fact.received_on <= last and (ended is None or ended > last):
            table.carried_out[fact.kind] += 1
    return table


def table3(session: Session, year: int, organisation_code: str | None = None) -> Table3:
    """The table of one body, or of all, for a calendar year.

    Only applications with a date of receipt count: one withdrawn before was never received.

    Raises:
        CaseworkError: it does not add up.
    """
    wanted = select(
        Application.applicant_kind,
        Application.received_on,
        Application.concluded_on,
        Application.outcome,
    ).where(Application.received_on <= date(year, 12, 31))
    if organisation_code:
        wanted = wanted.where(Application.organisation_code == organisation_code)
    facts = [
        Fact(kind, received, ended, outcome)
        for kind, received, ended, outcome in session.execute(wanted)
        if received
    ]
    table = count(year, facts)
    table.check()
    return table


def _with_total(column: Column) -> tuple[int, ...]:
    counts = tuple(column[kind] for kind in ApplicantKind)
    return (*counts, sum(counts))
