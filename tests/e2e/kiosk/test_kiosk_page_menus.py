"""The sections' ways into the assistant's menus and journeys, with the assistant there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.kiosk.kiosk_page import KioskPage
from tests.support.service import LiveService

pytestmark = [pytest.mark.assistant, pytest.mark.browser, pytest.mark.timeout(400)]


@pytest.mark.parametrize(
    ("section", "start", "expected"),
    [
        ("services", "个人办事", "请选择"),
        ("services", "企业办事", "请选择"),
        ("application", "我要申请公开", "申请"),
        ("application", "查我的申请", "编号"),
        ("interaction", "我要留言", "留言"),
        ("interaction", "转人工", "12345"),
    ],
)
def test_kiosk_a_section_leads_into_the_assistants_journeys(
    kiosk_tab: Page, district: LiveService, section: str, start: str, expected: str
) -> None:
    kiosk = KioskPage(kiosk_tab).visit(district.url)
    kiosk.section(section)
    kiosk.page.locator(".start").filter(has_text=start).click()
    expect(kiosk.answered(1)).to_contain_text(expected)


def test_kiosk_a_menu_is_followed_by_touch(kiosk_tab: Page, district: LiveService) -> None:
    kiosk = KioskPage(kiosk_tab).visit(district.url)
    kiosk.section("services")
    kiosk.page.locator(".start").filter(has_text="个人办事").click()
    stages = kiosk.answered(1).locator(".choices button")
    assert stages.count() > 3
    stages.first.click()
    kiosk.answered(2)
