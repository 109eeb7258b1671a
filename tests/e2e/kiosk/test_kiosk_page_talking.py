"""Must-pass 5 and what stands around it: asking, reading along, choosing, rating."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from connectors.kiosk.options import KioskOptions
from tests.e2e.kiosk.engines import Script, funasr
from tests.e2e.kiosk.kiosk_page import KioskPage
from tests.e2e.kiosk.page_support import KioskServer

pytestmark = pytest.mark.browser

SECTIONS = {
    "disclosure": "信息公开",
    "services": "政务服务",
    "data": "数据开放",
    "application": "依申请公开",
    "interaction": "互动交流",
}


def test_kiosk_05_an_answer_is_captioned_sentence_by_sentence(kiosk: KioskPage) -> None:
    kiosk.ask("依申请公开多久答复？")
    expect(kiosk.answered(1)).to_contain_text("20个工作日")
    first = kiosk.until_told("speech")["caption"]
    expect(kiosk.caption).to_have_text(first)
    expect(kiosk.caption).not_to_have_text(first)
    captions = [part["caption"] for part in kiosk.told("speech")]
    expect(kiosk.caption).to_have_text(captions[1])
    assert "".join(captions).startswith("行政机关收到政府信息公开申请")


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("再听", "repeat"),
        ("慢点", "slower"),
        ("快点", "faster"),
        ("小声", "quieter"),
        ("大声", "louder"),
    ],
)
def test_kiosk_05_the_voice_is_steered_without_being_stopped(
    kiosk: KioskPage, name: str, action: str
) -> None:
    kiosk.ask("依申请公开多久答复？").answered(1)
    kiosk.until_told("speech")
    spoken = len(kiosk.told("speech"))
    kiosk.button(name).click()
    kiosk.until_told("speech", spoken + 1)
    assert {"type": "control", "action": action} in kiosk.sent
    assert not [frame for frame in kiosk.sent if frame.get("type") == "barge_in"]
    expect(kiosk.caption).to_be_visible()


def test_kiosk_05_stop_silences(kiosk: KioskPage) -> None:
    kiosk.ask("依申请公开多久答复？").answered(1)
    kiosk.until_told("speech")
    kiosk.button("停").click()
    expect(kiosk.caption).to_be_hidden()
    assert {"type": "control", "action": "stop"} in kiosk.sent


def test_kiosk_without_a_voice_the_captions_go_on(kiosk_tab: Page) -> None:
    server = KioskServer(synthesiser=None)
    server.start()
    kiosk = KioskPage(kiosk_tab).visit(server.url)
    kiosk.ask("依申请公开多久答复？").answered(1)
    first = kiosk.until_told("speech")
    assert first["bytes"] == 0
    expect(kiosk.caption).to_have_text(first["caption"])
    expect(kiosk.caption).not_to_have_text(first["caption"])
    server.stop()


@pytest.mark.parametrize("section", SECTIONS)
def test_kiosk_each_section_opens_to_questions_that_are_answered(
    kiosk: KioskPage, section: str
) -> None:
    kiosk.section(section)
    expect(kiosk.page.get_by_role("heading", name=SECTIONS[section])).to_be_focused()
    topics = kiosk.page.locator(".topic")
    assert topics.count() >= 6
    topics.first.click()
    expect(kiosk.page.locator(".found")).not_to_contain_text("正在打开")
    kiosk.button("返回").click()
    expect(topics.first).to_be_visible()


def test_kiosk_a_topic_holds_published_questions(kiosk: KioskPage) -> None:
    kiosk.section("application")
    kiosk.button("多久答复").click()
    kiosk.button("依申请公开多久答复？").click()
    expect(kiosk.answered(1)).to_contain_text("20个工作日")
    expect(kiosk.said).to_have_text(["依申请公开多久答复？"])


def test_kiosk_three_doors(kiosk: KioskPage) -> None:
    door = kiosk.page.locator(".door")
    door.filter(has_text="我要看").click()
    expect(kiosk.page.locator(".section h2")).to_have_text(["信息公开", "数据开放"])
    kiosk.dock("home").click()
    door.filter(has_text="我要办").click()
    expect(kiosk.page.locator(".section h2")).to_have_text(["政务服务", "依申请公开"])
    kiosk.dock("home").click()
    door.filter(has_text="我要问").click()
    expect(kiosk.input).to_be_focused()


def test_kiosk_hot_questions_and_the_way_back(kiosk: KioskPage) -> None:
    kiosk.button("依申请公开多久答复？").click()
    kiosk.answered(1)
    kiosk.dock("home").click()
    expect(kiosk.answers).to_be_hidden()
    kiosk.button("回到刚才的问答").click()
    expect(kiosk.answers).to_be_visible()


def test_kiosk_every_block_is_shown_and_links_are_codes(kiosk: KioskPage) -> None:
    kiosk.ask("居住证").answered(1)
    kiosk.button("首次办理居住证").click()
    answer = kiosk.answered(2)
    for text in ("居住证首次办理", "15个工作日", "居住地址证明", "(0755)88121000", "国庆期间"):
        expect(answer).to_contain_text(text)
    assert answer.locator("a").count() == 0
    expect(answer.get_by_role("img", name="网上办理入口：二维码")).to_be_visible()
    expect(answer.get_by_role("img", name="扫码看地图：二维码")).to_be_visible()
    expect(answer.get_by_role("img", name="手机扫码继续办理：二维码")).to_be_visible()
    loaded = "nodes => nodes.map(node => node.naturalWidth > 0)"
    assert answer.locator("img").evaluate_all(loaded) == [True, True]
    assert kiosk.faults == []


def test_kiosk_the_citation_names_its_source(kiosk: KioskPage) -> None:
    citation = kiosk.ask("依申请公开多久答复？").answered(1).locator(".citation")
    for text in ("中华人民共和国政府信息公开条例", "国令第711号", "第三十三条", "国务院"):
        expect(citation).to_contain_text(text)
    expect(citation.get_by_role("img")).to_be_visible()


def test_kiosk_markup_stays_inert(kiosk: KioskPage) -> None:
    answer = kiosk.ask("标记").answered(1)
    expect(answer.locator("p").first).to_contain_text("<img src=x onerror=")
    assert answer.locator("script, a").count() == 0
    assert answer.locator("img").count() == 2  # of the one good link and the place's map
    assert kiosk.page.evaluate("window.hacked") is None
    assert kiosk.faults == []


def test_kiosk_an_answer_is_rated_and_the_rating_changed(
    kiosk: KioskPage, kiosk_server: KioskServer
) -> None:
    rating = kiosk.ask("依申请公开多久答复？").answered(1).locator(".rating")
    rating.get_by_role("button", name="非常满意", exact=True).click()
    expect(rating).to_contain_text("您的评价：非常满意")
    rating.get_by_role("button", name="不满意", exact=True).click()
    expect(rating).to_contain_text("您的评价：不满意")
    turn = rating.get_attribute("data-turn")
    kiosk_server.until(lambda: kiosk_server.bot.turns[-1].choice == f"rate:{turn}:2")
    expect(kiosk.answers).to_have_count(1)


def test_kiosk_a_person_is_one_touch_away(kiosk: KioskPage, kiosk_server: KioskServer) -> None:
    kiosk.dock("human").click()
    expect(kiosk.answered(1)).to_contain_text("转接人工")
    assert kiosk_server.bot.turns[-1].choice == "human"


def test_kiosk_a_broken_answer_says_so(kiosk: KioskPage) -> None:
    kiosk.ask("故障")
    fault = kiosk.until_told("fault")
    expect(kiosk.caption).to_have_text(fault["text"])
    expect(kiosk.ways.get_by_role("button")).to_have_text(["再说一次", "转人工"])


def test_kiosk_a_lost_connection_loses_nothing(kiosk: KioskPage, kiosk_server: KioskServer) -> None:
    kiosk.ask("依申请公开多久答复？").answered(1)
    kiosk_server.drop_connections()
    kiosk.until_told("ready", 2)
    assert kiosk.told("ready")[-1]["resumed"] is True
    kiosk.ask("居住证")
    expect(kiosk.answered(2)).to_contain_text("首次办理居住证")
    expect(kiosk.said).to_have_text(["依申请公开多久答复？", "居住证"])


def test_kiosk_01_without_a_microphone_there_are_ways_on(kiosk_tab: Page) -> None:
    with funasr(Script()) as address:
        server = KioskServer(recogniser=address)
        server.start()
        kiosk = KioskPage(kiosk_tab).visit(server.url)
        kiosk.dock("speak").click()
        expect(kiosk.caption).to_contain_text("话筒没有打开")
        expect(kiosk.ways.get_by_role("button")).to_have_text(["打字问", "点屏幕选", "手机扫码"])
        expect(kiosk.dock("speak")).to_have_text("说话")
        server.stop()


def test_kiosk_the_machines_key_is_in_its_address(kiosk_tab: Page) -> None:
    server = KioskServer(key="a key of the machine")
    server.start()
    stranger = KioskPage(kiosk_tab).visit(server.url)
    stranger.dock("type").click()
    expect(stranger.status).to_contain_text("还没有登记")
    kiosk_tab.goto("about:blank")
    kiosk_tab.goto(f"{server.url}/kiosk#key=a%20key%20of%20the%20machine")
    stranger.ask("依申请公开多久答复？").answered(1)
    server.stop()


def test_kiosk_the_server_is_told_of_the_defaults() -> None:
    assert (KioskOptions().idle_warn_s, KioskOptions().idle_wipe_s) == (45.0, 60.0)
