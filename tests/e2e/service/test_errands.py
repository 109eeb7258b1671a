"""Errands on a real service: what is handed in arrives, and nothing personal stays in clear."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from actions.guesses import WRONG_IN_CONVERSATION
from casework import messages
from casework.applications import lodging, waits
from casework.models import Application, ExpectedAnswer, KeptAnswer
from knowledge_base.database import Database, utc_now
from tests.e2e.service.errands import (
    CONTACT,
    IDENTITY,
    MESSAGE,
    NAME,
    SCRIPT,
    TOKEN,
    WANTED,
    Citizen,
    case_system,
    district_with_offices,
    office_of,
)
from tests.support.service import LiveService, live_service

pytestmark = pytest.mark.assistant

PERSONAL = (NAME, IDENTITY, CONTACT, WANTED, SCRIPT, MESSAGE, "SF2026-0001", "食品经营许可")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, trained_model: Path) -> Iterator[LiveService]:
    data = tmp_path_factory.mktemp("errands")
    district_with_offices(f"sqlite:///{data / 'wenzheng.db'}")
    with (
        case_system() as address,
        live_service(
            data, model=trained_model, progress_url=address, progress_token=TOKEN
        ) as service,
    ):
        service.wait_for_assistant()
        yield service


@pytest.fixture
def citizen(town: LiveService) -> Citizen:
    return Citizen(town)


def written(service: LiveService) -> bytes:
    """Every byte the service has written: databases with their journals, logs, output."""
    files = [f for f in service.data.rglob("*") if f.is_file() and "models" not in f.parts]
    assert {"wenzheng.db", "trackers.db", "output.log"} <= {f.name for f in files}
    return b"".join(file.read_bytes() for file in files)


def test_an_application_is_lodged_with_what_was_said(town: LiveService, citizen: Citizen) -> None:
    number, _ = citizen.apply()
    with office_of(town) as office, office.occasion("officer") as occasion:
        applicant = lodging.applicant_of(occasion, number)
        assert (applicant.name, applicant.identity_number) == (NAME, IDENTITY)
        assert applicant.phone == CONTACT
        assert lodging.request_of(occasion, number).description == WANTED


def test_nothing_personal_is_written_in_clear(town: LiveService, citizen: Citizen) -> None:
    number, secret = citizen.apply()
    citizen.say("我的申请到哪了")
    _, token = citizen.leave_message()
    citizen.say("查办件进度", "SF2026-0001", "8864")
    assert "食品经营许可" in str(citizen.reply)
    citizen.say("查留言")
    stored = written(town)
    for text in (*PERSONAL, secret, token):
        for encoding in ("utf-8", "utf-16-le", "unicode_escape"):
            assert text.encode(encoding) not in stored, text
    assert number.encode() in stored


def test_a_read_back_text_is_shown_once_and_not_again_from_the_transcript(
    town: LiveService, citizen: Citizen
) -> None:
    citizen.say("我要申请公开")
    citizen.take("个人")
    citizen.say(NAME)
    headers = {"Authorization": f"Bearer {citizen.session}"}
    told = town.http.get("/web/poll", params={"after": 0}, headers=headers).text
    assert NAME not in told
    assert "内容保密" in told


def test_fifty_megabytes_are_refused_and_nothing_is_lost(
    town: LiveService, citizen: Citizen
) -> None:
    citizen.say("我要申请公开")
    citizen.take("个人")
    citizen.say(NAME)
    citizen.take("护照")
    citizen.say("E12345678", CONTACT)
    body = {"question": "绝密" * (25 * 1024 * 1024 // 3), "session": citizen.session}
    refused = town.http.post("/api/ask", json=body)
    assert refused.status_code in (413, 422)
    assert "5000" in citizen.say("太长" * 3000)
    assert "哪个单位" in (citizen.say("二〇二五年公园改造的招标文件") and citizen.take("纸质"))
    assert "绝密绝密".encode() not in written(town)


def test_the_status_opens_elsewhere_with_number_and_code(
    town: LiveService, citizen: Citizen
) -> None:
    number, secret = citizen.apply()
    other = Citizen(town)
    assert "等工作人员确认" in other.say("查我的申请", number.lower(), f" {secret.lower()} ")
    assert number in other.say("查我的申请", number, secret)
    assert other.take("撤回申请")
    assert "已撤回" in other.take("确定撤回")
    stranger = Citizen(town)
    assert "对不上" in stranger.say("查我的申请", number, "WRONGCODE234")
    assert "已经用不上了" in stranger.choose(f"app_status:{number}")


def test_codes_are_not_guessed_fast_and_the_applicant_is_not_kept_out(
    town: LiveService, citizen: Citizen
) -> None:
    number, secret = citizen.apply()
    stranger = Citizen(town)
    stranger.say("查我的申请")
    for wrong in range(WRONG_IN_CONVERSATION):
        assert "对不上" in stranger.say(number, f"WRONGCODE{wrong}XY")
    assert "试错的次数太多了" in stranger.say(number, secret)
    assert number in Citizen(town).say("查我的申请", number, secret)
    assert number in citizen.say("我的申请到哪了")


def test_a_correction_reaches_the_applicant_and_is_answered_in_the_dialogue(
    town: LiveService, citizen: Citizen
) -> None:
    number, _ = citizen.apply()
    notice = "请写明征收批文的年份和地块名称。"
    with office_of(town) as office, office.occasion("officer") as occasion:
        lodging.register(occasion, number, confirmed_on=occasion.on)
        waits.ask_correction(occasion, number, notice)
    said = citizen.say("我的申请到哪了")
    assert "需要您补正" in said
    assert notice in said
    citizen.take("现在补正")
    assert "地块是青云里三号" in citizen.say("批文是二〇一九年的，地块是青云里三号")
    assert "答复期限从今天重新算" in citizen.take("提交")
    assert "正在审查申请表" in citizen.say("查我的申请")
    assert "没有等您补正的申请" in citizen.say("我要补正")
    stored = written(town)
    assert notice.encode() not in stored
    assert "地块是青云里三号".encode() not in stored


def test_a_deadline_over_a_year_not_announced_is_said_to_be_provisional(
    town: LiveService, citizen: Citizen
) -> None:
    number, _ = citizen.apply()
    with office_of(town) as office:
        with office.occasion("officer") as occasion:
            application = lodging.register(occasion, number, confirmed_on=occasion.on)
            due = application.due_on
        with office.database.begin() as session:
            session.get_one(Application, number).provisional = True
    assert f"{due}（暂定）" in citizen.say("我的申请到哪了")


def test_an_answered_message_is_read_and_asked_about_once(
    town: LiveService, citizen: Citizen
) -> None:
    number, token = citizen.leave_message()
    with office_of(town) as office, office.occasion("officer") as occasion:
        messages.answer(occasion, number, "已责令摊主安装油烟净化器。")
    assert "油烟净化器" in citizen.say("我的留言有答复了吗")
    citizen.take("追问")
    assert "再次答复" in citizen.say("净化器装了，可是夜里还是很吵，希望限制营业时间")
    with office_of(town) as office, office.occasion("officer") as occasion:
        messages.answer(occasion, number, "已约谈摊主，二十三点前收摊。")
    other = Citizen(town)
    assert "二十三点前收摊" in other.say("查留言", token)
    other.take("追问")
    assert "已经追问过一次" in other.say("昨天夜里又摆到一点钟，请再管一管")


def test_progress_is_asked_of_the_case_system(citizen: Citizen) -> None:
    assert "办件编号" in citizen.say("查办件进度")
    assert "不像编号" in citizen.say("我的号码忘记了")
    assert "查询码" in citizen.say("SF2026-0001")
    said = citizen.say("8864")
    assert all(text in said for text in ("食品经营许可", "审核中", "2026-11-27", "受理"))
    citizen.say("查办件进度", "SF2026-0001")
    assert "没有查到" in citizen.take("没有查询码")


def test_two_tabs_fill_one_form(town: LiveService, citizen: Citizen) -> None:
    other = Citizen(town, citizen.session)
    citizen.say("我要申请公开")
    citizen.take("个人")
    other.say(NAME)
    assert "身份证" in str(other.reply)
    other.speaker.offered |= citizen.speaker.offered
    citizen.speaker.offered |= other.speaker.offered
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda tab: tab.take("护照"), (citizen, other)))
    assert sum("已经用不上了" in said for said in both) <= 1
    citizen.say("E12345678", CONTACT, "二〇二五年公园改造的招标文件")
    citizen.take("纸质")
    other.speaker.offered |= citizen.speaker.offered
    assert NAME in other.take("示范区政务公开办公室")
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda tab: tab.choose("inform:send"), (citizen, other)))
    assert sum("申请已提交" in said for said in both) == 1


def test_an_hour_of_silence_loses_nothing(town: LiveService, citizen: Citizen) -> None:
    citizen.say("我要申请公开")
    citizen.take("个人")
    citizen.say(NAME)
    citizen.take("护照")
    with office_of(town) as office:
        _turn_back(office.database, timedelta(hours=1))
    assert "要填进去的内容，还是想问我" in citizen.say("居住证材料")
    said = citizen.take("我是在问您")
    assert "对不上" not in said
    assert "请写证件号码" in said
    with office_of(town) as office:
        _turn_back(office.database, timedelta(hours=1))
    assert "E12345678" not in citizen.say("E12345678")
    assert "怎么联系您" in citizen.take("填进去")
    citizen.say(CONTACT, "二〇二五年公园改造的招标文件")
    citizen.take("纸质")
    assert NAME in citizen.take("示范区政务公开办公室")


def test_after_a_day_the_form_asks_again_for_what_is_gone(
    town: LiveService, citizen: Citizen
) -> None:
    citizen.say("我要申请公开")
    citizen.take("个人")
    citizen.say(NAME)
    citizen.take("护照")
    citizen.say("E12345678", CONTACT, "二〇二五年公园改造的招标文件")
    citizen.take("纸质", "示范区政务公开办公室")
    with office_of(town) as office, office.database.begin() as session:
        session.query(KeptAnswer).delete()
    assert "放得太久" in citizen.take("提交")
    citizen.say(NAME, "E12345678", CONTACT, "二〇二五年公园改造的招标文件")
    assert NAME in str(citizen.reply)
    assert "申请已提交" in citizen.take("提交")


def test_a_rating_is_kept_with_its_reason(town: LiveService, citizen: Citizen) -> None:
    citizen.say("依申请公开多久答复？")
    turn = citizen.reply["turn_id"]
    assert {"type": "rating", "turn_id": turn} in citizen.reply["blocks"]
    assert "哪里不好" in citizen.choose(f"rate:{turn}:1")
    assert "记下了" in citizen.take("不完整")
    assert "没有可以评价" in Citizen(town).choose(f"rate:{turn}:5")
    with office_of(town) as office, office.database.read() as session:
        found = session.connection().exec_driver_sql(
            "SELECT grade, reason, entry_id FROM ratings WHERE turn_id = ?", (turn,)
        )
        grade, reason, entry_id = found.one()
    assert (grade, reason) == (1, "incomplete")
    assert entry_id == citizen.speaker.service.ask("依申请公开多久答复？")["entry_id"]


def test_a_single_question_without_a_conversation_is_not_rated(town: LiveService) -> None:
    blocks = town.ask("依申请公开多久答复？")["blocks"]
    assert "rating" not in [block["type"] for block in blocks]


def _turn_back(database: Database, by: timedelta) -> None:
    """Let what is expected have been asked for earlier, as after a silence."""
    with database.begin() as session:
        for row in session.query(ExpectedAnswer):
            row.at = utc_now() - by
