"""A citizen in the widget and agents in the console: who has the conversation is always clear."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.accessibility import violations
from tests.e2e.browsing import Browse
from tests.e2e.desk.agent_page import AgentPage
from tests.e2e.web.widget import Widget
from tests.support.desk import TestDesk
from tests.support.knowledge import DISCLOSURE_FEE, DISCLOSURE_TIME
from tests.support.service import LiveService

pytestmark = pytest.mark.browser

SignIn = Callable[[str], AgentPage]
QUESTION = "依申请公开多久答复?"


def human(citizen: Widget) -> Widget:
    citizen.panel.locator(".composer .human").click()
    return citizen


def status(citizen: Widget) -> str:
    return citizen.panel.locator(".status.person").inner_text()


def test_a_person_takes_over_and_gives_back(citizen: Widget, agent: SignIn) -> None:
    li = agent("li")
    citizen.ask(QUESTION).answered()
    human(citizen)
    expect(citizen.answered(2)).to_contain_text("您排在第1位")
    expect(citizen.panel.locator(".status.person")).to_have_text("正在等待人工，您排在第1位")
    li.claim()
    expect(citizen.panel.locator(".status.person")).to_have_text("工作人员小李正在为您服务")
    expect(citizen.panel).to_contain_text("工作人员小李来为您服务")
    expect(li.log).to_contain_text(DISCLOSURE_TIME.answer)  # the history

    citizen.ask("我的情况有点特殊")
    expect(li.log).to_contain_text("我的情况有点特殊")
    li.say("您请说")
    said = citizen.panel.locator("article.agent")
    expect(said).to_contain_text("您请说")
    expect(said.locator(".author")).to_have_text("小李")

    li.button("转回智能助手").click()
    expect(citizen.panel).to_contain_text("已转回智能助手")
    expect(citizen.panel.locator(".status.person")).to_be_empty()
    before = citizen.answers.count()
    citizen.ask("申请公开政府信息要收费吗？")
    expect(citizen.answered(before + 1)).to_contain_text(DISCLOSURE_FEE.answer)
    assert (citizen.faults, li.faults) == ([], [])


def test_the_assistant_never_talks_over_a_person(citizen: Widget, agent: SignIn) -> None:
    li = agent("li")
    human(citizen)
    citizen.answered(1)
    li.claim()
    expect(citizen.answers).to_have_count(2)  # the queue, and who has come
    citizen.ask(QUESTION)
    expect(li.log).to_contain_text(QUESTION)
    li.say("二十个工作日")
    expect(citizen.answered(3)).to_contain_text("二十个工作日")
    expect(citizen.panel).not_to_contain_text(DISCLOSURE_TIME.answer)
    expect(citizen.panel.locator(".note")).to_have_count(0)


def test_an_entry_is_sent_word_for_word_with_its_source(citizen: Widget, agent: SignIn) -> None:
    li = agent("li")
    human(citizen)
    li.claim()
    li.page.get_by_role("searchbox").fill("申请公开多久答复")
    li.button("查").click()
    li.button(f"发送：{DISCLOSURE_TIME.question}").click()
    sent = citizen.panel.locator("article.agent")
    expect(sent).to_contain_text(DISCLOSURE_TIME.answer)
    expect(sent).to_contain_text("中华人民共和国政府信息公开条例")
    expect(li.log.locator(".agent")).to_contain_text(DISCLOSURE_TIME.answer)


def test_typing_is_seen_both_ways(citizen: Widget, agent: SignIn) -> None:
    li = agent("li")
    human(citizen)
    li.claim()
    expect(citizen.panel.locator(".status.person")).to_contain_text("小李")
    citizen.input.press_sequentially("我想")
    expect(li.composing).to_have_text("市民正在输入…")
    li.button("问候语").click()
    expect(li.text).to_have_value("您好，我是小李，请问有什么可以帮您？")
    li.text.press_sequentially("！")
    expect(citizen.typing).to_contain_text("小李正在输入…")


def test_of_two_who_claim_one_is_told(citizen: Widget, agent: SignIn) -> None:
    li, wang = agent("li"), agent("wang")
    human(citizen)
    li.waiting.first.click()
    wang.waiting.first.click()
    # The slower one acts on what was on the screen: the list has not caught up.
    wang.page.route("**/console/desk/board", lambda route: route.abort())
    handoff = wang.waiting.first.get_attribute("data-handoff")
    li.button("接入").click()
    li.button("结束对话").wait_for()
    answer = wang.page.evaluate(
        """async (pk) => {
            const headers = {"Content-Type": "application/json"};
            const options = {method: "POST", headers, body: "{}"};
            const response = await fetch(`/console/desk/${pk}/claim`, options);
            return [response.status, (await response.json()).detail];
        }""",
        handoff,
    )
    assert answer == [409, "已被同事接走，或市民已离开。"]
    expect(citizen.panel.locator(".status.person")).to_have_text("工作人员小李正在为您服务")


def test_a_conversation_goes_to_a_colleague(citizen: Widget, agent: SignIn) -> None:
    li, wang = agent("li"), agent("wang")
    human(citizen)
    li.claim()
    li.page.get_by_label("转给").press("ArrowDown")
    expect(li.mine).to_have_count(1)  # chosen, and not sent away yet
    expect(li.page.get_by_label("转给")).to_have_value("wang")
    li.button("转交").click()
    expect(li.notice).to_have_text("已转给同事。")
    expect(li.page.locator("#composer")).to_be_hidden()  # nothing is written where nobody listens
    expect(citizen.panel.locator(".status.person")).to_have_text("工作人员小王正在为您服务")
    expect(citizen.panel).to_contain_text("已转给同事小王")
    expect(li.mine).to_have_count(0)
    expect(wang.notice).to_contain_text("同事把一个对话转给了您")
    wang.mine.first.click()
    wang.say("您好，我接着为您办")
    expect(citizen.panel.locator("article.agent .author")).to_have_text("小王")


def test_what_is_typed_stays_with_its_conversation(
    citizen: Widget, agent: SignIn, service: LiveService, browse: Browse
) -> None:
    li = agent("li")
    expect(li.page.locator("#waiting")).to_have_text("没有人在等待。")
    other = Widget(browse().new_page()).visit(f"{service.url}/").open()
    for somebody in (citizen, other):
        human(somebody).answered()
    expect(li.waiting).to_have_count(2)
    li.claim().text.fill("只给第一位的话")
    li.claim()
    expect(li.text).to_have_value("")
    li.mine.first.click()
    expect(li.text).to_have_value("只给第一位的话")
    li.text.press("Enter")
    expect(citizen.panel.locator("article.agent")).to_contain_text("只给第一位的话")
    li.mine.last.click()
    expect(li.text).to_have_value("")
    li.mine.first.click()
    expect(li.text).to_have_value("")
    expect(other.panel).not_to_contain_text("只给第一位的话")


def test_an_agent_closes_the_browser(citizen: Widget, agent: SignIn) -> None:
    li, wang = agent("li"), agent("wang")
    human(citizen)
    li.claim()
    expect(citizen.panel.locator(".status.person")).to_contain_text("小李")
    li.page.close()
    expect(citizen.panel).to_contain_text("工作人员暂时离开了")
    expect(citizen.panel.locator(".status.person")).to_contain_text("正在等待人工")
    wang.claim()
    expect(citizen.panel.locator(".status.person")).to_have_text("工作人员小王正在为您服务")


def test_a_citizen_begins_anew(citizen: Widget, agent: SignIn) -> None:
    li = agent("li")
    human(citizen)
    li.claim()
    expect(citizen.panel.locator(".status.person")).to_contain_text("小李")
    citizen.button("新对话").click()
    citizen.button("清空").click()
    expect(li.mine).to_have_count(0)
    expect(citizen.panel.locator(".status.person")).to_be_empty()
    expect(citizen.answers).to_have_count(0)


def test_both_pages_are_loaded_again(citizen: Widget, agent: SignIn, service: LiveService) -> None:
    li = agent("li")
    human(citizen)
    li.claim().say("请稍等")
    expect(citizen.panel.locator("article.agent")).to_contain_text("请稍等")
    citizen.page.reload()
    again = Widget(citizen.page)
    again.launcher.wait_for()
    if not again.panel.is_visible():
        again.open()
    expect(again.panel.locator("article.agent")).to_contain_text("请稍等")
    expect(again.panel.locator(".status.person")).to_have_text("工作人员小李正在为您服务")
    li.page.reload()
    li.ready().mine.first.click()
    expect(li.log).to_contain_text("请稍等")
    li.say("查到了")
    expect(again.panel.locator("article.agent").last).to_contain_text("查到了")


def test_waiting_is_given_up(citizen: Widget, agent: SignIn) -> None:
    li = agent("li")
    human(citizen)
    citizen.button("不等了").click()
    expect(citizen.answered(2)).to_contain_text("不排队了")
    expect(citizen.panel.locator(".status.person")).to_be_empty()
    expect(li.waiting).to_have_count(0)


def test_with_nobody_there_a_message_is_offered(citizen: Widget) -> None:
    human(citizen)
    answer = citizen.answered()
    expect(answer).to_contain_text("暂时都不在线")
    expect(answer.get_by_role("button", name="我要留言")).to_be_visible()
    assert status(citizen) == ""


def test_the_desk_closes_a_conversation(citizen: Widget, agent: SignIn) -> None:
    li = agent("li")
    human(citizen)
    li.claim()
    li.button("结束对话").click()
    expect(citizen.panel).to_contain_text("这次人工服务结束了")
    expect(li.mine).to_have_count(0)


def test_a_wrong_password_opens_nothing(
    desk: TestDesk, service: LiveService, agent: SignIn
) -> None:
    li = agent("li")
    li.button("退出").click()
    li.page.get_by_label("账号").fill("li")
    li.page.get_by_label("口令").fill("not the password")
    li.page.get_by_role("button", name="登录").click()
    expect(li.page.get_by_role("alert")).to_have_text("账号或口令不正确。")


def test_the_keyboard_is_enough(citizen: Widget, agent: SignIn) -> None:
    li = agent("li")
    human(citizen)
    li.waiting.first.focus()
    li.page.keyboard.press("Enter")
    li.button("接入").focus()
    li.page.keyboard.press("Enter")
    expect(li.text).to_be_focused()
    li.page.keyboard.type("您好")
    li.page.keyboard.press("Enter")
    expect(citizen.panel.locator("article.agent")).to_contain_text("您好")


def test_axe_finds_nothing_at_the_desk(citizen: Widget, agent: SignIn) -> None:
    li = agent("li")
    assert violations(li.page) == []
    citizen.ask(QUESTION).answered()
    human(citizen)
    li.claim()
    citizen.ask("我的情况有点特殊")
    expect(li.log).to_contain_text("我的情况有点特殊")
    li.page.get_by_role("searchbox").fill("申请公开多久答复")
    li.button("查").click()
    li.button(f"发送：{DISCLOSURE_TIME.question}").click()
    expect(li.log.locator(".agent")).to_be_visible()
    assert violations(li.page) == []
