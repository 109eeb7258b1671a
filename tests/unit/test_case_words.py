"""Staff read words for every code and every refusal."""

from __future__ import annotations

import ast
from enum import StrEnum
from pathlib import Path

import pytest

from casework import errors
from casework.applications import codes
from casework.applications.allowed import Hindrance
from casework.applications.request import FormWanted, IdentityKind
from casework.errors import CaseworkError, InvalidInput, RuleError
from casework.models import MessageKind, MessageState
from console.cases import words
from console.cases.acts import ACTS
from console.cases.problems import FIELDS, REASONS, RULES, problem
from console.cases.table3 import ROWS

ROOT = Path(__file__).resolve().parents[2]
WORKED_ON = ("casework/applications", "casework/messages.py", "casework/working_days.py")
"""What the case pages call."""
OF_ITS_OWN = {"WrongState", "CaseConflict"}
"""Rules that say the same whatever they are raised with."""
OF_THE_SETTINGS = {"thresholds", "hours"}
"""Fields that no page has."""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (MessageKind, words.MESSAGE_KINDS),
        (MessageState, words.MESSAGE_STATES),
        (codes.Light, words.LIGHTS),
        (codes.Step, words.STEPS),
        (codes.Act, words.ACTS),
        (Hindrance, words.HINDRANCES),
        (codes.ArrivalChannel, words.CHANNELS),
        (codes.ApplicantKind, words.APPLICANTS),
        (IdentityKind, words.IDENTITIES),
        (FormWanted, words.FORMS),
        (codes.PaperKind, words.PAPERS),
        (codes.ConsultationKind, words.CONSULTED),
        (codes.Opinion, words.OPINIONS),
        (codes.FeeBasis, words.FEE_BASES),
        (codes.ReplyKind, words.REPLIES),
        (codes.Outcome, words.OUTCOMES),
    ],
)
def test_every_code_has_words(code: type[StrEnum], said: dict[StrEnum, str]) -> None:
    assert set(said) == set(code)


def test_every_act_of_the_steps_can_be_done() -> None:
    assert set(ACTS) == set(codes.Act)


def test_every_row_of_the_annual_report_has_a_name() -> None:
    assert len(ROWS) == len(codes.Outcome) + 4


def raised() -> list[tuple[str, list[str]]]:
    """Names of the errors raised by what the pages call, with the texts they are raised with."""
    found = []
    for place in WORKED_ON:
        path = ROOT / place
        for module in [path] if path.is_file() else sorted(path.glob("*.py")):
            for node in ast.walk(ast.parse(module.read_text("utf-8"))):
                if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                    name = node.exc.func.id if isinstance(node.exc.func, ast.Name) else ""
                    texts = [str(a.value) for a in node.exc.args if isinstance(a, ast.Constant)]
                    found.append((name, texts))
    return found


def test_every_refusal_of_a_rule_has_words() -> None:
    rules = {
        text
        for name, (text, *_) in ((n, t) for n, t in raised() if t)
        if issubclass(getattr(errors, name, Exception), RuleError) and name not in OF_ITS_OWN
    }
    assert rules == set(RULES)


def test_every_wrong_field_has_words() -> None:
    given = [t for n, t in raised() if n in ("InvalidInput", "InvalidDate") and len(t) == 2]
    fields = {field for field, _ in given} - OF_THE_SETTINGS
    assert fields - set(FIELDS) == set()
    assert {reason for field, reason in given if field in fields} - set(REASONS) == set()
    papers = {kind.value for kind in codes.PaperKind} - {"request"}
    assert papers - set(FIELDS) == set()


def test_what_nobody_foresaw_is_said_without_its_words() -> None:
    assert problem(InvalidInput("secret field", "odd")) == (422, "内容：不能接受。")
    assert problem(RuleError("something new")) == (409, "按规定现在不能这样办。")
    assert problem(CaseworkError("something new")) == (500, "没有成功。")
    assert problem(errors.SealError("a place"))[0] == 500
