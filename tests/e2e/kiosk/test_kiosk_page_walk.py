"""A whole visit to the kiosk of a real service, from the first touch to the wiped screen.

With `WENZHENG_RECORD_DIR` set, the visit is kept there: see `tests/e2e/recording.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.kiosk.kiosk_page import PORTRAIT, KioskPage
from tests.e2e.recording import Stop, recorded
from tests.support.knowledge import DISCLOSURE_TIME, PERMIT_MATERIALS, small_district
from tests.support.service import LiveService, live_service

pytestmark = [pytest.mark.browser, pytest.mark.slow]

IDLE_WARN_S, IDLE_WIPE_S = "8", "14"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[LiveService]:
    """A small district's service; its kiosk is in a hurry, so that the walk is not long."""
    data = tmp_path / "data"
    data.mkdir()
    small_district(f"sqlite:///{data / 'wenzheng.db'}").close()
    hurry = {"kiosk_idle_warn_s": IDLE_WARN_S, "kiosk_idle_wipe_s": IDLE_WIPE_S}
    with live_service(data, **hurry) as service:
        yield service


def test_kiosk_a_visit_from_the_first_touch_to_the_wiped_screen(
    browser: Browser, service: LiveService, album: Path
) -> None:
    with recorded(browser, "kiosk", album, viewport=PORTRAIT, has_touch=True) as (page, stop):
        _walk(KioskPage(page).visit(service.url), stop)


def _walk(kiosk: KioskPage, stop: Stop) -> None:
    stop("home")
    kiosk.section("application")
    stop("section")
    kiosk.button("多久答复").click()
    kiosk.button(DISCLOSURE_TIME.question).click()
    expect(kiosk.answered(1)).to_contain_text(DISCLOSURE_TIME.answer)
    expect(kiosk.caption).to_have_text(str(DISCLOSURE_TIME.spoken_answer))
    stop("answer")
    kiosk.dock("type").click()
    kiosk.press("juzhuzheng")
    expect(kiosk.candidates.get_by_role("button").first).to_have_text("居住证")
    stop("keyboard")
    kiosk.page.locator(".matching").get_by_role("button", name=PERMIT_MATERIALS.question).click()
    expect(kiosk.answered(2)).to_contain_text(PERMIT_MATERIALS.answer)
    kiosk.button("大字").click()
    stop("large")
    kiosk.dock("phone").click()
    expect(kiosk.phone.get_by_role("img")).to_be_visible()
    stop("phone")
    kiosk.phone.get_by_role("button", name="关闭").click()
    kiosk.dock("human").click()
    expect(kiosk.answered(3)).to_contain_text("12345")
    expect(kiosk.idle).to_be_visible(timeout=60_000)
    stop("idle")
    assert kiosk.until_told("wipe")["reason"] == "idle"
    expect(kiosk.page.locator(".welcome")).to_be_visible()
    stop("wiped")
    assert kiosk.answers.count() == 0
    assert kiosk.faults == []
