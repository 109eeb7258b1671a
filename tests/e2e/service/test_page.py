"""The page of a real service in a real browser: ask, choose, be told honestly, come back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.web.widget import Widget
from tests.support.knowledge import DISCLOSURE_TIME, PERMIT_MATERIALS
from tests.support.service import LiveService

pytestmark = [pytest.mark.assistant, pytest.mark.browser]


@pytest.fixture
def widget(page: Page, district: LiveService) -> Widget:
    return Widget(page).visit(f"{district.url}/").open()


def test_an_answer_is_shown_word_for_word_with_its_source(widget: Widget) -> None:
    answer = widget.ask("依申请公开多久答复?").answered()
    expect(answer).to_contain_text(DISCLOSURE_TIME.answer)
    expect(answer).to_contain_text("中华人民共和国政府信息公开条例")
    expect(answer).to_contain_text("国令第711号")
    expect(answer).to_contain_text("2019-05-15")
    assert widget.faults == []


def test_a_close_question_is_settled_by_a_choice(widget: Widget) -> None:
    choices = widget.ask("居住证").answered()
    choices.get_by_role("button", name=PERMIT_MATERIALS.question).click()
    expect(widget.answered(2)).to_contain_text(PERMIT_MATERIALS.answer)


def test_nonsense_gets_a_way_on(widget: Widget) -> None:
    answer = widget.ask("阿巴阿巴").answered()
    expect(answer).to_contain_text("没有找到有把握的官方答案")
    answer.get_by_role("button", name="转人工").click()
    expect(widget.answered(2)).to_contain_text("12345")


def test_the_conversation_is_there_after_a_reload(widget: Widget) -> None:
    widget.ask("依申请公开多久答复?").answered()
    widget.page.reload()
    again = Widget(widget.page)
    again.launcher.wait_for()
    if not again.panel.is_visible():
        again.open()
    expect(again.answered(1)).to_contain_text(DISCLOSURE_TIME.answer)
    again.ask("那收费吗")
    again.answered(2)


def test_markup_in_a_question_stays_text(widget: Widget) -> None:
    widget.ask("<img src=x onerror=alert(1)>").answered()
    assert widget.page.locator("wenzheng-widget img").count() == 0
    assert widget.faults == []
