"""Applications over HTTP: what stops, stretches or ends the time to reply."""

from __future__ import annotations

from datetime import timedelta

from casework.applications.acting import find
from casework.working_days import civil_day
from knowledge_base.database import utc_now
from tests.e2e.cases.staff import (
    APPLICATIONS,
    GRANT,
    PERSONAL,
    Enter,
    Town,
    drafting,
    registered,
    searching,
    today,
)
from tests.e2e.service.errands import office_of
from tests.support.service import wait_until


def test_a_correction_is_asked_once_and_within_seven_days(town: Town, staff: Enter) -> None:
    an = staff("an")
    token, conversation = town.conversation()
    number = registered(town, an, conversation)
    assert an.is_refused(number, "ask_correction", text="哪一年的？", days="61") == (
        "工作日数：超出允许的范围。"
    )
    assert an.is_refused(number, "ask_correction", text="", days="15") == (
        "补正告知内容：没有填写。"
    )
    an.does(number, "ask_correction", text="请写明是哪一年的。", days="15")
    wait_until(lambda: f"您的申请{number}需要补正" in town.notices(token), 10)
    page = an.sees(f"{APPLICATIONS}/{number}")
    assert "未计时" in page
    assert "视为放弃申请（申请人的期限还没有过）" in page
    assert an.may(number) == {"correct", "withdraw"}
    assert an.is_refused(number, "abandon") == "申请人的期限还没有过，不能视为放弃。"
    an.does(number, "correct", text="二〇一九年的。")
    assert "ask_correction" not in an.may(number)
    refused = an.is_refused(number, "ask_correction", text="还不清楚", days="15")
    assert refused == "补正只能要求一次，已经要求过。"

    late = registered(town, an)
    town.backdates(late, 14)
    assert "收到申请已超过7个工作日" in an.sees(f"{APPLICATIONS}/{late}")
    refused = an.is_refused(late, "ask_correction", text="哪一年的？", days="15")
    assert refused == "补正应当自收到申请之日起7个工作日内要求，期限已过。"


def test_who_does_not_correct_in_time_gives_up(town: Town, staff: Enter) -> None:
    an, number = staff("an"), registered(town, staff("an"))
    an.does(number, "ask_correction", text="请写明是哪一年的。", days="1")
    town.backdates(number, 7)
    refused = an.is_refused(number, "correct", text="二〇一九年的。")
    assert "接受逾期的正当理由" in refused
    an.does(number, "abandon")
    page = an.sees(f"{APPLICATIONS}/{number}")
    assert "（六）其他处理 1.申请人无正当理由逾期不补正" in page
    excused = registered(town, an)
    an.does(excused, "ask_correction", text="请写明是哪一年的。", days="1")
    town.backdates(excused, 7)
    an.does(excused, "correct", text="住院了，二〇一九年的。", good_reason="1")


def test_an_extension_needs_a_second_person(town: Town, staff: Enter) -> None:
    an, bei = staff("an"), staff("bei")
    number = searching(town, an)
    assert an.is_refused(number, "extend", days="21", text="涉及多部门") == (
        "工作日数：超出允许的范围。"
    )
    an.does(number, "extend", days="20", text="涉及多部门，需要时间。")
    assert "等待批准的延期" in an.sees(f"{APPLICATIONS}/{number}")
    assert "approve_extension" not in an.may(number)
    refused = an.is_refused(number, "approve_extension")
    assert refused == "延期须由另一人批准，不能自己批准自己的申请。"
    again = an.is_refused(number, "extend", days="5", text="再延")
    assert again == "已有延期申请等待批准。"
    bei.does(number, "decline_extension", text="不必延长。")
    an.does(number, "extend", days="10", text="确需延长。")
    bei.does(number, "approve_extension")
    page = an.sees(f"{APPLICATIONS}/{number}")
    assert "10个工作日（bei批准）" in page
    assert "还有30个工作日" in page
    assert "只能延长一次，已经延长过" in page
    assert an.is_refused(number, "extend", days="5", text="再延") == (
        "答复期限只能延长一次，已经延长过。"
    )
    late = searching(town, an)
    town.backdates(late, 60)
    assert f"红灯 {late}" in an.sees(f"{APPLICATIONS}?light=red")
    assert an.is_refused(late, "extend", days="5", text="忘了") == "答复期限已过，不能再延长。"


def test_the_openness_office_sees_every_body_and_decides_over_time(
    town: Town, staff: Enter
) -> None:
    an, dai = staff("an"), staff("dai")
    number = searching(town, an)
    an.does(number, "extend", days="10", text="确需延长。")
    assert f"绿灯 {number} 查找信息 示范区教育局" in dai.sees(APPLICATIONS)
    page = dai.sees(f"{APPLICATIONS}/{number}")
    assert "申请人信息和材料不显示" in page
    assert not [each for each in PERSONAL if each in page]
    assert dai.asks(f"{APPLICATIONS}/{number}/papers").status_code == 403
    assert dai.may(number) == {"approve_extension", "decline_extension"}
    assert dai.sends(f"{APPLICATIONS}/{number}/find").status_code == 403
    dai.does(number, "approve_extension")
    assert "（dai批准）" in dai.sees(f"{APPLICATIONS}/{number}")


