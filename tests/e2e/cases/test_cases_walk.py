"""An officer and a citizen, each in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect

from casework.applications.attachments import MAX_BYTES
from tests.e2e.accessibility import violations
from tests.e2e.browsing import Browse, StaffPage
from tests.e2e.cases.staff import APPLICATIONS, IDENTITY, MESSAGES, WANTED, WORDS, Town
from tests.e2e.web.widget import Widget

pytestmark = pytest.mark.browser


class OfficerPage(StaffPage):
    """The case pages as an officer uses them."""

    def __init__(self, page: Page, url: str) -> None:
        super().__init__(page, url)
        page.on("dialog", lambda dialog: dialog.accept())

    def click(self, name: str) -> OfficerPage:
        """Press a button and wait for the next page."""
        with self.page.expect_navigation():
            self.button(name).click()
        return self.ready()

    def follow(self, name: str) -> OfficerPage:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=True).click()
        return self.ready()

    def unfold(self, name: str) -> OfficerPage:
        self.page.locator("summary", has_text=name).click()
        return self


def test_a_message_is_answered_while_its_writer_waits(
    town: Town, browse: Browse, tmp_path: Path
) -> None:
    citizen = Widget(browse().new_page()).visit(f"{town.service.url}/").open()
    citizen.ask("依申请公开多久答复？").answered()
    number = town.leaves(town.newest_conversation()).number
    an = OfficerPage(browse().new_page(), town.service.url).sign_in("an")
    expect(an.page).to_have_url(f"{town.service.url}{APPLICATIONS}")
    an.follow("留言").follow(number)
    expect(an.page.locator("#message-text")).to_have_text(WORDS)
    assert violations(an.page) == []
    an.page.get_by_label("答复").fill("已安排护学岗，谢谢您的建议。")
    an.page.screenshot(path=tmp_path / "message.png", full_page=True)
    an.click("发送答复")
    expect(an.page.locator("#message-answer")).to_contain_text("已安排护学岗")
    expect(citizen.panel).to_contain_text(f"您的留言{number}有答复了")
    assert (citizen.faults, an.faults) == ([], [])


def test_an_application_is_answered(town: Town, browse: Browse, tmp_path: Path) -> None:
    number = town.lodges().number
    an = OfficerPage(browse().new_page(), town.service.url).sign_in("an")
    an.follow(number)
    expect(an.page.locator("body")).not_to_contain_text(WANTED)
    an.follow("打开申请人信息和材料")
    expect(an.page.locator("#request")).to_have_text(WANTED)
    expect(an.page.locator("#papers")).to_contain_text(IDENTITY)
    an.unfold("登记").click("登记").click("受理，开始查找")
    an.unfold("发出收费通知").page.get_by_label("收费方式").select_option("pages")
    an.page.get_by_label("按量：页数").fill("101")
    expect(an.page.locator("#fee")).to_have_text("720")
    an.click("已找到，送保密审查")
    an.unfold("保密审查通过").page.get_by_label("保密审查意见").fill("经审查可以公开。")
    an.click("保密审查通过").unfold("提交答复审核")
    expect(an.page.locator("#withheld")).to_be_hidden()
    an.page.get_by_label("答复类型").select_option("not_this_body")
    expect(an.page.locator("#refer")).to_be_visible()
    expect(an.page.locator("#outcome")).to_have_value("4.1")
    an.page.get_by_label("答复类型").select_option("granted")
    an.page.locator("#outcome").select_option("2")
    an.page.get_by_label("属于三类内部事务信息").check()
    an.page.get_by_label("答复书全文").fill("现予部分公开。不服本答复的，可以申请行政复议。")
    assert violations(an.page) == []
    an.page.screenshot(path=tmp_path / "application.png", full_page=True)
    an.click("提交答复审核").follow("收起")
    expect(an.page.locator("#acts")).to_contain_text("拟稿人不能审核自己拟定的答复")

    bei = OfficerPage(browse().new_page(), town.service.url).sign_in("bei")
    bei.page.goto(f"{town.service.url}{APPLICATIONS}/{number}")
    bei.ready().click("审核通过").click("送达申请人").click("归档")
    expect(bei.page.locator(".timeline")).to_contain_text("归档 → 已归档")
    for path in ("", "?light=archived"):
        bei.page.goto(f"{town.service.url}{APPLICATIONS}{path}")
        assert violations(bei.ready().page) == []
    bei.page.goto(f"{town.service.url}{APPLICATIONS}")
    bei.page.screenshot(path=tmp_path / "board.png", full_page=True)
    assert (an.faults, bei.faults) == ([], [])


def test_what_is_not_sent_is_not_lost_unasked(town: Town, browse: Browse, tmp_path: Path) -> None:
    number = town.lodges().number
    an = StaffPage(browse().new_page(), town.service.url).sign_in("an")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    an.page.on("dialog", stay)
    an.page.goto(f"{town.service.url}{APPLICATIONS}/{number}")
    for name in ("登记", "受理，开始查找", "已找到，送保密审查"):
        if name == "登记":
            an.page.locator("summary", has_text=name).click()
        with an.page.expect_navigation():
            an.button(name).click()
        an.ready()
    an.page.locator("summary", has_text="保密审查通过").click()
    text = an.page.get_by_label("保密审查意见")
    text.fill("写了很久的意见")
    an.page.get_by_role("link", name="打开申请人信息和材料").click()
    expect(text).to_have_value("写了很久的意见")
    assert asked == ["beforeunload"]
    with an.page.expect_navigation():
        an.button("保密审查通过").click()  # its own form goes without a question
    assert asked == ["beforeunload"]
    an.ready().page.get_by_role("link", name="打开申请人信息和材料").click()
    large = tmp_path / "large.pdf"
    large.write_bytes(b"%PDF-1.7" + bytes(MAX_BYTES))
    an.page.get_by_label("添加附件（").set_input_files(large)
    an.button("添加附件").click()
    said = an.page.locator("#file").evaluate("field => field.validationMessage")
    assert "超过10 MB" in said
    assert an.faults == []


def test_the_pages_fit_a_narrow_screen(town: Town, browse: Browse) -> None:
    town.leaves()
    town.lodges()
    dai = StaffPage(browse().new_page(), town.service.url).sign_in("dai")
    dai.page.set_viewport_size({"width": 390, "height": 800})
    for path in (MESSAGES, APPLICATIONS, "/console/desk/table3", "/console/desk/calendar"):
        dai.page.goto(f"{town.service.url}{path}")
        dai.ready()
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert dai.page.evaluate(wider) == 0, path
        heights = dai.page.locator("header nav a").evaluate_all(
            "links => links.map(link => link.getBoundingClientRect().height)"
        )
        assert max(heights) < 50, path  # no name stands in a column of single characters
        assert violations(dai.page) == []


def test_the_other_pages_can_be_used_by_everybody(
    town: Town, browse: Browse, tmp_path: Path
) -> None:
    dai = OfficerPage(browse().new_page(), town.service.url).sign_in("dai")
    for path in (MESSAGES, f"{APPLICATIONS}/new", "/console/desk/table3", "/console/desk/calendar"):
        dai.page.goto(f"{town.service.url}{path}")
        dai.ready()
        for node in dai.page.locator("summary").all():
            node.click()
        assert violations(dai.page) == []
        dai.page.screenshot(path=tmp_path / f"{path.rpartition('/')[2]}.png", full_page=True)
    assert dai.faults == []
