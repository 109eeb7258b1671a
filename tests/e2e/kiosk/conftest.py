"""A running kiosk channel and its page, on a portrait screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.kiosk.kiosk_page import PORTRAIT, KioskPage
from tests.e2e.kiosk.page_support import KioskServer


@pytest.fixture(scope="module")
def kiosk_server() -> Iterator[KioskServer]:
    """A kiosk that hears nothing and lets people take their time."""
    server = KioskServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def kiosk_screen(browser: Browser) -> Iterator[BrowserContext]:
    """The browser of one machine, as it is after being switched on."""
    context = browser.new_context(viewport=PORTRAIT, locale="zh-CN", has_touch=True)
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def kiosk_tab(kiosk_screen: BrowserContext) -> Page:
    return kiosk_screen.new_page()


@pytest.fixture
def kiosk(kiosk_tab: Page, kiosk_server: KioskServer) -> KioskPage:
    """The page, untouched."""
    return KioskPage(kiosk_tab).visit(kiosk_server.url)
