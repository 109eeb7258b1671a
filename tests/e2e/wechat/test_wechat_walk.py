"""A walk through a chat in the sandbox, in a real browser, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect
from pydantic import TypeAdapter

from bot.turns import (
    Block,
    Choice,
    ChoicesBlock,
    CitationBlock,
    LinkBlock,
    RatingBlock,
    TextBlock,
    UserTurn,
)
from connectors.wechat import Account, create_router
from tests.e2e.wechat.sandbox import create_app, sandbox_account, service_environment
from tests.e2e.wechat.support import FETCH, PERMITS, SECRET, KeptAddresses, ScriptedBot, say
from tests.support.service import free_port
from tests.support.serving import served

pytestmark = pytest.mark.browser

ANSWER = (
    TextBlock("自提交全部材料之日起15日内发放。", quoted=True),
    CitationBlock("居住证暂行条例", document_number="国令第663号", article="第十条"),
    RatingBlock("t1"),
)


def answer(turn: UserTurn) -> tuple[Block, ...]:
    if turn.choice is not None:
        return ANSWER if turn.choice.startswith("choose:") else (TextBlock("谢谢您的评价。"),)
    if turn.text == "居住证":
        return (PERMITS,)
    if turn.text == "申请表":
        return (TextBlock("请在网上提交。"), LinkBlock("公开申请表", "https://e.example.cn/form"))
    ways_on = ChoicesBlock((Choice("转人工", "human"),))
    return (TextBlock(f"没有找到“{turn.text}”的官方答案。"), ways_on)


@contextmanager
def sandbox(*, verified: bool) -> Iterator[str]:
    """The sandbox's page, with a service behind it."""
    account, bot = sandbox_account("safe", verified=verified), ScriptedBot(answer)
    service_port, port = free_port(), free_port()
    service = FastAPI()
    service.include_router(
        create_router(
            bot,
            bot,
            accounts=[account],
            secret=SECRET,
            say=say,
            erase=bot.erase,
            addresses=KeptAddresses(bot),
            full_answer_url=lambda entry: entry,
            api_url=f"http://127.0.0.1:{port}",
        )
    )
    with ExitStack() as stack:
        url = stack.enter_context(served(service, service_port))
        yield stack.enter_context(served(create_app(account, url), port))


def send(page: Page, text: str) -> None:
    page.get_by_label("消息").fill(text)
    page.get_by_role("button", name="发送").click()


def last(page: Page) -> str:
    return page.locator("li.account").last.inner_text()


def test_a_verified_accounts_chat(page: Page) -> None:
    with sandbox(verified=True) as url:
        page.goto(url)
        expect(page.locator("#state")).to_contain_text("安全模式 · 已认证")
        page.get_by_role("button", name="关注", exact=True).click()
        expect(page.locator("li.account")).to_have_count(1)
        assert "欢迎关注" in last(page)
        send(page, "居住证")
        page.get_by_role("button", name=PERMITS.choices[1].label).click()
        expect(page.locator("li.account")).to_have_count(3)
        assert "15日内发放" in last(page)
        assert "国令第663号" in last(page)
        page.get_by_role("link", name="满意", exact=True).click()
        expect(page.locator("li.account")).to_have_count(4)
        assert "谢谢您的评价" in last(page)
        send(page, "申请表")
        card = page.get_by_role("link", name="公开申请表")
        expect(card).to_have_attribute("href", "https://e.example.cn/form")
        page.get_by_role("button", name="语音（未识别）").click()
        expect(page.locator("li.account")).to_have_count(6)
        assert "没听清" in last(page)
        expect(page.locator("li.fault")).to_have_count(0)


def test_an_unverified_accounts_chat(page: Page) -> None:
    with sandbox(verified=False) as url:
        page.goto(url)
        expect(page.locator("#state")).to_contain_text("未认证")
        send(page, "居住证")
        expect(page.locator("li.account")).to_have_count(1)
        send(page, "2")
        expect(page.locator("li.account")).to_have_count(2)
        assert "15日内发放" in last(page)
        send(page, FETCH)
        expect(page.locator("li.account")).to_have_count(3)
        assert "没有等您查看的答案" in last(page)


def test_a_service_that_is_away_is_shown_as_wechat_shows_it(page: Page) -> None:
    account = sandbox_account("plain", verified=False)
    app = create_app(account, f"http://127.0.0.1:{free_port()}")
    with served(app, free_port()) as url:
        page.goto(url)
        send(page, "在吗")
        expect(page.locator("li.fault")).to_contain_text("该公众号提供的服务出现故障")


def test_the_service_reads_the_sandboxs_account() -> None:
    account = sandbox_account("safe", verified=True)
    environment = service_environment(account, "http://127.0.0.1:8090")
    accounts = TypeAdapter(tuple[Account, ...])
    assert accounts.validate_json(environment["WENZHENG_WECHAT_ACCOUNTS"]) == (account,)
