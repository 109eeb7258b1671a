"""A whole visit to the kiosk of a real service, from the first touch to the wiped screen.

With `WENZHENG_RECORD_DIR` set, the visit is kept there: `kiosk-walk.zip` for Playwright's trace
viewer, and a picture of each stop.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.kiosk.kiosk_page import KioskPage
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


@pytest.fixture
def stop(kiosk_screen: BrowserContext) -> Iterator[Callable[[KioskPage, str], None]]:
    """Marks a stop of the walk, where it is being recorded."""
    directory = os.environ.get("WENZHENG_RECORD_DIR")
    if directory is None:
        yield lambda kiosk, name: None
        return
    numbers = count(1)

    def picture(kiosk: KioskPage, name: str) -> None:
        kiosk.page.screenshot(path=Path(directory) / f"kiosk-{next(numbers):02}-{name}.png")

    kiosk_screen.tracing.start(screenshots=True)
    yield picture
    kiosk_screen.tracing.stop(path=Path(directory) / "kiosk-walk.zip")


def test_kiosk_a_visit_from_the_first_touch_to_the_wiped_screen(
    kiosk_screen: BrowserContext, service: LiveService, stop: Callable[[KioskPage, str], None]
) -> None:
    kiosk = KioskPage(kiosk_screen.new_page()).visit(service.url)
    stop(kiosk, "home")
    kiosk.section("application")
    stop(kiosk, "section")
    kiosk.button("多久答复").click()
    kiosk.button(DISCLOSURE_TIME.question).click()
    expect(kiosk.answered(1)).to_contain_text(DISCLOSURE_TIME.answer)
    expect(kiosk.caption).to_have_text(str(DISCLOSURE_TIME.spoken_answer))
    stop(kiosk, "answer")
    kiosk.dock("type").click()
    kiosk.press("juzhuzheng")
    expect(kiosk.candidates.get_by_role("button").first).to_have_text("居住证")
    stop(kiosk, "keyboard")
    kiosk.page.locator(".matching").get_by_role("button", name=PERMIT_MATERIALS.question).click()
    expect(kiosk.answered(2)).to_contain_text(PERMIT_MATERIALS.answer)
    kiosk.button("大字").click()
    stop(kiosk, "large")
    kiosk.dock("phone").click()
    expect(kiosk.phone.get_by_role("img")).to_be_visible()
    stop(kiosk, "phone")
    kiosk.phone.get_by_role("button", name="关闭").click()
    kiosk.dock("human").click()
    expect(kiosk.answered(3)).to_contain_text("12345")
    expect(kiosk.idle).to_be_visible(timeout=60_000)
    stop(kiosk, "idle")
    assert kiosk.until_told("wipe")["reason"] == "idle"
    expect(kiosk.page.locator(".welcome")).to_be_visible()
    stop(kiosk, "wiped")
    assert kiosk.answers.count() == 0
    assert kiosk.faults == []
