"""A citizen sees the files of a reply where they ask for its status, and downloads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.applications import enquiries, lodging, replies
from casework.applications.attachments import attach
from casework.applications.codes import Outcome, ReplyKind
from casework.applications.replies import Proposal
from casework.working_days import civil_day
from knowledge_base.database import utc_now
from tests.e2e.service.errands import Citizen, district_with_offices, office_of
from tests.support.service import LiveService, live_service

pytestmark = pytest.mark.assistant
PDF = b"%PDF-1.7 the tender of 2025"
NAME = "招标文件（2025）.pdf"
GRANT = Proposal(ReplyKind.GRANTED, Outcome.GRANTED, "现予公开，见附件。")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, trained_model: Path) -> Iterator[LiveService]:
    data = tmp_path_factory.mktemp("files")
    district_with_offices(f"sqlite:///{data / 'wenzheng.db'}")
    with live_service(data, model=trained_model) as service:
        service.wait_for_assistant()
        yield service


def replied(town: LiveService, number: str) -> None:
    """Let the body answer an application with a file."""
    with office_of(town) as office:
        for actor, act, *given in (
            ("an", enquiries.accept),
            ("an", enquiries.find_information),
            ("bei", enquiries.clear_secrecy, "可以公开"),
            ("an", attach, NAME, PDF),
            ("an", replies.propose, GRANT),
            ("bei", replies.approve),
            ("an", replies.deliver),
        ):
            with office.occasion(actor) as occasion:
                act(occasion, number, *given)


def test_the_files_of_a_reply_are_downloaded(town: LiveService) -> None:
    citizen = Citizen(town)
    citizen.say("我要申请公开", "个人", "测试辛", "护照", "E12345678", "13811112222")
    citizen.say("2025年公园改造的招标文件", "电子版", "跳过")
    lodged = citizen.say("提交")
    number = re.search(r"YSQ-\d{4}-\d{5}", lodged)
    assert number is not None, lodged
    with office_of(town) as office, office.occasion("an") as occasion:
        lodging.register(occasion, number[0], confirmed_on=civil_day(utc_now()))
    assert NAME not in citizen.say("我的申请到哪了")
    replied(town, number[0])
    assert "现予公开" in citizen.say("我的申请到哪了")
    (link,) = [b for b in citizen.reply["blocks"] if b["type"] == "link"]
    assert NAME in link["label"]
    assert town.http.get(link["url"]).content == PDF
    headers = {"Authorization": f"Bearer {citizen.session}"}
    kept = town.http.get("/web/poll?after=0&wait=0", headers=headers).text
    assert link["url"].rpartition("/")[2] not in kept
    assert NAME not in kept
