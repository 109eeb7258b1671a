"""Must-pass 2 and 3: nothing is lost, doubled or crossed, whatever the network does."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.web.support import LiveServer
from tests.e2e.web.widget import Widget

pytestmark = pytest.mark.browser


def test_web_02_socket_killed_in_mid_answer_resumes(widget: Widget, server: LiveServer) -> None:
    widget.open().ask("你好")
    widget.answered(1)
    widget.ask("慢：一")
    expect(widget.typing).to_be_visible()
    server.drop_connections()
    widget.ask("二")
    server.release()
    widget.answered(3)
    lines = widget.lines()
    assert sorted(lines) == sorted(
        ["你好", "没有找到：你好", "慢：一", "没有找到：慢：一", "二", "没有找到：二"]
    )
    assert lines.index("慢：一") < lines.index("没有找到：慢：一")
    assert lines.index("二") < lines.index("没有找到：二")
    assert [turn.text for turn in server.bot.turns] == ["你好", "慢：一", "二"]
    assert widget.faults == []


def test_web_02_server_restarted_resumes(widget: Widget, server: LiveServer) -> None:
    widget.open().ask("之前")
    widget.answered(1)
    server.stop()
    widget.ask("期间")
    expect(widget.panel.get_by_role("status")).to_contain_text("正在重新连接")
    server.start()
    widget.answered(2)
    expect(widget.panel.get_by_role("status")).to_have_text("")
    widget.ask("之后")
    widget.answered(3)
    assert widget.lines() == [
        "之前", "没有找到：之前", "期间", "没有找到：期间", "之后", "没有找到：之后",
    ]  # fmt: skip


def test_web_02_backoff_grows_and_is_jittered(context: BrowserContext, server: LiveServer) -> None:
    page = context.new_page()
    waits: list[float] = []
    page.expose_function("waited", lambda ms: waits.append(ms))
    page.add_init_script(
        """const plain = window.setTimeout;
        window.setTimeout = (call, ms, ...rest) => {
            if (window.down && String(call).includes('open()')) { window.waited(ms); ms = 30; }
            return plain(call, ms, ...rest);
        };"""
    )
    widget = Widget(page).visit(server.url).open().ask("一")
    widget.answered(1)
    page.evaluate("window.down = true")
    server.stop()
    page.wait_for_timeout(2500)
    server.start()
    assert len(waits) >= 6
    assert waits[0] <= 1000
    assert max(waits) <= 30_000
    assert max(waits) > 8 * waits[0]
    assert len({wait % 1000 for wait in waits}) > 3


def test_web_02_socket_blocked_uses_server_sent_events(widget: Widget, server: LiveServer) -> None:
    server.way.socket = True
    widget.open().ask("依申请公开")
    expect(widget.answered()).to_contain_text("20个工作日")
    assert "/web/events" in server.way.seen
    assert "/web/poll" not in server.way.seen


def test_web_02_socket_and_events_blocked_uses_long_poll(
    widget: Widget, server: LiveServer
) -> None:
    server.way.socket = server.way.stream = True
    widget.open().ask("依申请公开")
    expect(widget.answered()).to_contain_text("20个工作日")
    assert "/web/poll" in server.way.seen
    widget.ask("居住证")
    widget.answered(2)


@pytest.mark.parametrize("blocked", ["socket", "stream"])
def test_web_02_other_transports_resume_too(
    widget: Widget, server: LiveServer, blocked: str
) -> None:
    server.way.socket = True
    server.way.stream = blocked == "stream"
    widget.open().ask("慢：一")
    expect(widget.typing).to_be_visible()
    server.drop_connections()
    server.release()
    widget.answered(1)
    widget.ask("二")
    widget.answered(2)
    assert widget.lines() == ["慢：一", "没有找到：慢：一", "二", "没有找到：二"]
    assert len(server.bot.turns) == 2


def test_web_02_browser_without_websocket(context: BrowserContext, server: LiveServer) -> None:
    page = context.new_page()
    page.add_init_script("delete window.WebSocket")
    widget = Widget(page).visit(server.url).open().ask("依申请公开")
    expect(widget.answered()).to_contain_text("20个工作日")


def test_web_03_session_refused_starts_another_and_asks_again(
    widget: Widget, server: LiveServer
) -> None:
    page = widget.page
    page.evaluate(
        "localStorage.setItem(`wenzheng:${location.host}:session`, 'guessed.token.value')"
    )
    page.reload()
    widget.open().ask("依申请公开")
    expect(widget.answered()).to_contain_text("20个工作日")
    token = page.evaluate("localStorage.getItem(`wenzheng:${location.host}:session`)")
    assert token != "guessed.token.value"
    assert len(server.bot.turns) == 1


def test_web_03_two_tabs_show_the_same(context: BrowserContext, server: LiveServer) -> None:
    first = Widget(context.new_page()).visit(server.url).open()
    first.ask("一")
    first.answered(1)
    second = Widget(context.new_page()).visit(server.url).open()
    second.answered(1)
    second.ask("二")
    first.answered(2)
    first.ask("三")
    second.answered(3)
    first.answered(3)
    assert first.lines() == second.lines()
    assert len({turn.conversation_id for turn in server.bot.turns}) == 1


def test_web_03_new_conversation_is_one_for_both_tabs(
    context: BrowserContext, server: LiveServer
) -> None:
    first = Widget(context.new_page()).visit(server.url).open()
    first.ask("一")
    first.answered(1)
    second = Widget(context.new_page()).visit(server.url).open()
    second.answered(1)
    first.button("新对话").click()
    first.button("清空").click()
    first.answered(0)
    second.answered(0)
    second.ask("二")
    first.answered(1)
    assert first.lines() == second.lines() == ["二", "没有找到：二"]


def test_web_03_reload_restores_what_was_said(widget: Widget, server: LiveServer) -> None:
    widget.open().ask("依申请公开")
    widget.answered(1)
    before = widget.lines()
    widget.page.reload()
    widget.open()
    widget.answered(1)
    assert widget.lines() == before
    assert len(server.bot.turns) == 1


def test_web_03_reload_in_mid_answer_still_gets_it(widget: Widget, server: LiveServer) -> None:
    widget.open().ask("慢：一")
    expect(widget.typing).to_be_visible()
    widget.page.reload()
    widget.open()
    expect(widget.typing).to_be_visible()
    server.release()
    widget.answered(1)
    assert widget.lines() == ["慢：一", "没有找到：慢：一"]
    assert len(server.bot.turns) == 1


def test_web_03_unread_badge_counts_and_survives_reload(
    widget: Widget, page: Page, server: LiveServer
) -> None:
    badge = page.locator("wenzheng-widget .badge")
    widget.open().ask("慢：一")
    expect(widget.typing).to_be_visible()
    widget.input.press("Escape")
    server.release()
    expect(badge).to_have_text("1")
    expect(widget.launcher).to_have_accessible_name(re.compile("1 条新回复"))
    page.reload()
    expect(badge).to_have_text("1")
    widget.open()
    page.reload()
    widget.launcher.wait_for()
    page.wait_for_load_state("networkidle")
    expect(badge).to_be_hidden()
