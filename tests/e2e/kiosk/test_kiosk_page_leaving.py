"""Must-pass 3: whoever comes next finds nothing of whoever was there before."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from tests.e2e.kiosk.kiosk_page import KioskPage
from tests.e2e.kiosk.page_support import KioskServer

pytestmark = pytest.mark.browser

WARN_S, WIPE_S = 3.0, 7.0
SECRET_WORDS = "我的身份证丢了"
KEPT = """async () => ({
    local: Object.entries(localStorage), session: Object.entries(sessionStorage),
    databases: await indexedDB.databases(), caches: await caches.keys(), cookies: document.cookie,
})"""
KEEP = """() => {
    localStorage.setItem('left', 'behind');
    sessionStorage.setItem('left', 'behind');
    const opening = indexedDB.open('left');
    return new Promise((kept) => (opening.onsuccess = () => kept(opening.result.close())));
}"""
NOTHING = {"local": [], "session": [], "databases": [], "caches": [], "cookies": ""}


@pytest.fixture(scope="module")
def hasty_server() -> Iterator[KioskServer]:
    """A kiosk that waits seconds where a real one waits most of a minute."""
    server = KioskServer(idle_warn_s=WARN_S, idle_wipe_s=WIPE_S, grace_s=1.0, synthesiser=None)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def hasty(kiosk_tab: Page, hasty_server: KioskServer) -> KioskPage:
    return KioskPage(kiosk_tab).visit(hasty_server.url)


def assert_fresh(kiosk: KioskPage) -> None:
    """The page is as it was when the machine was switched on."""
    page = kiosk.page
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    assert page.evaluate("document.documentElement.getAttributeNames()") == ["lang"]
    assert SECRET_WORDS not in page.content()
    assert kiosk.answers.count() == 0
    assert kiosk.input.evaluate("node => node.value") == ""
    assert page.locator(".candidates button, .matching button, .caption:not(:empty)").count() == 0
    assert page.locator("dialog[open]").count() == 0
    until(page, lambda: page.evaluate(KEPT) == NOTHING)
    assert page.context.cookies() == []


def until(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came to hold")


def leave_traces(kiosk: KioskPage) -> None:
    """Do everything that could leave something behind."""
    kiosk.ask(SECRET_WORDS).answered(1)
    kiosk.button("大字").click()
    kiosk.button("高对比").click()
    kiosk.button("English").click()
    kiosk.page.evaluate(KEEP)
    kiosk.dock("type").click()
    kiosk.press("shenfen")


def test_kiosk_03_a_warning_comes_and_a_touch_takes_it_back(hasty: KioskPage) -> None:
    hasty.ask("早").answered(1)
    expect(hasty.idle).to_be_visible()
    expect(hasty.idle).to_contain_text("还在吗")
    expect(hasty.idle).to_contain_text("秒后清空屏幕")
    expect(hasty.button("我还在")).to_be_focused()
    hasty.button("我还在").click()
    expect(hasty.idle).to_be_hidden()
    assert hasty.until_told("active")
    expect(hasty.answers).to_have_count(1)


def test_kiosk_03_left_alone_everything_is_gone(
    hasty: KioskPage, hasty_server: KioskServer
) -> None:
    leave_traces(hasty)
    conversation = hasty_server.bot.conversations[-1]
    assert hasty.until_told("wipe")["reason"] == "idle"
    assert_fresh(hasty)
    hasty_server.until(lambda: conversation in hasty_server.bot.erased)
    assert conversation not in hasty_server.bot.conversations


def test_kiosk_03_the_next_person_starts_anew(hasty: KioskPage, hasty_server: KioskServer) -> None:
    leave_traces(hasty)
    hasty.page.locator(".settings .done").click()
    assert_fresh(hasty)
    hasty.ask("依申请公开多久答复？").answered(1)
    expect(hasty.said).to_have_text(["依申请公开多久答复？"])
    first, second = hasty.told("ready")[:1], hasty.told("ready")[1:]
    assert first[0]["session"] != second[0]["session"]
    assert second[0]["resumed"] is False
    hasty_server.until(lambda: len(hasty_server.bot.conversations) == 1)


def test_kiosk_03_leaving_by_the_warning(hasty: KioskPage) -> None:
    hasty.ask(SECRET_WORDS).answered(1)
    hasty.idle.get_by_role("button", name="办完了", exact=True).click()
    assert_fresh(hasty)


def test_kiosk_03_a_reload_begins_anew(hasty: KioskPage, hasty_server: KioskServer) -> None:
    hasty.ask(SECRET_WORDS).answered(1)
    conversation = hasty_server.bot.conversations[-1]
    hasty.page.reload()
    assert_fresh(hasty)
    hasty_server.until(lambda: conversation in hasty_server.bot.erased)


def test_kiosk_03_a_crashed_tab_leaves_nothing(
    kiosk_screen: BrowserContext, hasty: KioskPage, hasty_server: KioskServer
) -> None:
    hasty.ask(SECRET_WORDS).answered(1)
    conversation = hasty_server.bot.conversations[-1]
    crash(hasty.page)
    again = KioskPage(kiosk_screen.new_page()).visit(hasty_server.url)
    assert_fresh(again)
    hasty_server.until(lambda: conversation in hasty_server.bot.erased)


def crash(page: Page) -> None:
    """End the tab's process as a fault of the browser does."""
    with page.expect_event("crash"), contextlib.suppress(Error):
        page.goto("chrome://crash")


def test_kiosk_03_a_server_that_is_gone_cannot_keep_the_page(kiosk_tab: Page) -> None:
    server = KioskServer(idle_warn_s=1.0, idle_wipe_s=2.0, synthesiser=None)
    server.start()
    kiosk = KioskPage(kiosk_tab).visit(server.url)
    kiosk.ask(SECRET_WORDS).answered(1)
    kiosk_tab.context.set_offline(True)
    server.stop()
    expect(kiosk.page.locator(".welcome")).to_be_visible(timeout=20_000)
    assert SECRET_WORDS not in kiosk.page.content()
