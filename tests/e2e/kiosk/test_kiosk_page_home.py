"""What the home screen says before anybody has touched it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.kiosk.kiosk_page import KioskPage
from tests.e2e.kiosk.page_support import KioskServer

pytestmark = pytest.mark.browser


def test_kiosk_01_the_home_screen_offers_no_microphone_where_there_is_none(
    kiosk: KioskPage,
) -> None:
    how = kiosk.page.locator(".welcome p").first
    expect(kiosk.dock("speak")).to_have_text("不能语音")
    expect(how).to_contain_text("不能语音")
    kiosk.button("English").click()
    expect(how).to_have_text("Touch or type. This machine cannot listen.")


def test_kiosk_01_the_home_screen_offers_the_microphone_there_is(kiosk_tab: Page) -> None:
    server = KioskServer(recogniser="funasr://127.0.0.1:1")
    server.start()
    kiosk = KioskPage(kiosk_tab).visit(server.url)
    expect(kiosk.dock("speak")).to_have_text("说话")
    expect(kiosk.page.locator(".welcome p").first).to_contain_text("说一说")
    server.stop()
