"""Customer-service messages: tokens, quotas, faults of the platform; agents and transfers."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from structlog.testing import capture_logs

from bot.turns import TextBlock
from connectors.wechat.calls import Calls
from connectors.wechat.errors import Temporary, TokenRefused
from connectors.wechat.outgoing import Text
from connectors.wechat.sender import STOP_S, Sender
from connectors.wechat.store import MemoryStore
from connectors.wechat.tokens import Tokens
from tests.e2e.wechat.support import Scene, ScriptedBot, account, play, scene
from tests.e2e.wechat.virtual_time import run
from tests.e2e.wechat.wechat_platform import Platform

CITIZEN = "citizen-1"


def sender_of(platform: Platform, store: MemoryStore) -> Sender:
    """One process's sender."""
    api = httpx.AsyncClient(transport=httpx.ASGITransport(platform.api()))
    calls = Calls(api, "http://api")
    tokens = Tokens(platform.account, calls, store)
    return Sender(platform.account, calls, tokens, asyncio.get_running_loop().time)


def a_platform() -> Platform:
    platform = Platform(account(), httpx.AsyncClient())
    for n in range(50):
        platform.opens(f"citizen-{n}")
    return platform


def test_wechat_11_fifty_sends_at_once_fetch_one_token_even_in_two_processes() -> None:
    async def scenario() -> None:
        platform, store = a_platform(), MemoryStore(asyncio.get_running_loop().time)
        senders = [sender_of(platform, store) for _ in range(2)]
        sends = (senders[n % 2].send(f"citizen-{n}", Text("好")) for n in range(50))
        await asyncio.gather(*sends)
        assert platform.token_fetches == [False]
        assert len(platform.sends) == 50
        assert len(max(await store.get(f"token:{platform.account.appid}") or "", "")) >= 512

    run(scenario())


def test_wechat_11_a_token_refused_once_is_renewed_once_for_all_who_wait() -> None:
    async def scenario() -> None:
        platform, store = a_platform(), MemoryStore(asyncio.get_running_loop().time)
        sender = sender_of(platform, store)
        await sender.send("citizen-0", Text("一"))
        platform.expire_token()
        await asyncio.gather(*(sender.send(f"citizen-{n}", Text("二")) for n in range(50)))
        assert platform.token_fetches == [False, False]
        assert all(platform.screens[f"citizen-{n}"][-1].content == "二" for n in range(50))

    run(scenario())


@pytest.mark.parametrize("code", [40001, 42001, 40014])
def test_wechat_11_a_token_refused_always_stops_sending_and_alerts(code: int) -> None:
    async def scenario() -> None:
        platform, store = a_platform(), MemoryStore(asyncio.get_running_loop().time)
        sender = sender_of(platform, store)
        platform.always_code = code
        for _ in range(20):
            with pytest.raises(TokenRefused):
                await sender.send(CITIZEN, Text("好"))
        assert not sender.usable
        assert len(platform.sends) == 2
        assert platform.token_fetches == [False, False, True]
        await asyncio.sleep(STOP_S)
        platform.always_code = 0
        assert sender.usable
        await sender.send(CITIZEN, Text("又好了"))

    with capture_logs() as logs:
        run(scenario())
    alerts = [log for log in logs if log["log_level"] == "error"]
    assert [(log["event"], log["account"]) for log in alerts] == [("wechat.sending_stopped", "sf")]


@pytest.mark.parametrize("code", [40164, 48001])
def test_wechat_11_what_no_token_can_mend_stops_at_once(code: int) -> None:
    async def scenario() -> None:
        platform, store = a_platform(), MemoryStore(asyncio.get_running_loop().time)
        sender = sender_of(platform, store)
        platform.always_code = code
        with pytest.raises(TokenRefused):
            await sender.send(CITIZEN, Text("好"))
        assert (len(platform.sends), sender.usable) == (1, False)

    run(scenario())


def test_wechat_11_wrong_credentials_stop_at_once() -> None:
    async def scenario() -> None:
        platform = a_platform()
        sender = sender_of(platform, MemoryStore(asyncio.get_running_loop().time))
        platform.account = account(secret="another")
        with pytest.raises(TokenRefused):
            await sender.send(CITIZEN, Text("好"))
        assert not sender.usable

    run(scenario())


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b"{}"])
def test_an_answer_that_is_none_of_wechats_is_a_passing_fault_without_the_token(
    answer: bytes,
) -> None:
    async def scenario() -> None:
        transport = httpx.MockTransport(lambda request: httpx.Response(200, content=answer))
        calls = Calls(httpx.AsyncClient(transport=transport), "http://api")
        tokens = Tokens(account(), calls, MemoryStore())
        with pytest.raises(Temporary) as caught:
            await tokens.get()
        assert "appsecret" not in str(caught.value)

    run(scenario())


@pytest.mark.parametrize("code", [45015, 45047])
def test_wechat_12_what_the_window_did_not_let_through_comes_with_the_next_message(
    code: int,
) -> None:
    async def scenario(stage: Scene) -> None:
        stage.platform.next_codes.append(code)
        await stage.platform.says(CITIZEN, "慢的问题")
        await asyncio.sleep(60)
        assert stage.texts() == []
        stage.bot.delay_s = 0
        await stage.platform.says(CITIZEN, "第二个")
        await asyncio.sleep(1)
        await stage.platform.says(CITIZEN, "第三个")

    stage = play(account(), scenario, ScriptedBot(delay_s=6))
    assert sorted(stage.texts()) == ["答：慢的问题", "答：第三个", "答：第二个"]


