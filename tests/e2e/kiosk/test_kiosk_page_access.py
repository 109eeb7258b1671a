"""Must-pass 5: everybody can use the page, by touch, keyboard or ear, on any screen."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.accessibility import violations
from tests.e2e.kiosk.kiosk_page import LANDSCAPE, PORTRAIT, KioskPage
from tests.e2e.kiosk.page_support import KioskServer

pytestmark = pytest.mark.browser

SMALL_TARGETS = """() => [...document.querySelectorAll('button, textarea, a')]
    .filter(n => n.checkVisibility())
    .map(n => [n.textContent, n.getBoundingClientRect()])
    .filter(([, box]) => box.height < 60 || box.width < 60)
    .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""
SMALL_TEXT = """() => [...document.querySelectorAll('body *')]
    .filter(n => n.checkVisibility() && !n.closest('.hidden')
        && [...n.childNodes].some(c => c.nodeType === 3 && c.data.trim()))
    .filter(n => parseFloat(getComputedStyle(n).fontSize) < 18)
    .map(n => `${n.textContent} ${getComputedStyle(n).fontSize}`)"""
CUT_OFF = """() => [...document.querySelectorAll('button, h1, h2, .caption, article p, dd')]
    .filter(n => n.checkVisibility() && n.clientWidth > 0)
    .filter(n => n.scrollWidth > n.clientWidth + 1 || n.getBoundingClientRect().right > innerWidth)
    .map(n => n.textContent)"""


def home(kiosk: KioskPage) -> None:
    expect(kiosk.page.locator(".hot")).to_be_visible()


def section(kiosk: KioskPage) -> None:
    kiosk.section("application")


def topic(kiosk: KioskPage) -> None:
    kiosk.section("application")
    kiosk.button("多久答复").click()
    kiosk.page.locator(".question").first.wait_for()


def answer(kiosk: KioskPage) -> None:
    kiosk.ask("依申请公开多久答复？").answered(1)
    kiosk.ask("居住证").answered(2)
    kiosk.button("首次办理居住证").click()
    rating = kiosk.answered(3).locator(".rating")
    rating.get_by_role("button", name="满意", exact=True).click()
    expect(rating).to_contain_text("您的评价")


def keyboard(kiosk: KioskPage) -> None:
    kiosk.dock("type").click()
    kiosk.press("juzhuzheng")
    kiosk.candidates.get_by_role("button").first.wait_for()
    kiosk.button("更多字").click()


def fault(kiosk: KioskPage) -> None:
    kiosk.dock("speak").click()
    kiosk.ways.get_by_role("button").first.wait_for()


def phone(kiosk: KioskPage) -> None:
    kiosk.dock("phone").click()
    kiosk.phone.get_by_role("img").wait_for()


PLACES: dict[str, Callable[[KioskPage], None]] = {
    place.__name__: place for place in (home, section, topic, answer, keyboard, fault, phone)
}
MODES = {
    "plain": (),
    "elder": ("大字",),
    "contrast": ("高对比",),
    "elder-contrast": ("大字", "高对比"),
    "english": ("English",),
}


def switch(kiosk: KioskPage, mode: str) -> None:
    for setting in MODES[mode]:
        kiosk.page.locator(".settings").get_by_role("button", name=setting).evaluate(
            "node => node.click()"
        )


@pytest.mark.parametrize("place", PLACES)
def test_kiosk_05_axe_finds_nothing_and_everything_is_big(kiosk: KioskPage, place: str) -> None:
    PLACES[place](kiosk)
    for mode in MODES:
        switch(kiosk, mode)
        assert violations(kiosk.page) == [], mode
        assert kiosk.page.evaluate(SMALL_TARGETS) == [], mode
        assert kiosk.page.evaluate(SMALL_TEXT) == [], mode
        assert kiosk.page.evaluate(CUT_OFF) == [], mode
        if mode != "english":
            switch(kiosk, mode)
    assert kiosk.faults == []


@pytest.mark.parametrize("place", PLACES)
def test_kiosk_05_a_landscape_screen_will_do(
    kiosk_tab: Page, kiosk_server: KioskServer, place: str
) -> None:
    kiosk_tab.set_viewport_size(LANDSCAPE)
    kiosk = KioskPage(kiosk_tab).visit(kiosk_server.url)
    PLACES[place](kiosk)
    for mode in ("plain", "elder"):
        switch(kiosk, mode)
        assert kiosk_tab.evaluate(SMALL_TARGETS) == [], mode
        assert kiosk_tab.evaluate(SMALL_TEXT) == [], mode
        assert kiosk_tab.evaluate(CUT_OFF) == [], mode
        assert kiosk_tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_kiosk_05_the_idle_warning_is_accessible(kiosk_tab: Page) -> None:
    server = KioskServer(idle_warn_s=1.0, idle_wipe_s=60.0, synthesiser=None)
    server.start()
    kiosk = KioskPage(kiosk_tab).visit(server.url)
    kiosk_tab.touchscreen.tap(10, 10)
    kiosk.idle.wait_for()
    assert violations(kiosk_tab) == []
    assert kiosk_tab.evaluate(SMALL_TARGETS) == []
    expect(kiosk.idle).to_have_attribute("role", "alertdialog")
    server.stop()


