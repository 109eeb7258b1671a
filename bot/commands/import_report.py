"""What an import did, as a terminal shows it.

Titles, texts and file names come from whoever wrote the file: none of them is ever read as markup.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from bot.commands.working import wrapped
from knowledge_base.editorial import marked
from knowledge_base.editorial.wording import FIELDS
from knowledge_base.importers.base import KIND_WORDS, OUTCOME_WORDS, ImportReport, Missing, Outcome
from knowledge_base.importers.rows import COLUMN_WORDS

SHOWN = 50
"""Differences, problems, retirements and collisions shown of each."""
CONTEXT = 20
"""Characters of unchanged text shown beside a change."""
SAME = 100
"""Score of two questions in the very same words."""


def show(terminal: Console, report: ImportReport, *, dry_run: bool) -> None:
    """Print counts, differences, what goes, collisions and problems."""
    title = "试运行，未写入" if dry_run else "已导入"
    if report.counts:
        counts = wrapped("类别", *OUTCOME_WORDS.values(), title=title)
        for kind, counter in sorted(report.counts.items()):
            counts.add_row(KIND_WORDS[kind], *(str(counter[outcome]) for outcome in Outcome))
        terminal.print(counts)
    else:
        terminal.print("没有可以导入的内容")
    _show_diffs(terminal, report)
    _show_missing(terminal, "撤下" if not dry_run else "将撤下", report.retired)
    _show_missing(terminal, "文件中不再出现，将保留", report.kept)
    _show_collisions(terminal, report)
    for notice in report.notices:
        _line(terminal, f"* {notice}")
    for problem in report.problems[:SHOWN]:
        _line(terminal, f"! {problem}")
    _more(terminal, len(report.problems))


def _show_diffs(terminal: Console, report: ImportReport) -> None:
    if not report.diffs:
        return
    diffs = wrapped("条目", "字段", "改动", title="改动：[-去掉的-] {+增加的+}")
    for diff in report.diffs[:SHOWN]:
        name = (FIELDS if diff.kind == "entry" else COLUMN_WORDS).get(diff.field, diff.field)
        change = marked(diff.before, diff.after, CONTEXT)
        diffs.add_row(Text(diff.title), Text(name), Text(change))
    terminal.print(diffs)
    _more(terminal, len(report.diffs))


def _show_missing(terminal: Console, title: str, missing: list[Missing]) -> None:
    if not missing:
        return
    table = wrapped("文件", "类别", "内容", "机构", "在用", title=title)
    for one in missing[:SHOWN]:
        cells = (one.file, KIND_WORDS[one.kind], one.title, one.organisation or "")
        table.add_row(*_texts(cells), "是" if one.published else "")
    terminal.print(table)
    _more(terminal, len(missing))


def _show_collisions(terminal: Console, report: ImportReport) -> None:
    same = [collision for collision in report.collisions if collision.score == SAME]
    if same:
        table = wrapped("条目", "已有条目", "问题", title="与已有条目问的是同一个问题")
        for one in same[:SHOWN]:
            table.add_row(*_texts((one.entry_id, one.other_id, one.question)))
        terminal.print(table)
        _more(terminal, len(same))
    if near := len(report.collisions) - len(same):
        _line(terminal, f"* 另有{near}处与已有条目问法相近，见 python -m bot quality")


def _texts(cells: Iterable[str]) -> Iterable[Text]:
    return (Text(cell) for cell in cells)


def _line(terminal: Console, text: str) -> None:
    terminal.print(text, markup=False, highlight=False, soft_wrap=True)


def _more(terminal: Console, number: int) -> None:
    if number > SHOWN:
        _line(terminal, f"…… 还有{number - SHOWN}项")
