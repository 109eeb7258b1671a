"""Who works on which cases, more time by a second person, and what the boards show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.commands import desk
from bot.storage import migrate
from casework import message_board, messages
from casework.agents import AgentName, set_agent
from casework.announcements import undelivered
from casework.applications import approvals, board, casefile, enquiries, replies, waits
from casework.applications.acting import find
from casework.applications.allowed import Hindrance, allowed
from casework.applications.codes import Act, Light, PaperKind
from casework.errors import (
    AccessRefused,
    InvalidDate,
    InvalidInput,
    NotPermitted,
    OnlyOnce,
    TooLate,
    UnknownCase,
    WrongState,
)
from casework.message_forms import NewMessage
from casework.models import ExtensionWish, MessageKind, MessageState
from casework.officers import Officer, bodies, officer_of, set_body
from knowledge_base.database import Database
from knowledge_base.models import AuditRecord, Jurisdiction, Level, Organisation
from tests.integration.casework_desk import GRANT, MONDAY, Office

NOTICE = "涉及多部门，需要时间。"


def test_an_account_works_for_a_body_or_sits_at_the_desk(office: Office) -> None:
    me = AgentName("an", "小安")
    with office.database.begin() as session:
        set_agent(session, "an", "小安", "a password for tests")
        session.flush()
        assert officer_of(session, me, "zwgk") is None
        set_body(session, "an", "zrzy")
        session.flush()
        assert officer_of(session, me, "zwgk") == Officer(
            "an", "小安", "zrzy", "自然资源局", oversees=False
        )
        set_body(session, "an", "zwgk")
        session.flush()
        found = officer_of(session, me, "zwgk")
        assert found is not None
        assert found.oversees
        assert bodies(session) == {"an": "zwgk"}
        with pytest.raises(UnknownCase):
            set_body(session, "an", "nobody")
        set_body(session, "an", None)
        set_body(session, "an", None)
        session.flush()
        assert officer_of(session, me, "zwgk") is None
        acts = [r.detail for r in session.query(AuditRecord).where(AuditRecord.act == "set_body")]
    assert acts == [{"organisation": code} for code in ("zrzy", "zwgk", None)]


def test_an_officer_passes_where_they_may() -> None:
    of_body = Officer("an", "小安", "zrzy", "自然资源局", oversees=False)
    of_office = Officer("dai", "小戴", "zwgk", "政务公开办公室", oversees=True)
    of_body.must_open("zrzy")
    of_office.must_see("zrzy")
    of_office.must_oversee()
    refusals: tuple[Callable[[], object], ...] = (
        lambda: of_body.must_see("zwgk"),
        lambda: of_office.must_open("zrzy"),
        of_body.must_oversee,
    )
    for refused in refusals:
        with pytest.raises(AccessRefused):
            refused()


def test_more_time_is_asked_and_granted_by_two(office: Office) -> None:
    number = office.searching()
    office.do(approvals.ask_extension, number, 10, NOTICE)
    with pytest.raises(OnlyOnce):
        office.do(approvals.ask_extension, number, 5, NOTICE)
    with pytest.raises(NotPermitted):
        office.do(approvals.approve_extension, number)
    assert office.application(number).extended_days == 0
    asked = office.do(approvals.asked_extension, number)
    assert (asked.days, asked.notice, asked.asked_by) == (10, NOTICE, "officer")
    office.do(approvals.approve_extension, number, actor="head")
    after = office.application(number)
    assert (after.extended_days, after.extended_by) == (10, "head")
    assert [p.author for p in after.papers if p.kind is PaperKind.EXTENSION] == ["officer"]
    with office.database.read() as session:
        kinds = [each.kind for each in undelivered(session)]
        assert session.query(ExtensionWish).count() == 0
    assert "extension_asked" in kinds
    assert kinds[-1] == "application_extended"
    with pytest.raises(UnknownCase):
        office.do(approvals.approve_extension, number, actor="head")


def test_more_time_is_declined_and_asked_again(office: Office) -> None:
    number = office.searching()
    office.do(approvals.ask_extension, number, 10, NOTICE)
    with pytest.raises(InvalidInput):
        office.do(approvals.decline_extension, number, " ", actor="head")
    office.do(approvals.decline_extension, number, "不必延长。", actor="head")
    assert office.do(approvals.asked_extension, number) is None
    office.do(approvals.ask_extension, number, 20, NOTICE)


def test_more_time_is_not_asked_where_it_cannot_be_had(office: Office) -> None:
    number = office.searching()
    with pytest.raises(InvalidInput):
        office.do(approvals.ask_extension, number, 21, NOTICE)
    with pytest.raises(InvalidInput):
        office.do(approvals.ask_extension, number, 5, "")
    with pytest.raises(TooLate):
        office.do(approvals.ask_extension, number, 5, NOTICE, on=date(2026, 6, 1))
    with pytest.raises(NotPermitted):
        office.do(approvals.ask_deferral, number, date(2026, 6, 1), NOTICE)
    with pytest.raises(WrongState):
        office.do(approvals.ask_extension, office.registered(), 5, NOTICE)


def test_a_later_day_is_asked_and_granted(office: Office) -> None:
    number = office.registered()
    office.do(waits.ask_reasons, number, "请说明理由。")
    office.do(waits.give_reasons, number, "用于研究。")
    office.do(enquiries.accept, number)
    with pytest.raises(InvalidDate):
        office.do(approvals.ask_deferral, number, MONDAY, NOTICE)
    office.do(approvals.ask_deferral, number, date(2026, 7, 1), NOTICE)
    office.do(approvals.approve_extension, number, actor="head")
    assert office.application(number).due_on == date(2026, 7, 1)


def test_what_is_not_open_says_why(office: Office) -> None:
    def hindrance(number: str, act: Act, actor: str = "officer", on: date = MONDAY) -> object:
        with office.occasion(on, actor) as occasion:
            return allowed(occasion, find(occasion, number))[act]

    number = office.registered()
    assert hindrance(number, Act.ACCEPT) is None
    assert hindrance(number, Act.ASK_CORRECTION) is None
    late = hindrance(number, Act.ASK_CORRECTION, on=date(2026, 3, 12))
    assert late is Hindrance.CORRECTION_TOO_LATE
    assert hindrance(number, Act.GIVE_REASONS) is Hindrance.NOTHING_ASKED
    office.do(enquiries.accept, number)
    assert hindrance(number, Act.DEFER) is Hindrance.NO_REASONS
    office.do(approvals.ask_extension, number, 5, NOTICE)
    assert hindrance(number, Act.EXTEND) is Hindrance.WISH_WAITS
    assert hindrance(number, Act.EXTEND, on=date(2026, 6, 1)) is Hindrance.OVERDUE
    drafted = office.drafting()
    office.do(replies.propose, drafted, GRANT)
    assert hindrance(drafted, Act.APPROVE) is Hindrance.OWN_DRAFT
    assert hindrance(drafted, Act.APPROVE, "head") is None


def test_the_file_is_opened_on_record(office: Office) -> None:
    number = office.searching()
    opened = office.do(casefile.open_file, number, actor="an")
    assert opened.applicant.name == "测试甲"
    assert opened.request.description == "青云街道旧改项目的征收批文"
    assert "测试甲" not in repr(opened)
    trail = office.do(casefile.trail, number)
    assert [line.act for line in trail] == ["lodge", "register", "accept"]


def test_the_archive_is_listed(office: Office) -> None:
    number = office.drafting()
    office.reply(number)
    office.do(replies.archive, number)
    assert [row.number for row in office.do(board.archive, "zrzy")] == [number]
    assert office.do(board.archive, "zwgk") == []


def test_messages_that_wait_stand_first_with_their_light(office: Office) -> None:
    def leave(on: date) -> str:
        new = NewMessage("zrzy", MessageKind.QUESTION, "路灯坏了三天")
        return str(office.do(messages.leave, new, on=on, actor="applicant").number)

    first, second, third = leave(MONDAY), leave(date(2026, 3, 5)), leave(date(2026, 3, 6))
    office.do(messages.answer, second, "已派人维修。", on=date(2026, 3, 6))
    rows = office.do(message_board.board, on=date(2026, 3, 9))
    lights = [(row.number, row.light, row.days_left) for row in rows]
    assert lights == [(first, Light.RED, 0), (third, Light.GREEN, 4), (second, Light.DONE, None)]
    yellow = office.do(message_board.board, "zrzy", MessageState.OPEN, on=date(2026, 3, 5))
    assert yellow[0].light is Light.YELLOW
    assert office.do(message_board.board, "zwgk") == []
    with pytest.raises(UnknownCase):
        office.do(message_board.row_of, "LY-2026-99999")


def test_a_message_is_closed(office: Office) -> None:
    new = NewMessage("zrzy", MessageKind.QUESTION, "路灯坏了三天", conversation_id="c-1")
    receipt = office.do(messages.leave, new, actor="applicant")
    with pytest.raises(InvalidInput):
        office.do(messages.close, receipt.number)
    office.do(messages.close, receipt.number, "与另一件重复。")
    read = office.do(messages.read, receipt.token)
    assert (read.state, read.answer) == (MessageState.CLOSED, "与另一件重复。")
    for act in (messages.close, messages.answer):
        with pytest.raises(WrongState):
            office.do(act, receipt.number, "再说一句")
    with pytest.raises(WrongState):
        office.do(messages.follow_up, receipt.token, "还要问")


def test_the_command_opens_an_account_for_a_body(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENZHENG_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("WENZHENG_AGENT_PASSWORD", "a password for tests")
    database = Database(f"sqlite:///{tmp_path / 'wenzheng.db'}")
    migrate(database)
    with database.begin() as session:
        session.add(Jurisdiction(code="sf", name="示范区", level=Level.DISTRICT))
        session.flush()
        session.add(Organisation(code="jyj", name="示范区教育局", jurisdiction_code="sf"))
    database.close()

    app = typer.Typer()
    desk.register(app)

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["agent", *words], catch_exceptions=False)
        return done.exit_code, done.output

    assert run("add", "an", "--public-name", "小安", "--body", "jyj")[0] == 0
    assert run("add", "li", "--public-name", "小李")[0] == 0
    code, said = run("add", "bei", "--public-name", "小贝", "--body", "nobody")
    assert (code, "no organisation has this code" in said) == (1, True)
    assert "jyj\t示范区教育局".split() == said.splitlines()[-1].split()
    listed = run("list")[1]
    assert "an\t小安\topen\tjyj".split() == listed.splitlines()[0].split()
    assert "li\t小李\topen\tdesk".split() == listed.splitlines()[1].split()
    assert "bei" not in listed
    assert "账号须以小写字母开头" in run("add", "张三", "--public-name", "张三")[1]
    monkeypatch.setenv("WENZHENG_AGENT_PASSWORD", "short")
    code, said = run("add", "cai", "--public-name", "小蔡")
    assert (code, "口令至少8个字符" in said) == (1, True)
    monkeypatch.setenv("WENZHENG_AGENT_PASSWORD", "a password for tests")
    run("add", "an", "--public-name", "安安")
    assert "an\t安安\topen\tjyj".split() == run("list")[1].splitlines()[0].split()
    assert run("add", "an", "--public-name", "小安", "--body", "jyj", "--desk")[0] == 1
    assert run("add", "an", "--public-name", "小安", "--desk")[0] == 0
    assert "desk" in run("list")[1].splitlines()[0]