def test_kiosk_05_a_language_is_the_pages_and_the_servers(
    kiosk: KioskPage, kiosk_server: KioskServer
) -> None:
    kiosk.button("English").click()
    html = kiosk.page.locator("html")
    expect(html).to_have_attribute("lang", "en")
    expect(kiosk.page).to_have_title("Government Q&A")
    kiosk.ask("library")
    expect(kiosk.answered(1)).to_contain_text("No answer yet to: library")
    expect(kiosk.answers.first).to_have_attribute("lang", "en")
    assert kiosk_server.bot.turns[-1].language == "en"
    kiosk.button("中文").click()
    expect(html).to_have_attribute("lang", "zh-CN")
    expect(kiosk.dock("home")).to_have_text("首页")
    expect(kiosk.answers).to_have_count(1)


def tab_to(page: Page, target: Locator) -> None:
    handle = target.element_handle()
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("node => document.activeElement === node", handle):
            return
    raise AssertionError(f"Tab never reached {target}")


def test_kiosk_05_keyboard_alone_is_enough(kiosk: KioskPage) -> None:
    page, keys = kiosk.page, kiosk.page.keyboard
    tab_to(page, page.locator('.sign[data-section="application"]'))
    keys.press("Enter")
    tab_to(page, kiosk.button("多久答复"))
    keys.press("Enter")
    tab_to(page, kiosk.button("依申请公开多久答复？"))
    keys.press("Enter")
    rating = kiosk.answered(1).get_by_role("button", name="非常满意", exact=True)
    tab_to(page, rating)
    keys.press("Space")
    expect(rating).to_have_attribute("aria-pressed", "true")
    tab_to(page, kiosk.dock("type"))
    keys.press("Enter")
    expect(kiosk.input).to_be_focused()
    keys.type("居住证")
    keys.press("Escape")
    expect(kiosk.dock("type")).to_be_focused()


def test_kiosk_05_each_answer_is_announced_once(kiosk: KioskPage) -> None:
    live = kiosk.page.locator("[aria-live=polite]")
    log = kiosk.page.get_by_role("log")
    expect(log).to_have_count(0)
    kiosk.ask("依申请公开多久答复？").answered(1)
    expect(live.filter(has_text="20个工作日")).to_have_count(1)
    expect(log).to_have_attribute("aria-live", "off")


def test_kiosk_05_nothing_moves_where_motion_is_unwelcome(
    browser: Browser, kiosk_server: KioskServer
) -> None:
    context = browser.new_context(viewport=PORTRAIT, reduced_motion="reduce", locale="zh-CN")
    kiosk = KioskPage(context.new_page()).visit(kiosk_server.url)
    kiosk.dock("speak").evaluate("node => node.setAttribute('data-listening', '')")
    assert kiosk.page.evaluate("document.getAnimations().length") == 0
    context.close()


def test_kiosk_05_forced_colours_keep_every_boundary(
    browser: Browser, kiosk_server: KioskServer
) -> None:
    context = browser.new_context(viewport=PORTRAIT, forced_colors="active", locale="zh-CN")
    kiosk = KioskPage(context.new_page()).visit(kiosk_server.url)
    answer(kiosk)
    edge = """n => { const s = getComputedStyle(n); return [s.borderTopStyle, s.borderTopColor,
        s.backgroundColor]; }"""
    for selector in (".said", "article", ".captions", ".dock button", ".controls button"):
        style, border, ground = kiosk.page.locator(selector).first.evaluate(edge)
        assert style == "solid", selector
        assert border != ground, selector
    pressed = kiosk.page.locator(".grades [aria-pressed=true]")
    assert pressed.evaluate("n => getComputedStyle(n).outlineStyle") == "solid"
    context.close()


def test_kiosk_05_the_policy_allows_nothing_inline(kiosk_server: KioskServer) -> None:
    response = httpx.get(f"{kiosk_server.url}/kiosk", trust_env=False)
    policy = response.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "microphone=(self)" in response.headers["permissions-policy"]
    assert "<style" not in response.text
    assert " style=" not in response.text
