"""Finds the questions a document itself asks, and the answers it gives to them.

The forms are those of published interpretations (一问一答): `问：…答：…`, `Q1：…A1：…`, dialogue
transcripts, questions as headings, bold lines or numbered lines, and tables of two columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from knowledge_base.importers.documents import Line

NUMERAL = r"[一二三四五六七八九十百\d]+"
ASKED = re.compile(
    rf"(?:[【\[](?:问题?|提问|Q)\s*(?:{NUMERAL})?[】\]]\s*[：:.．、]?|(?:问题?|提问|Q)\s*(?:{NUMERAL})?\s*"
    rf"[：:.．、]|问题\s*{NUMERAL}\s)\s*(.+)",
    re.IGNORECASE,
)
ANSWERED = re.compile(
    rf"(?:[【\[](?:答复?|回答|A)\s*(?:{NUMERAL})?[】\]]\s*[：:.．、]?|(?:答复?|回答|A)\s*(?:{NUMERAL})?\s*"
    rf"[：:.．、])\s*(.*)",
    re.IGNORECASE,
)
ASKED_AND_ANSWERED = re.compile(r"(.+?[？?])\s*(?:答|A\d*)\s*[：:]\s*(.+)")
SPEAKER = re.compile(r"([^\s：:，。？]{1,20})[：:]\s*(.+)")
ASKERS = re.compile(r"(?:记者|主持人|网友|市民|群众|居民|企业代表|村民|媒体)\d?$")
ANSWERERS = re.compile(
    r"(?:负责人|局长|科长|主任|处长|专家|发言人|工作人员|嘉宾|书记|区长|镇长|队长|所长|同志)$"
)
NUMBERED = re.compile(
    rf"(?:{NUMERAL}\s*[、.．]|[（(]{NUMERAL}[）)]|[①-⑳]|第{NUMERAL}[,，、:：问]|[Qq]\d+)\s*(.+)"
)
SIMILAR = re.compile(r"相似问[法题]?\s*[：:]\s*(.+)")
ENDS_ASKING = re.compile(r"[？?][”\"』」）)]?$")
LEADING_NUMBER = re.compile(
    rf"^(?:{NUMERAL}\s*[、.．]|[（(]{NUMERAL}[）)]|[①-⑳]|第{NUMERAL}[章节]?)\s*"
)
LONGEST_QUESTION = 80
"""Characters; a longer numbered line that ends in a question mark is prose."""


@dataclass(frozen=True, slots=True)
class FoundQuestion:
    """A question and its answer."""

    line: int
    """Where the question stands."""
    question: str
    similar: tuple[str, ...]
    answer: str


def find_questions(lines: Iterable[Line]) -> list[FoundQuestion]:
    """The questions of a document in their order; empty where it asks none.

    The strongest form the document uses decides: in a text that marks its questions with 问, a
    rhetorical question in an answer is no new question.
    """
    lines = list(lines)
    for is_question in (_marked, _spoken, _formed):
        found = [asked for asked in _collect(lines, is_question) if asked.answer]
        if found:
            return found
    return list(_tabled(lines))


def headings(lines: Iterable[Line]) -> Iterator[tuple[Line, str, str]]:
    """(line, heading without its number, text below) for a document without questions."""
    current: Line | None = None
    text: list[str] = []
    for line in lines:
        if _is_heading(line):
            if current is not None and any(text):
                yield current, bare_heading(current.text), _joined(text)
            current, text = line, []
        elif current is not None:
            text.append(line.text)
    if current is not None and any(text):
        yield current, bare_heading(current.text), _joined(text)


def bare_heading(text: str) -> str:
    """A heading without its number and closing punctuation."""
    return LEADING_NUMBER.sub("", text).strip("。：:；; ")


def _is_heading(line: Line) -> bool:
    if line.level >= 2:
        return True
    numbered = re.match(r"[一二三四五六七八九十]+、", line.text)
    return bool(numbered) and len(line.text) <= 30 and not line.text.endswith(("。", "；"))


def _marked(line: Line) -> str | None:
    match = ASKED.match(line.text)
    return match[1] if match and not line.cells else None


def _spoken(line: Line) -> str | None:
    match = SPEAKER.match(line.text)
    if match and ASKERS.search(match[1]) and ("？" in match[2] or "?" in match[2]):
        return match[2]
    return None


def _formed(line: Line) -> str | None:
    text = line.text
    if line.cells or not ENDS_ASKING.search(text) or len(text) > LONGEST_QUESTION:
        return None
    if line.level or line.bold or NUMBERED.match(text):
        return bare_heading(text)
    return None


def _collect(
    lines: list[Line], is_question: Callable[[Line], str | None]
) -> Iterator[FoundQuestion]:
    start, question = 0, ""
    similar: list[str] = []
    answer: list[str] = []
    for line in lines:
        asked = is_question(line)
        if asked is not None:
            if question:
                yield FoundQuestion(start, question, tuple(similar), _joined(answer))
            both = ASKED_AND_ANSWERED.match(asked)
            start, question = line.number, (both[1] if both else asked).strip()
            similar, answer = [], [both[2]] if both else []
        elif question and line.level:
            yield FoundQuestion(start, question, tuple(similar), _joined(answer))
            question = ""
        elif question and (also := SIMILAR.match(line.text)):
            similar.extend(listed(also[1]))
        elif question:
            answer.append(_without_speaker(line))
    if question:
        yield FoundQuestion(start, question, tuple(similar), _joined(answer))


def listed(text: str) -> Iterator[str]:
    """What stands between semicolons."""
    return (part.strip() for part in re.split(r"[；;]", text) if part.strip())


def _without_speaker(line: Line) -> str:
    if match := ANSWERED.match(line.text):
        return match[1]
    match = SPEAKER.match(line.text)
    if match and ANSWERERS.search(match[1]):
        return match[2]
    return line.text


def _tabled(lines: list[Line]) -> Iterator[FoundQuestion]:
    for line in lines:
        cells = [cell for cell in line.cells if cell.strip()]
        if len(cells) == 3 and cells[0].isdigit():
            cells = cells[1:]
        also = SIMILAR.match(cells[2]) if len(cells) == 3 else None
        if (len(cells) == 2 or also) and ENDS_ASKING.search(cells[0]):
            similar = tuple(listed(also[1])) if also else ()
            answer = _without_speaker(Line(0, cells[1]))
            yield FoundQuestion(line.number, bare_heading(cells[0]), similar, answer)


def _joined(lines: list[str]) -> str:
    """Paragraphs as they stand, without empty lines at either end or two in a row."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