def test_wechat_12_the_rest_of_a_long_answer_is_kept_in_order() -> None:
    sentence = "申请人应当提交身份证明，并填写申请表。"
    bot = ScriptedBot(lambda turn: (TextBlock(sentence * 130 if turn.text == "长" else "短"),))

    async def scenario(stage: Scene) -> None:
        stage.platform.next_codes.extend([0, 45047])
        await stage.platform.says(CITIZEN, "长")
        await asyncio.sleep(1)
        assert len(stage.texts()) == 2
        await stage.platform.says(CITIZEN, "短")

    texts = [text for text in play(account(), scenario, bot).texts() if text != "短"]
    assert len(texts) == 4
    assert "".join(texts) == sentence * 130


@pytest.mark.parametrize("code", [45009, -1])
def test_wechat_12_a_busy_platform_is_tried_again_a_few_times_and_then_the_answer_kept(
    code: int,
) -> None:
    async def scenario(stage: Scene) -> None:
        stage.platform.next_codes.extend([code, code])
        await stage.platform.says(CITIZEN, "慢一")
        await asyncio.sleep(60)
        assert stage.texts() == ["答：慢一"]
        stage.platform.always_code = code
        await stage.platform.says(CITIZEN, "慢二")
        await asyncio.sleep(600)
        assert len(stage.platform.sends) == 3 + 4
        stage.platform.always_code = 0
        await stage.platform.says(CITIZEN, "慢三")

    stage = play(account(), scenario, ScriptedBot(delay_s=6))
    assert stage.texts() == ["答：慢一", "答：慢二", "答：慢三"]


def test_wechat_12_what_is_kept_can_be_fetched_where_sending_has_stopped() -> None:
    async def scenario(stage: Scene) -> None:
        stage.platform.always_code = 40001
        await stage.platform.says(CITIZEN, "慢的问题")
        await asyncio.sleep(30)
        stage.bot.delay_s = 0
        await stage.platform.says(CITIZEN, "第二个")
        await stage.platform.taps(CITIZEN, "查看答案")
        await stage.platform.says(CITIZEN, "第三个")

    stage = play(account(), scenario, ScriptedBot(delay_s=6))
    with_link, fetched, last = stage.texts()
    assert with_link.startswith("答：第二个\n\n之前的问题有答案了：")
    assert [fetched, last] == ["答：慢的问题", "答：第三个"]


def test_a_message_that_can_never_be_sent_does_not_hold_up_the_next() -> None:
    sentence = "申请人应当提交身份证明，并填写申请表。"
    bot = ScriptedBot(lambda turn: (TextBlock(sentence * 100),))

    async def scenario(stage: Scene) -> None:
        stage.platform.next_codes.append(45002)
        await stage.platform.says(CITIZEN, "长")

    assert len(play(account(), scenario, bot).texts()) == 2


def test_an_agents_words_reach_the_citizen() -> None:
    async def scenario(stage: Scene) -> None:
        await stage.platform.says(CITIZEN, "转人工")
        (turn,) = stage.bot.turns
        stage.bot.is_told(turn.conversation_id or "", "")
        stage.bot.is_told(turn.conversation_id or "", "工作人员小李来为您服务。")
        stage.bot.agent_says(turn.conversation_id or "", "您好。")
        await asyncio.sleep(3600)
        stage.bot.agent_says(turn.conversation_id or "", "请带身份证。")
        await asyncio.sleep(49 * 3600)
        stage.bot.agent_says(turn.conversation_id or "", "太晚了")
        await asyncio.sleep(1)

    stage = play(account(), scenario)
    assert stage.texts() == [
        "答：转人工",
        "工作人员小李来为您服务。",
        "【小李】\n\n您好。",
        "【小李】\n\n请带身份证。",
    ]


def test_an_agents_words_reach_the_citizen_once_whichever_processes_listen() -> None:
    async def scenario(stage: Scene) -> None:
        async with scene(account(), stage.bot, store=stage.store) as other:
            for process in (stage, other):
                await process.platform.says(CITIZEN, "转人工")
            stage.bot.agent_says(stage.bot.turns[0].conversation_id or "", "您好。")
            await asyncio.sleep(5)
            said = [text for process in (stage, other) for text in process.texts()]
            assert said.count("【小李】\n\n您好。") == 1

    play(account(), scenario)


def test_while_a_person_has_the_conversation_nothing_else_is_said() -> None:
    async def scenario(stage: Scene) -> None:
        stage.bot.answer = lambda turn: ()
        await stage.platform.says(CITIZEN, "我的情况有点特殊")
        (turn,) = stage.bot.turns
        stage.bot.agent_says(turn.conversation_id or "", "您请说")
        await asyncio.sleep(1)

    assert play(account(), scenario).texts() == ["【小李】\n\n您请说"]


def test_transfer_hands_messages_over_and_never_events() -> None:
    async def scenario(stage: Scene) -> None:
        await stage.platform.says(CITIZEN, "转人工。")
        await stage.platform.does("citizen-2", "CLICK", "转人工")
        await stage.platform.delivers("citizen-3", "voice", Recognition="人工客服")

    stage = play(account(transfer=True), scenario)
    assert stage.platform.transferred == [CITIZEN, "citizen-3"]
    assert stage.texts("citizen-2") == ["答：转人工"]
    assert play(account(), scenario).platform.transferred == []
