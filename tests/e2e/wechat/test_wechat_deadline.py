"""Five seconds, three deliveries, one answer."""

from __future__ import annotations

import asyncio

import pytest

from bot.turns import Block, TextBlock, UserTurn
from tests.e2e.wechat.support import FETCH, Scene, ScriptedBot, account, bare_account, play

CITIZEN = "citizen-1"
ANSWER = ["答：多久答复"]


async def asks(stage: Scene) -> None:
    await stage.platform.says(CITIZEN, "多久答复")
    await asyncio.sleep(60)


def test_wechat_05_three_deliveries_at_once_are_one_turn_and_one_answer() -> None:
    async def scenario(stage: Scene) -> None:
        xml = stage.platform.xml(CITIZEN, "text", Content="多久答复", MsgId=7)
        replies = await asyncio.gather(*(stage.platform.post(xml, CITIZEN) for _ in range(3)))
        contents = {stage.platform.read_reply(reply.text)["Content"] for reply in replies}
        assert contents == set(ANSWER)

    assert len(play(account(), scenario, ScriptedBot(delay_s=0.2)).bot.turns) == 1
    assert len(play(bare_account(), scenario, ScriptedBot(delay_s=0.2)).bot.turns) == 1


def test_wechat_05_a_late_answer_to_three_deliveries_at_once_is_sent_once() -> None:
    async def scenario(stage: Scene) -> None:
        xml = stage.platform.xml(CITIZEN, "text", Content="多久答复", MsgId=7)
        await stage.platform.says(CITIZEN, "开窗")
        replies = await asyncio.gather(*(stage.platform.post(xml, CITIZEN) for _ in range(3)))
        assert {reply.text for reply in replies} == {"success"}
        await asyncio.sleep(20)

    stage = play(account(), scenario, ScriptedBot(delay_s=6))
    assert stage.texts() == ["答：开窗", *ANSWER]
    assert len(stage.bot.turns) == 2


def test_wechat_06_two_questions_of_one_citizen_at_once_are_never_crossed() -> None:
    async def scenario(stage: Scene) -> None:
        platform, questions = stage.platform, [f"问题{n}" for n in range(6)]
        bodies = [
            platform.xml(CITIZEN, "text", Content=question, MsgId=n)
            for n, question in enumerate(questions)
        ]
        replies = await asyncio.gather(*(platform.post(xml, CITIZEN) for xml in bodies))
        told = [platform.read_reply(reply.text)["Content"] for reply in replies]
        assert told == [f"答：{question}" for question in questions]

    for who in (account(), bare_account()):
        play(who, scenario, ScriptedBot(delay_s=1))


def test_wechat_06_two_late_answers_are_fetched_each_by_its_own_link() -> None:
    async def scenario(stage: Scene) -> None:
        platform = stage.platform
        await asyncio.gather(platform.says(CITIZEN, "问题一"), platform.says("other", "问题二"))
        await platform.says(CITIZEN, "问题三")
        await asyncio.sleep(60)
        assert stage.hows() == ["reply", "reply"]
        ids = [
            shown.content.split("msgmenuid=")[1].split('"')[0]
            for shown in platform.screens[CITIZEN]
        ]
        for menu_id in ids:
            await platform.says(CITIZEN, FETCH, menu_id)
        await platform.says(
            "other", FETCH, ids[0]
        )  # somebody else's link fetches nothing of theirs

    stage = play(bare_account(), scenario, ScriptedBot(delay_s=40))
    assert stage.texts()[2:] == ["答：问题一", "答：问题三"]
    assert "问题一" not in repr(stage.texts("other")[1:])


@pytest.mark.parametrize(
    ("seconds", "how"),
    [(0.2, "reply"), (4.4, "reply"), (6, "message"), (14, "message"), (40, "message")],
)
def test_wechat_07_with_customer_service_one_answer_in_time_or_one_message(
    seconds: float, how: str
) -> None:
    stage = play(account(), asks, ScriptedBot(delay_s=seconds))
    assert stage.texts() == ANSWER
    assert stage.hows() == [how]
    assert len(stage.bot.turns) == 1


@pytest.mark.parametrize("seconds", [0.2, 4.4, 6, 14])
def test_wechat_07_without_it_the_answer_comes_on_a_later_delivery(seconds: float) -> None:
    stage = play(bare_account(), asks, ScriptedBot(delay_s=seconds))
    assert stage.texts() == ANSWER
    assert stage.hows() == ["reply"]
    assert len(stage.bot.turns) == 1
    assert stage.platform.sends == []


@pytest.mark.parametrize("sends_ids", [True, False])
def test_wechat_07_without_it_a_very_late_answer_is_fetched_by_a_link(sends_ids: bool) -> None:
    async def scenario(stage: Scene) -> None:
        await stage.platform.says(CITIZEN, "多久答复")
        await stage.platform.taps(CITIZEN, FETCH)
        await asyncio.sleep(30)
        await stage.platform.taps(CITIZEN, FETCH)
        await stage.platform.says(CITIZEN, FETCH)

    stage = play(bare_account(), scenario, ScriptedBot(delay_s=40), may_send_menus=sends_ids)
    first, second, answer, again = stage.texts()
    assert first.startswith("还在查：")
    assert second == first
    assert answer == ANSWER[0]
    assert again == "没有等您查看的答案。"
    assert len(stage.bot.turns) == 1


def test_wechat_07_a_late_answer_is_pointed_out_with_the_next_one() -> None:
    async def scenario(stage: Scene) -> None:
        await stage.platform.says(CITIZEN, "多久答复")
        await asyncio.sleep(60)
        stage.bot.delay_s = 0
        await stage.platform.says(CITIZEN, "在哪里办")
        await stage.platform.taps(CITIZEN, FETCH)
        await stage.platform.says(CITIZEN, "收费吗")

    stage = play(bare_account(), scenario, ScriptedBot(delay_s=40))
    _, with_link, fetched, last = stage.texts()
    assert with_link.startswith("答：在哪里办\n\n之前的问题有答案了：<a ")
    assert [fetched, last] == [*ANSWER, "答：收费吗"]


def test_wechat_07_a_fourth_delivery_is_tolerated() -> None:
    stage = play(bare_account(), asks, ScriptedBot(delay_s=40), attempts=4)
    assert stage.hows() == ["reply"]


@pytest.mark.parametrize("seconds", [0.0, 6.0])
@pytest.mark.parametrize("customer_service", [True, False])
def test_wechat_08_a_fault_of_ours_is_an_apology_in_valid_xml(
    seconds: float, customer_service: bool
) -> None:
    bot = ScriptedBot(delay_s=seconds, fault=RuntimeError("broken on purpose"))
    stage = play(account(customer_service=customer_service), asks, bot)
    assert stage.texts() == ["系统出了点问题。"]
    assert stage.hows() in (["reply"], ["message"])


def test_wechat_08_a_fault_of_the_connectors_own_is_an_apology_too() -> None:
    def answer(turn: UserTurn) -> tuple[Block, ...]:
        return (TextBlock("好"), object())  # type: ignore[return-value]  # what nobody can store

    stage = play(account(), asks, ScriptedBot(answer))
    assert stage.texts() == ["系统出了点问题。"]