def test_a_third_party_is_asked(town: Town, staff: Enter) -> None:
    an, bei = staff("an"), staff("bei")
    number = drafting(town, an)
    protects = {"kind": "refused", "outcome": "3.4", "text": "涉及第三方商业秘密。"}
    assert an.is_refused(number, "propose", **protects) == (
        "以保护第三方合法权益为由的，应当先书面征求第三方意见。"
    )
    assert "answer_consult" not in an.may(number)
    an.does(number, "consult", kind="third_party", text="请就是否同意公开答复。")
    page = an.sees(f"{APPLICATIONS}/{number}")
    assert "第三方" in page
    assert "等待答复" in page
    assert "propose" not in an.may(number)
    assert an.is_refused(number, "propose", **protects) == (
        "征求意见还没有收到答复，期限也没有过，不能提交答复。"
    )
    [pk] = consultations(town, number)
    answer = {"consultation": str(pk), "text": "不同意公开。"}
    assert an.is_refused(number, "answer_consult", opinion="deemed_consent", **answer) == (
        "意见：请选择同意或不同意。"
    )
    an.does(number, "answer_consult", opinion="disagree", **answer)
    an.does(number, "propose", **protects)
    bei.does(number, "send_back", text="理由要写明。")
    an.does(number, "propose", **protects)
    bei.does(number, "approve")

    silent = drafting(town, an)
    an.does(silent, "consult", kind="co_author", text="请就是否同意公开答复。")
    town.backdates(silent, 40)
    an.does(silent, "propose", **GRANT)
    assert "逾期未答复，视为同意" in an.sees(f"{APPLICATIONS}/{silent}")


def test_fees(town: Town, staff: Enter) -> None:
    an = staff("an")
    number = searching(town, an)
    assert an.asks("/console/desk/fee?basis=pages&count=101").json() == {"yuan": 720}
    assert an.asks("/console/desk/fee?basis=requests&count=31").json() == {"yuan": 200}
    charge = {"basis": "pages", "text": "按量收取。"}
    assert an.is_refused(number, "charge", count="30", **charge) == "这个数量不收费。"
    assert an.is_refused(number, "charge", count="很多", **charge) == "数量：无法识别。"
    assert an.is_refused(number, "charge", count="", **charge) == "数量：没有填写。"
    an.does(number, "charge", count="101", **charge)
    assert "按量（页），720元，未缴" in an.sees(f"{APPLICATIONS}/{number}")
    an.does(number, "pay")
    assert f"{today()}已缴" in an.sees(f"{APPLICATIONS}/{number}")
    assert an.is_refused(number, "charge", count="101", **charge).startswith("已经发过收费通知")
    late = searching(town, an)
    an.does(late, "charge", count="101", **charge)
    town.backdates(late, 60)
    assert "pay" not in an.may(late)
    assert an.is_refused(late, "pay") == "缴费期限已过。"
    an.does(late, "abandon")


def test_so_much_so_often(town: Town, staff: Enter) -> None:
    an, bei = staff("an"), staff("bei")
    number = registered(town, an)
    assert an.is_refused(number, "give_reasons", text="研究") == (
        "没有要求过申请人说明理由，不必记录。"
    )
    an.does(number, "ask_reasons", text="请说明理由。")
    assert an.is_refused(number, "ask_reasons", text="再说明") == "已经要求申请人说明过理由。"
    an.does(number, "accept")
    until = (civil_day(utc_now()) + timedelta(days=90)).isoformat()
    assert an.is_refused(number, "defer", until=until, text="量大") == (
        "申请人还没有说明理由，不能确定延迟答复日期。"
    )
    reasoned = registered(town, an)
    an.does(reasoned, "ask_reasons", text="请说明理由。")
    an.does(reasoned, "give_reasons", text="用于研究。")
    an.does(reasoned, "accept")
    assert an.is_refused(reasoned, "defer", until="", text="量大") == ("延迟答复日期：没有填写。")
    assert an.is_refused(reasoned, "defer", until=today(), text="量大") == (
        "延迟答复日期：必须晚于现在的答复期限。"
    )
    an.does(reasoned, "defer", until=until, text="数量大，分批答复。")
    bei.does(reasoned, "approve_extension")
    assert f"延迟答复日期 {until}" in an.sees(f"{APPLICATIONS}/{reasoned}")


def consultations(town: Town, number: str) -> list[int]:
    with office_of(town.service) as office, office.occasion() as occasion:
        return [each.pk for each in find(occasion, number).consultations]
