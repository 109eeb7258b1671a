"""What staff answer in their pages is what citizens read in the dialogue: a real assistant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.working_days import civil_day
from knowledge_base.database import Database, utc_now
from tests.e2e.cases.staff import APPLICATIONS, MESSAGES, Staff, open_accounts
from tests.e2e.service.errands import Citizen, district_with_offices
from tests.support.service import LiveService, live_service, wait_until

pytestmark = pytest.mark.assistant

REPLY = "现予公开，批文复印件请到窗口领取。"
ANSWER = "已责令摊主安装油烟净化器。"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, trained_model: Path) -> Iterator[LiveService]:
    data = tmp_path_factory.mktemp("told")
    url = f"sqlite:///{data / 'wenzheng.db'}"
    district_with_offices(url)
    database = Database(url)
    open_accounts(database)
    database.close()
    with live_service(data, model=trained_model, assistant_timeout_s="8") as service:
        service.wait_for_assistant()
        Citizen(service).say("你好")  # the first turn of an assistant is a slow one
        yield service


def test_an_applicant_reads_the_reply_in_the_dialogue(town: LiveService) -> None:
    citizen, dai, er = Citizen(town), Staff(town, "dai"), Staff(town, "er")
    number, secret = citizen.apply()
    assert number in dai.sees(APPLICATIONS)
    dai.does(number, "register", confirmed_on=civil_day(utc_now()).isoformat())
    dai.does(number, "accept")
    dai.does(number, "find")
    dai.does(number, "clear", text="可以公开。")
    dai.does(number, "propose", kind="granted", outcome="1", text=REPLY)
    assert REPLY not in citizen.say("我的申请到哪了")
    er.does(number, "approve")
    er.does(number, "deliver")
    wait_until(lambda: "有答复了" in told(citizen), 10)
    assert REPLY in citizen.say("我的申请到哪了")
    elsewhere = Citizen(town)
    assert REPLY in elsewhere.say("查我的申请", number, secret)


def test_a_writer_reads_the_answer_in_the_dialogue(town: LiveService) -> None:
    citizen, dai = Citizen(town), Staff(town, "dai")
    number, token = citizen.leave_message()
    assert number in dai.sees(MESSAGES)
    assert dai.sends(f"{MESSAGES}/{number}/answer", answer=ANSWER).status_code == 303
    wait_until(lambda: f"您的留言{number}有答复了" in told(citizen), 10)
    assert ANSWER in citizen.say("我的留言有答复了吗")
    assert "追问" in str(citizen.reply)
    assert dai.sends(f"{MESSAGES}/{number}/close").status_code == 303
    assert ANSWER in citizen.say("我的留言有答复了吗")
    assert "追问" not in str(citizen.reply)
    assert ANSWER in Citizen(town).say("查留言", token)


def told(citizen: Citizen) -> str:
    headers = {"Authorization": f"Bearer {citizen.session}"}
    return citizen.service.http.get("/web/poll?after=0&wait=0", headers=headers).text
