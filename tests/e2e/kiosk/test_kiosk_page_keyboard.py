"""The keyboard on the screen: pinyin to words, letters, digits, and questions while typing."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.kiosk.kiosk_page import KioskPage
from tests.e2e.kiosk.page_support import KioskServer

pytestmark = pytest.mark.browser


@pytest.fixture
def keyboard(kiosk: KioskPage) -> KioskPage:
    kiosk.dock("type").click()
    return kiosk


def candidate(kiosk: KioskPage, text: str) -> Locator:
    return kiosk.candidates.get_by_role("button", name=text, exact=True)


def test_kiosk_pinyin_becomes_the_districts_word_first(keyboard: KioskPage) -> None:
    keyboard.press("juzhuzheng")
    expect(keyboard.candidates.get_by_role("button").first).to_have_text("居住证")
    candidate(keyboard, "居住证").click()
    expect(keyboard.input).to_have_value("居住证")
    expect(keyboard.candidates.get_by_role("button")).to_have_count(0)


def test_kiosk_a_question_in_pinyin_is_asked_as_it_stands(
    keyboard: KioskPage, kiosk_server: KioskServer
) -> None:
    keyboard.press("juzhuzhengzenmeban")
    keyboard.button("提问").click()
    keyboard.answered(1)
    assert kiosk_server.bot.turns[-1].text == "居住证怎么办"
    expect(keyboard.input).to_be_hidden()


def test_kiosk_a_word_of_many_takes_its_letters_only(keyboard: KioskPage) -> None:
    keyboard.press("womenju")
    candidate(keyboard, "我们").click()
    expect(keyboard.input).to_have_value("我们")
    expect(keyboard.page.locator(".letters")).to_have_text("ju")
    keyboard.button("空格").click()
    expect(keyboard.page.locator(".letters")).to_have_text("")


def test_kiosk_more_candidates(keyboard: KioskPage) -> None:
    keyboard.press("shi")
    few = keyboard.candidates.get_by_role("button")
    expect(few.first).to_be_visible()
    shown = few.count()
    keyboard.button("更多字").click()
    assert few.count() > shown
    candidate(keyboard, "市").click()
    expect(keyboard.input).to_have_value("市")


def test_kiosk_delete_takes_letters_then_characters(keyboard: KioskPage) -> None:
    keyboard.press("gongzufang")
    candidate(keyboard, "公租房").click()
    keyboard.press("ab")
    remove = keyboard.button("删除")
    remove.click()
    expect(keyboard.page.locator(".letters")).to_have_text("a")
    remove.click()
    remove.click()
    expect(keyboard.input).to_have_value("公租")
    keyboard.button("清空").click()
    expect(keyboard.input).to_have_value("")


def test_kiosk_digits_marks_and_english(keyboard: KioskPage, kiosk_server: KioskServer) -> None:
    keyboard.press("2026")
    expect(keyboard.input).to_have_value("2026")
    keyboard.keys.get_by_role("button", name="？", exact=True).click()
    keyboard.button("清空").click()
    keyboard.keys.get_by_role("button", name="中 / 英").click()
    keyboard.press("tax")
    keyboard.button("空格").click()
    keyboard.press("id?")
    expect(keyboard.input).to_have_value("tax id?")
    keyboard.button("提问").click()
    keyboard.answered(1)
    assert kiosk_server.bot.turns[-1].text == "tax id?"


def test_kiosk_fitting_questions_are_offered_while_typing(
    keyboard: KioskPage, kiosk_server: KioskServer
) -> None:
    keyboard.press("juzhuzheng")
    matching = keyboard.page.locator(".matching")
    expect(matching.get_by_role("button")).to_have_text(
        ["居住证怎么办理？", "居住证到期怎么续签？"]
    )
    matching.get_by_role("button", name="居住证到期怎么续签？").click()
    keyboard.answered(1)
    assert kiosk_server.bot.turns[-1].text == "居住证到期怎么续签？"


def test_kiosk_a_touched_key_leaves_the_cursor_in_the_text(keyboard: KioskPage) -> None:
    keyboard.press("ju")
    expect(keyboard.input).to_be_focused()


def test_kiosk_closing_the_keyboard_keeps_the_draft(keyboard: KioskPage) -> None:
    keyboard.press("2026")
    keyboard.button("收起").click()
    expect(keyboard.input).to_be_hidden()
    expect(keyboard.dock("type")).to_be_focused()
    keyboard.dock("type").click()
    expect(keyboard.input).to_have_value("2026")


def test_kiosk_nothing_typed_asks_nothing(keyboard: KioskPage) -> None:
    keyboard.button("提问").click()
    expect(keyboard.input).to_be_visible()
    assert not [frame for frame in keyboard.sent if frame.get("type") == "message"]


def test_kiosk_the_look_ups_without_the_page(kiosk_server: KioskServer) -> None:
    with httpx.Client(base_url=kiosk_server.url, trust_env=False) as http:
        found = http.get("/kiosk/pinyin", params={"q": "gzf"}).json()
        assert "公租房" in [candidate["text"] for candidate in found["candidates"]]
        assert http.get("/kiosk/pinyin", params={"q": "1'; --"}).json()["candidates"] == []
        assert http.get("/kiosk/pinyin", params={"q": "a" * 61}).status_code == 422
        assert http.get("/kiosk/questions").status_code == 422
        english = http.get("/kiosk/questions", params={"q": "居住证", "language": "en"})
        assert english.json() == {"questions": []}
        assert http.get("/kiosk/qr.svg", params={"content": "javascript:1"}).status_code == 422
        picture = http.get("/kiosk/qr.svg", params={"content": "https://example.gov.cn/"})
        assert picture.headers["content-type"] == "image/svg+xml"
        assert picture.text.count("<path") >= 1
        assert http.get("/kiosk/static/../pages.py").status_code == 404
