"""Must-pass 7 and what every answer offers: ratings, languages, a person, places, reading aloud."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.web.support import LiveServer
from tests.e2e.web.widget import Widget

pytestmark = pytest.mark.browser


def test_web_07_rating_can_be_changed_and_survives_reload(
    context: BrowserContext, widget: Widget, server: LiveServer
) -> None:
    other = Widget(context.new_page()).visit(server.url)
    widget.page.bring_to_front()
    widget.open().ask("依申请公开")
    rating = widget.answered(1).locator(".rating")
    rating.get_by_role("button", name="满意", exact=True).click()
    rating.get_by_role("button", name="不满意", exact=True).click()
    expect(rating).to_contain_text("您的评价：不满意")
    expect(widget.live).to_contain_text("谢谢您的评价")
    expect(widget.said).to_have_count(1)
    widget.page.reload()
    for shown in (widget, other):
        shown.page.bring_to_front()
        shown.open()
        pressed = shown.answered(1).locator("[aria-pressed=true]", has_text="满意")
        expect(pressed).to_have_count(1)
        expect(pressed).to_have_text("不满意")
        expect(shown.said).to_have_count(1)
    turn_id = widget.answers.last.get_attribute("data-turn")
    assert [t.choice for t in server.bot.turns[1:]] == [f"rate:{turn_id}:4", f"rate:{turn_id}:2"]


def test_web_07_who_rates_low_is_asked_why(widget: Widget, server: LiveServer) -> None:
    widget.open().ask("依申请公开")
    widget.answered(1)
    rating = widget.answers.first.locator(".rating")
    rating.get_by_role("button", name="非常不满意", exact=True).click()
    widget.button("看不懂").click()
    expect(rating).to_contain_text("您的评价：非常不满意")
    expect(widget.said).to_have_count(2)
    assert server.bot.turns[-1].choice == "rate_why:t1:unclear"


def test_web_07_language_switch_sets_lang_and_is_sent(widget: Widget, server: LiveServer) -> None:
    host = widget.page.locator("wenzheng-widget")
    widget.open().ask("依申请公开")
    widget.answered(1)
    expect(host).to_have_attribute("lang", "zh-CN")
    widget.button("English").click()
    expect(host).to_have_attribute("lang", "en")
    expect(widget.answers.last).to_have_attribute("lang", "zh-CN")
    expect(widget.answers.last).to_contain_text("Are you satisfied")
    expect(widget.button("How long does a reply to a request take?")).to_be_visible()
    widget.ask("library")
    expect(widget.answered(2)).to_contain_text("No answer yet to: library")
    expect(widget.answers.last).to_have_attribute("lang", "en")
    assert [turn.language for turn in server.bot.turns] == [None, "en"]
    widget.page.reload()
    widget.open()
    expect(host).to_have_attribute("lang", "en")
    widget.button("中文").click()
    expect(host).to_have_attribute("lang", "zh-CN")
    expect(widget.button("转人工")).to_be_visible()


def test_web_07_every_word_exists_in_both_languages(widget: Widget) -> None:
    missing = widget.page.evaluate(
        """async () => {
            const { STRINGS } = await import('/widget/strings.js');
            const keys = o => Object.entries(o).flatMap(([k, v]) =>
                v && v.constructor === Object ? keys(v).map(n => `${k}.${n}`) : [k]).sort();
            return [keys(STRINGS.zh), keys(STRINGS.en)];
        }"""
    )
    assert missing[0] == missing[1]
    assert len(missing[0]) > 30


def test_web_07_a_person_is_always_one_button_away(widget: Widget, server: LiveServer) -> None:
    widget.open()
    widget.button("转人工").click()
    expect(widget.answered(1)).to_contain_text("正在为您转接人工")
    assert server.bot.turns[0].choice == "human"


def test_web_07_place_is_sent_and_remembered(widget: Widget, server: LiveServer) -> None:
    widget.open()
    places = widget.panel.get_by_role("combobox", name="所在街道或社区")
    places.select_option(label="和平街道")
    widget.ask("居住证")
    widget.answered(1)
    widget.page.reload()
    widget.open()
    expect(places).to_have_value("sf-02")
    assert [turn.jurisdiction for turn in server.bot.turns] == ["sf-02"]


def test_web_07_answer_is_read_aloud(context: BrowserContext, server: LiveServer) -> None:
    page = context.new_page()
    page.add_init_script(
        """window.spoken = [];
        speechSynthesis.speak = said => window.spoken.push([said.text, said.lang]);"""
    )
    widget = Widget(page).visit(server.url).open().ask("依申请公开")
    widget.answered(1)
    widget.button("朗读").click()
    expect(widget.button("停止朗读")).to_be_visible()
    [(text, lang)] = page.evaluate("window.spoken")
    assert text.startswith("行政机关收到政府信息公开申请")
    assert "满意" not in text
    assert lang == "zh-CN"
    widget.button("停止朗读").click()
    expect(widget.button("朗读")).to_be_visible()


def test_web_07_every_block_is_shown(widget: Widget) -> None:
    widget.open().ask("居住证")
    widget.answered(1).get_by_role("button", name="首次办理居住证").click()
    answer = widget.answered(2)
    expect(answer.locator("dt")).to_have_text(["办理时限", "费用", "地址", "时间", "电话"])
    expect(answer.locator("ol li")).to_have_count(3)
    expect(answer.get_by_role("link", name="(0755)88121000")).to_have_attribute(
        "href", "tel:075588121000"
    )
    expect(answer.get_by_role("link", name="看地图")).to_have_attribute(
        "href", "https://uri.amap.com/search?keyword=%E7%A4%BA%E8%8C%83%E5%8C%BA%E6%96%87"
        "%E6%98%8E%E8%B7%AF1%E5%8F%B7",
    )  # fmt: skip
    expect(answer.get_by_role("img", name="手机扫码继续办理")).to_be_visible()
    expect(answer.locator(".notice")).to_have_count(2)
    expect(answer.locator(".about")).to_have_text("居住证怎么办理？")


def test_web_07_citation_opens_with_its_facts(widget: Widget) -> None:
    widget.open().ask("依申请公开")
    answer = widget.answered(1)
    number = answer.get_by_text("国令第711号")
    expect(number).to_be_hidden()
    answer.get_by_text("中华人民共和国政府信息公开条例").click()
    expect(number).to_be_visible()
    expect(answer.get_by_text("第三十三条")).to_be_visible()
    expect(answer.get_by_text("2019年5月15日起有效")).to_be_visible()
    expect(answer.get_by_role("link")).to_have_attribute("rel", "noopener noreferrer")
