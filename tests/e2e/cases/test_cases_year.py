"""Table 3 of the annual report, and the calendar of working days, over HTTP."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from casework.applications import lodging
from casework.working_days import civil_day
from knowledge_base.database import utc_now
from tests.e2e.cases.staff import APPLICATIONS, Enter, Town, trouble_of
from tests.e2e.service.errands import office_of

TABLE, CALENDAR = "/console/desk/table3", "/console/desk/calendar"
YEAR = civil_day(utc_now()).year + 1
NOTICE = {
    "year": str(YEAR),
    "source": "国办发明电〔2026〕99号",
    "free": f"{YEAR}-01-01\n{YEAR}-02-05至{YEAR}-02-12\n",
    "worked": f"{YEAR}-02-14",
}


@pytest.fixture(scope="module")
def concluded(town: Town, staff: Enter) -> None:
    """Of another bureau: one application that ended, one that runs, one never received."""
    cai = staff("cai")
    ended, runs, _ = (town.lodges(body="cgj").number for _ in range(3))
    for number in (ended, runs):
        cai.does(number, "register", confirmed_on=civil_day(utc_now()).isoformat())
    cai.does(ended, "withdraw")


@pytest.mark.usefixtures("concluded")
def test_table_3_adds_up(staff: Enter) -> None:
    page = staff("cai").sees(TABLE)
    assert "自然人：2 + 0 = 1 + 1 ✓ 相符" in page
    assert "总计：2 + 0 = 1 + 1 ✓ 相符" in page
    assert page == staff("cai").sees(f"{TABLE}?body=zwgk")
    assert "总计：2 + 0 = 1 + 1 ✓ 相符" in staff("dai").sees(f"{TABLE}?body=cgj")
    assert "总计：0 + 0 = 0 + 0 ✓ 相符" in staff("dai").sees(f"{TABLE}?body=zwgk")
    assert "✗" not in staff("dai").sees(TABLE)
    assert "总计：0 + 0 = 0 + 0 ✓ 相符" in staff("cai").sees(f"{TABLE}?year={YEAR - 2}")


@pytest.mark.usefixtures("concluded")
def test_table_3_as_a_file(staff: Enter) -> None:
    response = staff("cai").asks(f"{TABLE}.csv")
    assert response.headers["content-disposition"].endswith(f'"table3-{YEAR - 1}.csv"')
    head, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert head == [
        "项目",
        "自然人",
        "商业企业",
        "科研机构",
        "社会公益组织",
        "法律服务机构",
        "其他",
        "总计",
    ]
    figures = {name: [int(each) for each in row] for name, *row in rows}
    assert len(figures) == 25
    new, carried, concluded, left = (
        figures[name]
        for name in (
            "一、本年新收政府信息公开申请数量",
            "二、上年结转政府信息公开申请数量",
            "三、本年度办理结果 （七）总计",
            "四、结转下年度继续办理",
        )
    )
    assert [a + b for a, b in zip(new, carried, strict=True)] == [
        a + b for a, b in zip(concluded, left, strict=True)
    ]
    assert figures["三、本年度办理结果 （六）其他处理 3.其他"][-1] == 1


def test_the_notice_of_next_year_moves_the_clocks(town: Town, staff: Enter) -> None:
    an, dai = staff("an"), staff("dai")
    receipt = town.lodges()
    an.does(receipt.number, "register", confirmed_on=civil_day(utc_now()).isoformat())
    before = due(town, receipt)
    provisional = before.year == YEAR
    assert ("（暂定）" in an.sees(f"{APPLICATIONS}/{receipt.number}")) is provisional
    assert "放假安排尚未公布或录入" in dai.sees(CALENDAR)
    sent = dai.sends(f"{CALENDAR}/year", **NOTICE)
    assert sent.status_code == 303, trouble_of(sent)
    page = dai.sees(sent.headers["location"])
    assert "重新计算了期限" in page
    assert NOTICE["source"] in page
    assert f"{YEAR}-02-12 放假" in page
    assert f"{YEAR}-02-14 上班" in page
    assert "（暂定）" not in an.sees(f"{APPLICATIONS}/{receipt.number}")

    last = due(town, receipt).isoformat()
    day = {"on": last, "kind": "holiday", "note": "防汛停工", "source": "区政府通知"}
    sent = dai.sends(f"{CALENDAR}/day", **day)
    assert sent.status_code == 303
    assert due(town, receipt).isoformat() > last
    dai.sends(f"{CALENDAR}/day", **{**day, "kind": "as_before"})
    assert due(town, receipt).isoformat() == last


def test_a_notice_that_cannot_be_right(staff: Enter) -> None:
    dai = staff("dai")
    wrong = {
        "放假日期：无法识别。": {"free": "春节八天"},
        "放假日期：没有填写。": {"free": " "},
        "放假日期：不属于这一年。": {"free": f"{YEAR + 1}-05-01"},
        "放假日期：超出允许的范围。": {"free": f"{YEAR}-05-05至{YEAR}-05-01"},
        "上班日期：同一天既放假又上班。": {"worked": f"{YEAR}-01-01"},
        "文号：没有填写。": {"source": ""},
        "年份：没有填写。": {"year": ""},
        "年份：超出允许的范围。": {"year": "9999"},
        "年份：这一年的放假安排已随软件提供，只能逐日调整。": {"year": "2025"},
    }
    for text, change in wrong.items():
        refused = dai.sends(f"{CALENDAR}/year", **{**NOTICE, **change})
        assert (refused.status_code, trouble_of(refused)) == (422, text)
    day = {"on": f"{YEAR}-05-05", "kind": "holiday", "source": "区政府通知"}
    for text, change in {
        "日期：没有填写。": {"on": ""},
        "日期：无法识别。": {"on": "五月五日"},
        "文号：没有填写。": {"source": ""},
        "类型：无法识别。": {"kind": "half"},
        "日期：超出允许的范围。": {"on": "1949-10-01"},
    }.items():
        refused = dai.sends(f"{CALENDAR}/day", **{**day, **change})
        assert (refused.status_code, trouble_of(refused)) == (422, text)


def test_only_the_openness_office_keeps_the_calendar(staff: Enter) -> None:
    assert "由政务公开办录入和调整" in staff("an").sees(CALENDAR)
    assert staff("an").sends(f"{CALENDAR}/year", **NOTICE).status_code == 403
    assert staff("an").sends(f"{CALENDAR}/day").status_code == 403


def due(town: Town, receipt: lodging.LodgingReceipt) -> date:
    with office_of(town.service) as office, office.occasion() as occasion:
        on = lodging.status(occasion, receipt.number, receipt.secret).due_on
    assert on is not None
    return on
