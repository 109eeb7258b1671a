"""The sections' ways into the assistant's menus and journeys, with the assistant there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.kiosk.kiosk_page import KioskPage
from tests.support.service import LiveService

pytestmark = [pytest.mark.assistant, pytest.mark.browser, pytest.mark.timeout(400)]


AWAY = "这一步暂时办不了"
"""Said where the assistant is too busy, as on a machine that runs a whole test suite."""


def start(kiosk: KioskPage, section: str, name: str) -> Locator:
    """Press a section's button until the assistant has time; returns its answer."""
    for _ in range(6):
        kiosk.dock("home").click()
        kiosk.section(section)
        kiosk.page.locator(".start").filter(has_text=name).click()
        answer = kiosk.answers.last
        expect(answer).to_be_visible(timeout=30_000)
        if AWAY not in answer.inner_text():
            return answer
        kiosk.button("办完清屏").click()
    raise AssertionError("the assistant never had time")


@pytest.mark.parametrize(
    ("section", "name", "expected"),
    [
        ("services", "个人办事", "请选择"),
        ("services", "企业办事", "请选择"),
        ("application", "我要申请公开", "申请"),
        ("application", "查我的申请", "编号"),
        ("interaction", "我要留言", "咨询"),
        ("interaction", "转人工", "12345"),
    ],
)
def test_kiosk_a_section_leads_into_the_assistants_journeys(
    kiosk_tab: Page, district: LiveService, section: str, name: str, expected: str
) -> None:
    kiosk = KioskPage(kiosk_tab).visit(district.url)
    expect(start(kiosk, section, name)).to_contain_text(expected)
    assert kiosk.told("error") == []


def test_kiosk_a_menu_is_followed_by_touch(kiosk_tab: Page, district: LiveService) -> None:
    kiosk = KioskPage(kiosk_tab).visit(district.url)
    stages = start(kiosk, "services", "个人办事").locator(".choices button")
    assert stages.count() > 3
    stages.first.click()
    expect(kiosk.answers).to_have_count(2, timeout=30_000)
