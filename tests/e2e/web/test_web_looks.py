"""What a website may change about the widget, and the page that shows it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.web.support import LiveServer
from tests.e2e.web.widget import Widget

pytestmark = pytest.mark.browser


def test_web_attributes_of_the_tag(page: Page, server: LiveServer) -> None:
    query = "position=left&theme=dark&lang=en&elder=true&title=文明区问答"
    widget = Widget(page).visit(f"{server.url}/widget/demo.html?{query}").open()
    host = page.locator("wenzheng-widget")
    expect(host).to_have_attribute("lang", "en")
    expect(host).to_have_attribute("data-theme", "dark")
    expect(widget.panel.get_by_role("heading", name="文明区问答")).to_be_visible()
    expect(widget.button("Large text")).to_have_attribute("aria-pressed", "true")
    box = widget.panel.bounding_box()
    assert box is not None
    assert box["x"] == 24
    widget.ask("library")
    widget.answered(1)
    assert server.bot.turns[0].language == "en"


def test_web_custom_properties(page: Page, server: LiveServer) -> None:
    widget = Widget(page).visit(f"{server.url}/widget/demo.html")
    page.get_by_label("主色", exact=True).fill("#8a1c1c")
    page.get_by_label("宽度").select_option("360px")
    page.get_by_label("离右边").fill("40")
    widget.open()
    box = widget.panel.bounding_box()
    viewport = page.viewport_size
    assert box is not None
    assert viewport is not None
    assert box["width"] == 360
    assert box["x"] + box["width"] == viewport["width"] - 40
    colour = widget.button("发送").evaluate("n => getComputedStyle(n).backgroundColor")
    assert colour == "rgb(138, 28, 28)"
    expect(page.locator("#snippet")).to_contain_text("--wenzheng-accent: #8a1c1c;")
    assert widget.faults == []


def test_web_page_opens_closes_and_asks(page: Page, server: LiveServer) -> None:
    widget = Widget(page).visit(f"{server.url}/widget/demo.html?position=left")
    page.get_by_role("button", name="打开", exact=True).click()
    expect(widget.panel).to_be_visible()
    page.get_by_role("button", name="关闭", exact=True).first.click()
    expect(widget.panel).to_be_hidden()
    page.get_by_role("button", name="提问").click()
    expect(widget.answered(1)).to_contain_text("20个工作日")


def test_web_hot_question_is_asked_by_a_click(widget: Widget, server: LiveServer) -> None:
    widget.open()
    widget.button("依申请公开多久答复？").click()
    expect(widget.answered(1)).to_contain_text("20个工作日")
    assert server.bot.turns[0].text == "依申请公开多久答复？"
