"""Table 3 of the annual report (年度报告表三), as a page and as a file."""

from __future__ import annotations

import csv
import io
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from casework.applications.codes import ApplicantKind, Outcome
from casework.applications.table3 import Table3, table3
from casework.officers import Officer, all_bodies
from console.cases.pages import CasePages
from console.cases.words import APPLICANTS, outcome_words
from console.desk import DESK_HEADERS

ROWS = {
    "1": "一、本年新收政府信息公开申请数量",
    "2": "二、上年结转政府信息公开申请数量",
    **{f"3.{each.value}": f"三、本年度办理结果 {outcome_words(each)}" for each in Outcome},
    "3.7": "三、本年度办理结果 （七）总计",
    "4": "四、结转下年度继续办理",
}
"""Names of the rows, by their numbers in the form."""
COLUMNS = (*(APPLICANTS[kind] for kind in ApplicantKind), "总计")
Year = Annotated[int | None, Query(ge=2008, le=2100)]


def add_table3(router: APIRouter, pages: CasePages) -> None:
    """Add the page and the file."""
    signed_in = Depends(pages.officer)

    def counted(me: Officer, year: int | None, body: str) -> tuple[Table3, dict[str, str], int]:
        with pages.office.occasion(me.name) as occasion:
            wanted = year or occasion.on.year
            table = table3(occasion.session, wanted, me.lists(body))
            return table, all_bodies(occasion.session), occasion.on.year

    @router.get("/table3")
    def show(
        me: Officer = signed_in,
        year: Year = None,
        body: Annotated[str, Query(max_length=32)] = "",
    ) -> Response:
        table, names, this_year = counted(me, year, body)
        return pages.page(
            "table3.html",
            me,
            table=table,
            rows=[(name, ROWS[name], counts) for name, counts in table.rows()],
            columns=COLUMNS,
            sums=_sums(table),
            bodies=names,
            body=body,
            this_year=this_year,
        )

    @router.get("/table3.csv")
    def download(
        me: Officer = signed_in,
        year: Year = None,
        body: Annotated[str, Query(max_length=32)] = "",
    ) -> Response:
        table, _, _ = counted(me, year, body)
        name = f"table3-{table.year}.csv"
        headers = {**DESK_HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(_csv(table), media_type="text/csv; charset=utf-8", headers=headers)


def _sums(table: Table3) -> list[tuple[str, int, int, int, int]]:
    """For every column 一, 二, 三（七） and 四, whose first two are as much as the others."""
    rows = dict(table.rows())
    figures = zip(rows["1"], rows["2"], rows["3.7"], rows["4"], strict=True)
    return [(column, *each) for column, each in zip(COLUMNS, figures, strict=True)]


def _csv(table: Table3) -> bytes:
    """The table; the mark at its beginning tells Excel that it is UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("项目", *COLUMNS))
    writer.writerows((ROWS[name], *counts) for name, counts in table.rows())
    return out.getvalue().encode("utf-8-sig")
