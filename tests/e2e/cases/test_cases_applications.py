"""Applications (依申请公开) over HTTP: every act, from the register to the archive."""

from __future__ import annotations

from datetime import timedelta

from selectolax.lexbor import LexborHTMLParser

from casework.applications import lodging
from casework.applications.codes import ArrivalChannel, PaperKind
from casework.working_days import civil_day
from knowledge_base.database import utc_now
from tests.e2e.cases.staff import (
    APPLICATIONS,
    GRANT,
    IDENTITY,
    NAME,
    PERSONAL,
    PHONE,
    WANTED,
    Enter,
    Town,
    drafting,
    registered,
    searching,
    today,
    words_of,
)
from tests.e2e.service.errands import office_of
from tests.support.service import wait_until


def test_from_the_register_to_the_archive(town: Town, staff: Enter) -> None:
    an, bei = staff("an"), staff("bei")
    token, conversation = town.conversation()
    receipt = town.lodges(conversation)
    number = receipt.number
    assert f"未计时 {number} 接收登记" in an.sees(APPLICATIONS)
    assert an.may(number) == {"register", "withdraw"}
    an.does(number, "register", confirmed_on=today())
    wait_until(lambda: f"您的申请{number}已登记" in town.notices(token), 10)
    page = an.sees(f"{APPLICATIONS}/{number}")
    assert "绿灯" in page
    assert "还有20个工作日" in page
    an.does(number, "accept")
    an.does(number, "find")
    an.does(number, "clear", text="经审查可以公开。")
    an.does(number, "propose", **GRANT)
    assert "approve" not in an.may(number)
    assert an.is_refused(number, "approve") == "拟稿人不能审核自己拟定的答复。"
    bei.does(number, "approve")
    assert "拟答复" in bei.sees(f"{APPLICATIONS}/{number}")
    assert GRANT["text"] not in town.notices(token)
    an.does(number, "deliver")
    wait_until(lambda: f"您的申请{number}有答复了" in town.notices(token), 10)
    with office_of(town.service) as office, office.occasion() as occasion:
        status = lodging.status(occasion, number, receipt.secret)
    assert status.papers[-1][::2] == (PaperKind.REPLY, GRANT["text"])
    an.does(number, "archive")
    assert an.may(number) == set()
    assert number not in an.sees(APPLICATIONS)
    assert number in an.sees(f"{APPLICATIONS}?light=archived")
    timeline = an.sees(f"{APPLICATIONS}/{number}").partition("办理经过")[2]
    for done in ("收到申请", "登记 → 申请表审查", "审核通过 → 答复申请人 bei", "归档 → 已归档"):
        assert done in timeline


def test_what_is_sealed_is_opened_on_record(town: Town, staff: Enter) -> None:
    number = town.lodges().number
    page = staff("an").sees(f"{APPLICATIONS}/{number}")
    assert not [each for each in PERSONAL if each in page]
    assert town.looks(f"application:{number}") == []
    opened = staff("an").sees(f"{APPLICATIONS}/{number}/papers")
    assert [each for each in PERSONAL if each in opened] == list(PERSONAL)
    assert town.looks(f"application:{number}") == ["open_applicant:an", "open_papers:an"]
    log = (town.service.data / "output.log").read_text()
    assert not [each for each in PERSONAL if each in log]


def test_the_page_stays_open_after_an_act(town: Town, staff: Enter) -> None:
    number = town.lodges().number
    sent = staff("an").sends(f"{APPLICATIONS}/{number}/register", confirmed_on=today(), opened="1")
    assert sent.headers["location"] == f"{APPLICATIONS}/{number}/papers?done=register"
    assert "已办理：登记。" in staff("an").sees(sent.headers["location"])
    assert "已办理" not in staff("an").sees(f"{APPLICATIONS}/{number}?done=nonsense")
    reloaded = staff("an").asks(f"{APPLICATIONS}/{number}/register")
    assert reloaded.headers["location"] == f"{APPLICATIONS}/{number}"


def test_the_date_of_receipt_follows_the_way_it_came(town: Town, staff: Enter) -> None:
    an, number = staff("an"), town.lodges().number
    assert an.is_refused(number, "register") == "收到日期：还不能确定，请填写签收或确认的日期。"
    assert an.is_refused(number, "register", confirmed_on="下周") == "确认日期：无法识别。"
    later = (civil_day(utc_now()) + timedelta(days=1)).isoformat()
    assert an.is_refused(number, "register", confirmed_on=later) == "收到日期：晚于今天。"
    earlier = (civil_day(utc_now()) - timedelta(days=1)).isoformat()
    refused = an.is_refused(number, "register", confirmed_on=earlier)
    assert refused == "收到日期：早于提交日期。"
    in_person = town.lodges(channel=ArrivalChannel.IN_PERSON).number
    assert f"收到申请之日 {today()}" in an.sees(f"{APPLICATIONS}/{in_person}")
    an.does(in_person, "register")
    by_post = town.lodges(channel=ArrivalChannel.REGISTERED_MAIL).number
    an.does(by_post, "register", signed_on=today())


