"""Must-pass 8: a sign within 300 ms, and never an endless one."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.web.support import LiveServer
from tests.e2e.web.widget import Widget

pytestmark = pytest.mark.browser


@pytest.fixture
def timed(context: BrowserContext, server: LiveServer) -> Widget:
    """A widget whose page's clock the test moves by hand."""
    page = context.new_page()
    page.clock.install()
    return Widget(page).visit(server.url).open()


def test_web_08_typing_is_shown_within_300_ms_of_the_pages_clock(
    timed: Widget, server: LiveServer
) -> None:
    timed.ask("你好")
    timed.answered(1)
    timed.page.clock.pause_at(timed.page.evaluate("Date.now()") + 1000)
    server.way.socket = True  # even where nothing of the server can arrive
    server.drop_connections()
    timed.ask("慢：一")
    expect(timed.typing).to_be_hidden()
    timed.page.clock.run_for(300)
    expect(timed.typing).to_be_visible()


def test_web_08_other_tab_sees_typing_too(
    widget: Widget, context: BrowserContext, server: LiveServer
) -> None:
    widget.open().ask("你好")
    widget.answered(1)
    other = Widget(context.new_page()).visit(server.url).open()
    other.answered(1)
    widget.ask("慢：一")
    expect(other.typing).to_be_visible()
    server.release()
    other.answered(2)
    expect(other.typing).to_be_hidden()


def test_web_08_after_10_s_a_message_and_no_spinner(timed: Widget, server: LiveServer) -> None:
    timed.ask("慢：一")
    expect(timed.typing).to_be_visible()
    timed.page.clock.run_for(9_000)
    expect(timed.note).to_have_count(0)
    timed.page.clock.run_for(1_500)
    expect(timed.note).to_contain_text("请您再等等")
    expect(timed.typing).to_be_hidden()
    expect(timed.live).to_contain_text("请您再等等")
    timed.note.get_by_role("button", name="再试一次").click()
    expect(timed.note).to_have_count(0)
    timed.page.clock.run_for(200)
    expect(timed.typing).to_be_visible()
    server.release()
    timed.answered(1)
    timed.page.clock.run_for(20_000)
    expect(timed.typing).to_be_hidden()
    expect(timed.note).to_have_count(0)
    assert len(server.bot.turns) == 1


def test_web_08_slow_offers_a_person(timed: Widget, server: LiveServer) -> None:
    timed.ask("慢：一")
    timed.page.clock.run_for(10_500)
    timed.note.get_by_role("button", name="转人工").click()
    expect(timed.answered(1)).to_contain_text("正在为您转接人工")
    assert server.bot.turns[-1].choice == "human"


def test_web_08_a_broken_turn_is_said_at_once(widget: Widget) -> None:
    widget.open().ask("故障")
    expect(widget.note).to_contain_text("没有发成功")
    expect(widget.typing).to_be_hidden()
    widget.ask("依申请公开")
    widget.answered(1)


def test_web_08_a_broken_turn_is_said_over_http_too(widget: Widget, server: LiveServer) -> None:
    server.way.socket = True
    widget.open().ask("故障")
    expect(widget.note).to_contain_text("没有发成功")
    widget.ask("依申请公开")
    widget.answered(1)
