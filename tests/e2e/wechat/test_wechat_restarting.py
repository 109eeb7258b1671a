"""What is to be told outlives the process: who subscribed is reached after a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from connectors.leftovers import Leftovers
from connectors.wechat import Account, NoticeTemplate
from tests.e2e.wechat.support import Scene, ScriptedBot, account, bare_account, scene
from tests.e2e.wechat.virtual_time import run

CITIZEN = "citizen-1"
DAY_S = 24 * 3600.0
NEWS = "您订阅的政策有更新"
TEMPLATES = {"policy": NoticeTemplate("T-policy")}

Act = Callable[[Scene], Awaitable[None]]


def restarted(
    account: Account, before: Act, while_down: Act, after: Act, **more: Any
) -> tuple[Scene, Scene]:
    """Play one act with a service, one without, and one with the service started again."""

    async def played() -> tuple[Scene, Scene]:
        async with scene(account, **more) as first:
            await before(first)
            await asyncio.sleep(60)
        await while_down(first)
        async with scene(account, before=first) as second:
            await after(second)
            await asyncio.sleep(120)
        return first, second

    return run(played())


async def subscribes(stage: Scene) -> None:
    stage.platform.agreed[CITIZEN] = 5
    await stage.platform.says(CITIZEN, "订阅稳岗补贴")


async def nothing(stage: Scene) -> None:
    pass


def conversation(stage: Scene) -> str:
    return stage.bot.turns[0].conversation_id or ""


async def news(stage: Scene) -> None:
    stage.bot.is_told(conversation(stage), NEWS, "policy_news")


@pytest.mark.parametrize(("who", "how"), [(account, "message"), (bare_account, "notice")])
@pytest.mark.parametrize("when", ["while down", "after"])
def test_news_reaches_a_subscriber_after_a_restart(who: Any, how: str, when: str) -> None:
    down, after = (news, nothing) if when == "while down" else (nothing, news)
    chosen = who(notice_templates=TEMPLATES)
    _, stage = restarted(
        chosen, subscribes, down, after, templates=frozenset({"T-policy"}), may_send=who is account
    )
    assert stage.hows() == ["reply", how]
    assert NEWS in stage.texts()[1]


def test_after_48_hours_and_a_restart_it_goes_by_template() -> None:
    async def days_pass(stage: Scene) -> None:
        await asyncio.sleep(9 * DAY_S)

    chosen = account(notice_templates=TEMPLATES)
    _, stage = restarted(chosen, subscribes, days_pass, news, templates=frozenset({"T-policy"}))
    assert stage.hows() == ["reply", "notice"]


def test_what_was_told_before_a_restart_is_not_told_again() -> None:
    async def subscribes_and_is_told(stage: Scene) -> None:
        await subscribes(stage)
        await news(stage)

    _, stage = restarted(account(), subscribes_and_is_told, nothing, nothing)
    assert stage.texts()[1:] == [NEWS]


def test_an_agent_goes_on_speaking_after_a_restart() -> None:
    async def agent(stage: Scene) -> None:
        stage.bot.agent_says(conversation(stage), "材料收到了")
        stage.bot.agent_says(conversation(stage), "明天来取")

    _, stage = restarted(account(), subscribes, nothing, agent)
    assert stage.texts()[1:] == ["【小李】\n\n材料收到了", "【小李】\n\n明天来取"]


def test_what_waited_for_the_citizen_to_write_waits_over_a_restart() -> None:
    async def told_too_late(stage: Scene) -> None:
        await subscribes(stage)
        await asyncio.sleep(9 * DAY_S)
        await news(stage)

    async def writes(stage: Scene) -> None:
        assert stage.hows() == ["reply"]
        await stage.platform.says(CITIZEN, "在吗")

    _, stage = restarted(account(), told_too_late, nothing, writes)
    assert sorted(stage.texts()[1:]) == sorted([NEWS, "答：在吗"])


def test_what_is_older_than_a_month_is_not_told_any_more() -> None:
    async def time_passes(stage: Scene) -> None:
        at = datetime.fromtimestamp(asyncio.get_running_loop().time(), UTC)
        stage.bot.is_told(conversation(stage), NEWS, at=at)
        await asyncio.sleep(31 * DAY_S)
        stage.bot.is_told(conversation(stage), "新的", at=at + timedelta(days=30))

    _, stage = restarted(account(), subscribes, time_passes, nothing, may_send=False)
    assert [sent["text"]["content"] for sent in stage.platform.sends] == ["新的"]


def test_who_left_before_a_restart_is_told_nothing_after_it() -> None:
    async def subscribes_and_leaves(stage: Scene) -> None:
        await subscribes(stage)
        await stage.platform.does(CITIZEN, "unsubscribe")

    _, stage = restarted(account(), subscribes_and_leaves, news, news)
    assert (stage.platform.sends, stage.addresses.kept) == ([], {})


def test_two_processes_tell_it_once() -> None:
    async def played() -> Scene:
        async with scene(account()) as first, scene(account(), before=first) as second:
            await subscribes(second)
            await news(second)
            await asyncio.sleep(60)
        return second

    assert run(played()).texts()[1:] == [NEWS]


def test_wechat_15_an_erasing_that_a_crash_interrupts_is_finished_at_the_next_start(
    tmp_path: Path,
) -> None:
    class FailingBot(ScriptedBot):
        async def erase(self, conversation_id: str) -> None:
            raise OSError("disk full")

    async def played() -> None:
        async with scene(account(), FailingBot(), leftovers=tmp_path) as first:
            await subscribes(first)
            xml = first.platform.xml(CITIZEN, "event", Event="unsubscribe")
            await first.platform.post(xml, CITIZEN)
        assert Leftovers(tmp_path).all() == [conversation(first)]
        healthy = ScriptedBot()
        async with scene(account(), healthy, leftovers=tmp_path):
            await asyncio.sleep(10)
        assert healthy.erased == [conversation(first)]
        assert Leftovers(tmp_path).all() == []

    with capture_logs():
        run(played())