def test_each_kind_of_reply(town: Town, staff: Enter) -> None:
    an = staff("an")
    plain = {
        "already_public": "1",
        "nonexistent": "4.1",
        "repeated": "5.2",
        "other_law": "5.1",
        "refused": "3.1",
    }
    for kind, outcome in plain.items():
        number = registered(town, an)
        an.does(number, "decide_at_once")
        an.does(number, "propose", kind=kind, outcome=outcome, text="答复内容。")
    number = registered(town, an)
    an.does(number, "decide_at_once")
    assert an.is_refused(number, "propose", **GRANT) == "未经保密审查，不得公开。"
    an.does(
        number,
        "propose",
        kind="not_this_body",
        outcome="4.1",
        text="请向城市管理局申请。",
        refer_to="示范区城市管理局",
    )
    assert "示范区城市管理局" in an.sees(f"{APPLICATIONS}/{number}")


def test_a_reply_whose_parts_do_not_fit(town: Town, staff: Enter) -> None:
    an = staff("an")
    number = drafting(town, an)
    partial = {"kind": "granted", "outcome": "2", "text": "部分公开。"}
    missing = an.is_refused(number, "propose", **partial)
    assert missing == "部分不公开的理由：部分公开时必须选择，其他答复不能选择。"
    wrong = an.sends(
        f"{APPLICATIONS}/{number}/propose", kind="granted", outcome="3.1", text="答复全文在此"
    )
    assert "年报统计项：与答复类型不符。" in words_of(wrong.text)
    assert "答复全文在此" in wrong.text
    assert an.is_refused(number, "propose", kind="refused", outcome="4.3", text="不明确") == (
        "要求过补正、收到补正后仍不明确的，才能以此答复。"
    )
    assert an.is_refused(number, "propose", kind="refused", outcome="5.4", text="太多") == (
        "要求过申请人说明理由的，才能以此答复。"
    )
    assert an.is_refused(number, "propose", kind="", outcome="", text="") == "类型：没有填写。"
    assert an.is_refused(number, "propose", kind="x", outcome="", text="") == "类型：无法识别。"
    an.does(number, "propose", withheld=["3.5", "3.6"], **partial)
    page = an.sees(f"{APPLICATIONS}/{number}")
    assert "属于三类内部事务信息；属于四类过程性信息" in page


def test_found_nothing_and_searched_again(town: Town, staff: Enter) -> None:
    an = staff("an")
    number = searching(town, an)
    an.does(number, "find_nothing", text="查了档案室和数据库。")
    an.does(number, "search_again")
    an.does(number, "find")
    an.does(number, "search_again")
    an.does(number, "withdraw")
    assert an.may(number) == {"archive"}
    assert an.is_refused(number, "find") == "状态已经变了，现在不能这样办，请看最新情况。"
    assert an.sends(f"{APPLICATIONS}/{number}/nonsense").status_code == 404
    assert an.asks(f"{APPLICATIONS}/YSQ-2026-99999").status_code == 404


def test_the_same_asked_again_is_seen(town: Town, staff: Enter) -> None:
    first = town.lodges(wanted="同样的批文").number
    second = town.lodges(wanted="同样的批文").number
    page = staff("an").sees(f"{APPLICATIONS}/{second}")
    assert f"同一申请人以同样内容提出的申请： {first}" in page


def test_an_application_on_paper_is_entered(town: Town, staff: Enter) -> None:
    an = staff("an")
    given = {
        "channel": "in_person",
        "applicant_kind": "person",
        "name": NAME,
        "identity_kind": "resident_id",
        "identity_number": IDENTITY,
        "phone": PHONE,
        "description": WANTED,
        "form_wanted": "paper",
    }
    assert "不要求申请人说明用途" in an.sees(f"{APPLICATIONS}/new")
    wrong = an.sends(APPLICATIONS, **{**given, "identity_number": "110105194912310021"})
    assert wrong.status_code == 422
    assert "证件号码：无法识别。" in words_of(wrong.text)
    assert WANTED in wrong.text
    assert "联系方式" in words_of(an.sends(APPLICATIONS, **{**given, "phone": ""}).text)
    entered = an.sends(APPLICATIONS, **given)
    words = words_of(entered.text)
    number, secret = (
        words.partition("编号 ")[2].split()[0],
        words.partition("查询码 ")[2].split()[0],
    )
    with office_of(town.service) as office, office.occasion() as occasion:
        assert lodging.status(occasion, number, secret).received_on == civil_day(utc_now())
    assert "（an代为登记）" in an.sees(f"{APPLICATIONS}/{number}")


def test_a_draft_that_was_sent_back_is_there_to_go_on_with(town: Town, staff: Enter) -> None:
    an, bei, number = staff("an"), staff("bei"), town.lodges().number
    an.does(number, "register", confirmed_on=today())
    for act in ("accept", "find"):
        an.does(number, act)
    an.does(number, "clear", text="经审查可以公开。")
    an.does(number, "propose", **GRANT)
    assert "请打开阅读后再审核" in bei.sees(f"{APPLICATIONS}/{number}")
    bei.does(number, "send_back", text="请写明救济途径。")
    assert "这里会填好上一稿的答复书" in an.sees(f"{APPLICATIONS}/{number}")
    page = LexborHTMLParser(an.http.get(f"{APPLICATIONS}/{number}/papers").text)
    field = page.css_first("#text-propose")
    assert field is not None
    assert field.text() == GRANT["text"]
