"""A citizen's walk through a real service, by each channel that has a page of ours.

The walks are kept in the directory that `WENZHENG_RECORD_DIR` names: see `tests/e2e/recording.py`.
(The kiosk's is beside its other tests.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.recording import recorded
from tests.e2e.web.widget import Widget
from tests.e2e.wechat.test_wechat_walk import last, send
from tests.e2e.wechat.with_phone import service_with_phone
from tests.support.knowledge import DISCLOSURE_TIME
from tests.support.service import LiveService

pytestmark = [pytest.mark.assistant, pytest.mark.browser]

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 480, "height": 860}


@dataclass(frozen=True, slots=True)
class Town:
    """A service and the phone on which its official account is read."""

    service: LiveService
    phone: str
    """Address of the phone's page."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, trained_model: Path) -> Iterator[Town]:
    walks = tmp_path_factory.mktemp("walks")
    with service_with_phone(walks, model=trained_model) as (service, phone):
        service.wait_for_assistant()
        yield Town(service, phone)


def test_web_a_visit_from_the_open_button_to_the_person(
    browser: Browser, town: Town, album: Path
) -> None:
    with recorded(browser, "web", album, viewport=DESKTOP) as (page, stop):
        widget = Widget(page)
        widget.visit(f"{town.service.url}/widget/demo.html")
        stop("page")
        widget.open()
        stop("open")
        choices = widget.ask("我要办").answered(1)
        stop("choices")
        choices.get_by_role("button", name="依申请公开", exact=True).click()
        chosen = widget.answered(2)
        expect(chosen.get_by_role("button")).not_to_have_count(0)
        stop("chosen")
        answer = widget.ask("依申请公开多久答复?").answered(3)
        expect(answer).to_contain_text(DISCLOSURE_TIME.answer)
        stop("answer")
        answer.get_by_role("button", name="非常满意", exact=True).click()
        expect(widget.panel).to_contain_text("您的评价：非常满意")
        stop("rated")
        widget.button("转人工").click()
        expect(widget.panel.locator(".past")).to_contain_text("12345")
        stop("person")
        assert widget.faults == []
    assert {path.name for path in album.glob("web-*")} >= {"web-walk.zip", "web-07-person.png"}


def test_wechat_a_chat_from_following_to_the_person(
    browser: Browser, town: Town, album: Path
) -> None:
    with recorded(browser, "wechat", album, viewport=PHONE) as (page, stop):
        told = page.locator("li.account")
        page.goto(town.phone)
        page.get_by_role("button", name="关注", exact=True).click()
        expect(told).to_have_count(1)
        assert "欢迎关注" in last(page)
        stop("followed")
        page.get_by_role("button", name="菜单：我要办").click()
        page.get_by_role("button", name="依申请公开", exact=True).wait_for()
        stop("menu")
        send(page, "依申请公开多久答复?")
        expect(told.filter(has_text=DISCLOSURE_TIME.answer)).to_be_visible()
        stop("answer")
        page.get_by_role("link", name="满意", exact=True).last.click()
        expect(told.last).to_contain_text("谢谢")
        stop("rated")
        page.get_by_role("button", name="位置：城河街道").click()
        expect(told.last).to_contain_text("街道")
        stop("position")
        send(page, "转人工")
        expect(told.filter(has_text="12345").last).to_be_visible()
        stop("person")
        expect(page.locator("li.fault")).to_have_count(0)
    assert {path.name for path in album.glob("wechat-*")} >= {"wechat-walk.zip"}
