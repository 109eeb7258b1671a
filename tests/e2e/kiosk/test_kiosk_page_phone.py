"""Must-pass 6: the code on the screen takes the conversation to a phone, once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.kiosk.kiosk_page import KioskPage
from tests.e2e.kiosk.page_support import KioskServer

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(browser: Browser) -> Page:
    """Somebody's telephone: another browser altogether."""
    context = browser.new_context(**PHONE, locale="zh-CN")
    context.set_default_timeout(15_000)
    return context.new_page()


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def address(kiosk: KioskPage) -> str:
    kiosk.dock("phone").click()
    expect(kiosk.phone.get_by_role("img")).to_be_visible()
    return str(kiosk.until_told("phone")["content"])


def test_kiosk_06_the_phone_goes_on_and_the_kiosk_forgets(
    kiosk: KioskPage, phone: Page, kiosk_server: KioskServer
) -> None:
    kiosk.ask("居住证").answered(1)
    conversation = kiosk_server.bot.conversations[-1]
    phone.goto(address(kiosk))
    answers = phone.locator("wenzheng-widget article")
    expect(answers).to_contain_text("首次办理居住证")
    expect(kiosk.status).to_contain_text("已转到您的手机")
    assert kiosk.answers.count() == 0
    phone.locator("wenzheng-widget").get_by_role("button", name="首次办理居住证").click()
    expect(answers).to_have_count(2)
    assert conversation in kiosk_server.bot.conversations
    assert kiosk_server.bot.turns[-1].conversation_id == conversation


def test_kiosk_06_a_second_scan_is_refused(kiosk: KioskPage, phone: Page) -> None:
    kiosk.ask("依申请公开多久答复？").answered(1)
    url = address(kiosk)
    phone.goto(url)
    expect(phone.locator("wenzheng-widget article")).to_have_count(1)
    other = phone.context.browser
    assert other is not None
    late = other.new_context(locale="zh-CN").new_page()
    late.goto(url)
    expect(late.get_by_text("已经用过，或者过期了")).to_be_visible()
    expect(late.locator("wenzheng-widget")).to_have_count(0)


def test_kiosk_06_the_address_holds_nothing_of_anybody(kiosk: KioskPage, phone: Page) -> None:
    kiosk.ask("我叫王小明，身份证丢了").answered(1)
    url = address(kiosk)
    page, _, code = url.partition("#")
    assert page.endswith("/kiosk/continue")
    assert len(code) == 22  # 128 bits, in base64
    requested: list[str] = []
    phone.on("request", lambda request: requested.append(request.url))
    phone.goto(url)
    expect(phone.locator("wenzheng-widget article")).to_have_count(1)
    assert not [asked for asked in requested if code in asked]
    assert code not in phone.url


def test_kiosk_06_the_code_is_closed_and_asked_for_again(kiosk: KioskPage) -> None:
    first = address(kiosk)
    expect(kiosk.phone).to_contain_text("还有")
    kiosk.phone.get_by_role("button", name="关闭").click()
    expect(kiosk.phone).to_be_hidden()
    kiosk.dock("phone").click()
    kiosk.until_told("phone", 2)
    assert kiosk.told("phone")[-1]["content"] != first
