"""Who may speak to `/wechat/{account}`, how, and what is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from structlog.testing import capture_logs

from connectors.wechat.cipher import MessageCipher, sign
from connectors.wechat.routes import MAX_BODY_BYTES
from tests.e2e.wechat.support import (
    AES_KEY,
    OLD_AES_KEY,
    Scene,
    ScriptedBot,
    account,
    play,
)

CITIZEN = "citizen-1"
QUESTION = "居住证怎么办😀"
VECTOR = {
    "signature": "899cf89e464efb63f54ddac96b0a0a235f53aa78",
    "timestamp": "1714037059",
    "nonce": "486452656",
}


async def asks(stage: Scene) -> None:
    await stage.platform.says(CITIZEN, QUESTION)


def test_wechat_01_the_get_vector_gets_its_echo_and_nothing_else_does() -> None:
    async def scenario(stage: Scene) -> None:
        get, address = stage.platform.service.get, "/wechat/sf"
        echo = "4375120948345356249"
        right = await get(address, params={**VECTOR, "echostr": echo})
        assert (right.status_code, right.text) == (200, echo)
        assert right.headers["content-type"].startswith("text/plain")
        for change in ({"signature": "0" * 40}, {"signature": None}, {"nonce": "1"}):
            query = {k: v for k, v in {**VECTOR, "echostr": echo, **change}.items() if v}
            wrong = await get(address, params=query)
            assert wrong.status_code == 403
            assert echo not in wrong.text
        assert (await get("/wechat/other", params=VECTOR)).status_code == 404

    play(account(), scenario)


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
def test_wechat_02_a_question_is_answered_in_every_mode(mode: str) -> None:
    stage = play(account(mode=mode), asks)
    assert stage.texts() == [f"答：{QUESTION}"]
    assert stage.bot.turns[0].text == QUESTION


def test_wechat_02_a_message_under_the_old_key_is_answered_under_the_old_key() -> None:
    rotated = account(aes_key=AES_KEY, previous_aes_key=OLD_AES_KEY)
    old = play(rotated, asks, aes_key=OLD_AES_KEY)  # the platform opens with the old key only
    assert old.texts() == [f"答：{QUESTION}"]
    assert play(rotated, asks).texts() == [f"答：{QUESTION}"]


def test_wechat_03_safe_mode_refuses_what_is_not_encrypted() -> None:
    async def scenario(stage: Scene) -> None:
        platform = stage.platform
        xml = platform.xml(CITIZEN, "text", Content=QUESTION, MsgId=1)
        for encrypt_type in (None, "raw", ""):
            url = "/wechat/sf"
            query = {k: v for k, v in platform.signed().items() if v}
            if encrypt_type is not None:
                query["encrypt_type"] = encrypt_type
            refused = await platform.service.post(url, params=query, content=xml.encode())
            assert refused.status_code == 403

    assert play(account(), scenario).bot.turns == []


Attack = Callable[[Scene], Awaitable[int]]


def sealed(encrypted: str) -> Attack:
    """A rightly signed delivery of this `Encrypt`."""

    async def attack(stage: Scene) -> int:
        query = {k: v for k, v in stage.platform.signed().items() if v}
        signature = sign("AAAAA", query["timestamp"], query["nonce"], encrypted)
        query |= {"encrypt_type": "aes", "msg_signature": signature}
        body = f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
        answer = await stage.platform.service.post("/wechat/sf", params=query, content=body)
        assert "Traceback" not in answer.text
        assert len(answer.text) < 40
        return answer.status_code

    return attack


def changed(**query: str | None) -> Attack:
    """A delivery with another query."""

    async def attack(stage: Scene) -> int:
        xml = stage.platform.xml(CITIZEN, "text", Content=QUESTION, MsgId=1)
        answer = await stage.platform.post(xml, CITIZEN, **query)
        assert "Traceback" not in answer.text
        return answer.status_code

    return attack


async def oversized(stage: Scene) -> int:
    return (await stage.platform.post("x" * MAX_BODY_BYTES)).status_code


RIGHT = MessageCipher(AES_KEY, "wxba5fad812f8e6fb9").seal("<xml></xml>")


DEEP = "<xml>" + "<a>" * 5_000 + "</a>" * 5_000 + "</xml>"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><xml><MsgType>&c;</MsgType></xml>'
)
FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><xml><MsgType>&a;</MsgType></xml>'


@pytest.mark.parametrize(
    ("attack", "status"),
    [
        pytest.param(changed(msg_signature="0" * 40), 403, id="bad msg_signature"),
        pytest.param(changed(msg_signature=None), 403, id="no msg_signature"),
        pytest.param(changed(signature=None), 403, id="no signature"),
        pytest.param(changed(signature="é" * 40), 403, id="foreign signature"),
        pytest.param(sealed(MessageCipher(AES_KEY, "wx0").seal("<xml/>")), 400, id="wrong appid"),
        pytest.param(sealed(MessageCipher(OLD_AES_KEY, "wx0").seal("<xml/>")), 400, id="wrong key"),
        pytest.param(sealed(RIGHT[:-5]), 400, id="truncated base64"),
        pytest.param(sealed(RIGHT[:-24] + "A" * 22 + "=="), 400, id="bad padding"),
        pytest.param(sealed(""), 400, id="nothing"),
        pytest.param(sealed(RIGHT), 400, id="no message in it"),
        pytest.param(
            sealed(
                MessageCipher(AES_KEY, "wxba5fad812f8e6fb9").seal(
                    '<!DOCTYPE x [<!ENTITY a "b">]><xml><MsgType>&a;</MsgType></xml>'
                )
            ),
            400,
            id="doctype",
        ),
        *(
            pytest.param(sealed(MessageCipher(AES_KEY, "wxba5fad812f8e6fb9").seal(xml)), 400, id=id)
            for id, xml in (("deep", DEEP), ("billion laughs", LAUGHS), ("a file of ours", FILE))
        ),
        pytest.param(oversized, 413, id="oversized"),
    ],
)
def test_wechat_04_a_damaged_or_forged_delivery_is_refused_without_a_trace(
    attack: Attack, status: int
) -> None:
    async def scenario(stage: Scene) -> None:
        assert await attack(stage) == status

    assert play(account(), scenario).bot.turns == []


def test_wechat_04_what_somebody_has_recorded_is_refused_later() -> None:
    async def scenario(stage: Scene) -> None:
        recorded = stage.platform.signed()
        xml = stage.platform.xml(CITIZEN, "event", Event="unsubscribe")
        assert (await stage.platform.post(xml, CITIZEN, **recorded)).status_code == 200
        await asyncio.sleep(7200)
        again = await stage.platform.post(xml, CITIZEN, **recorded)
        assert (again.status_code, again.text) == (403, "stale")

    assert len(play(account(mode="plain", aes_key=None), scenario).bot.erased) == 1


@pytest.mark.parametrize("timestamp", ["soon", "", "-1", "٣", "9" * 200])
def test_wechat_04_a_time_that_is_none_is_refused(timestamp: str) -> None:
    async def scenario(stage: Scene) -> None:
        signature = sign("AAAAA", timestamp, "n")
        signed = {"signature": signature, "timestamp": timestamp, "nonce": "n"}
        answer = await stage.platform.post("<xml/>", CITIZEN, **signed)
        assert (answer.status_code, answer.text) == (403, "stale")

    play(account(mode="plain", aes_key=None), scenario)


def test_wechat_05_a_delivery_sent_again_within_the_hour_is_still_one_turn() -> None:
    async def scenario(stage: Scene) -> None:
        recorded = stage.platform.signed()
        xml = stage.platform.xml(CITIZEN, "text", Content=QUESTION, MsgId=1)
        for _ in range(3):
            assert (await stage.platform.post(xml, CITIZEN, **recorded)).status_code == 200
            await asyncio.sleep(1100)

    assert len(play(account(mode="plain", aes_key=None), scenario).bot.turns) == 1


def test_wechat_04_encryption_without_a_key_is_refused() -> None:
    async def scenario(stage: Scene) -> None:
        assert await changed(encrypt_type="aes")(stage) == 400

    play(account(mode="plain", aes_key=None), scenario)


@pytest.mark.parametrize(
    "answer", ["a]]>b", "A&B <b>粗</b>", "😀👨‍👩‍👧", "\x00\x08响铃\x1f", "半个\ud83d"]
)
def test_wechat_10_what_an_answer_may_hold_never_breaks_the_reply(answer: str) -> None:
    from bot.turns import TextBlock

    stage = play(account(), asks, ScriptedBot(lambda turn: (TextBlock(answer),)))
    assert stage.hows() == ["reply"]


@pytest.mark.parametrize(
    ("type_", "fields"),
    [
        ("hologram", {}),
        ("event", {"Event": "VIEW", "EventKey": "https://e.cn"}),
        ("event", {"Event": "TEMPLATESENDJOBFINISH", "Status": "success"}),
        ("event", {"Event": "never_heard_of"}),
        ("event", {}),
    ],
)
def test_wechat_16_what_nobody_has_heard_of_is_success(type_: str, fields: dict[str, str]) -> None:
    async def scenario(stage: Scene) -> None:
        xml = stage.platform.xml(CITIZEN, type_, **fields)
        answer = await stage.platform.post(xml, CITIZEN)
        assert (answer.status_code, answer.text) == (200, "success")

    assert play(account(), scenario).bot.turns == []


def test_wechat_16_a_64_bit_msgid_reaches_the_conversation_exactly() -> None:
    async def scenario(stage: Scene) -> None:
        await stage.platform.delivers(CITIZEN, "text", Content="一", MsgId=18446744073709551614)
        await stage.platform.delivers(CITIZEN, "text", Content="二", MsgId=18446744073709551615)

    stage = play(account(), scenario)
    assert [turn.msg_id for turn in stage.bot.turns] == [
        "18446744073709551614",
        "18446744073709551615",
    ]


def test_no_openid_reaches_the_conversation_the_store_or_a_log() -> None:
    openid = "oSecretOpenid123"

    async def scenario(stage: Scene) -> None:
        stage.platform.next_codes.extend([45015, 40003])
        stage.bot.fault = RuntimeError("broken")
        await stage.platform.says(openid, "一")
        stage.bot.fault, stage.bot.delay_s = None, 6
        await stage.platform.says(openid, "二")
        await asyncio.sleep(10)
        await stage.platform.post("<xml>", openid, signature="0" * 40)
        assert openid not in repr(vars(stage.store))

    with capture_logs() as logs:
        stage = play(account(), scenario)
    assert {log["event"] for log in logs} == {
        "wechat.answer_failed",
        "wechat.not_sent",
        "wechat.refused",
    }
    assert openid not in repr(logs)
    assert openid not in repr(stage.bot.turns)
    assert len({turn.conversation_id for turn in stage.bot.turns}) == 1
    assert "AAAAA" not in repr(account())
