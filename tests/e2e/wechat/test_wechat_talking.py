"""What citizens do in a chat: choose, follow, scan, speak, leave."""

from __future__ import annotations

import asyncio

import pytest

from bot.turns import Block, RatingBlock, TextBlock, UserTurn
from connectors.wechat import Hearing, Opening
from tests.e2e.wechat.support import PERMITS, Scene, ScriptedBot, account, bare_account, play

CITIZEN = "citizen-1"
NEW, RENEW = PERMITS.choices


def permits(turn: UserTurn) -> tuple[Block, ...]:
    if turn.choice is not None:
        return (TextBlock(f"选了{turn.choice}"), RatingBlock("t1"))
    return (PERMITS,) if turn.text == "居住证" else (TextBlock(f"答：{turn.text}"),)


def taken(stage: Scene) -> list[tuple[str, str | None]]:
    return [(turn.text, turn.choice) for turn in stage.bot.turns]


def test_wechat_09_five_thousand_characters_come_as_parts_or_as_a_summary_with_a_link() -> None:
    text = "依照深府〔2021〕3号办理，详见https://e.cn/a。" * 180

    async def scenario(stage: Scene) -> None:
        await stage.platform.says(CITIZEN, "长")

    assert len(text) >= 5000
    long = ScriptedBot(lambda turn: (TextBlock(text, quoted=True),), entry_id="e1")
    for who in (account(), bare_account()):
        (told,) = play(who, scenario, long).texts()
        assert '……\n\n<a href="https://ask.example.gov.cn/entry/e1">查看全文</a>' in told
    medium = ScriptedBot(lambda turn: (TextBlock(text[:3000], quoted=True),), entry_id="e1")
    stage = play(account(), scenario, medium)
    assert "".join(stage.texts()) == text[:3000]
    assert stage.hows() == ["reply", "message", "message"]


def test_choices_are_tapped_in_a_menu() -> None:
    async def scenario(stage: Scene) -> None:
        await stage.platform.says(CITIZEN, "居住证")
        await asyncio.sleep(1)
        await stage.platform.taps(CITIZEN, RENEW.label)
        await stage.platform.taps(CITIZEN, "满意")

    stage = play(account(), scenario, ScriptedBot(permits))
    assert stage.platform.screens[CITIZEN][0].raw["msgtype"] == "msgmenu"
    assert taken(stage) == [
        ("居住证", None),
        (RENEW.label, RENEW.value),
        ("满意", "rate:t1:4"),
    ]


def test_choices_fall_back_to_numbers_where_menus_are_not_allowed() -> None:
    async def scenario(stage: Scene) -> None:
        await stage.platform.says(CITIZEN, "居住证")
        await asyncio.sleep(1)
        await stage.platform.says(CITIZEN, "２")
        await stage.platform.says(CITIZEN, "居住证")
        await asyncio.sleep(1)

    stage = play(account(), scenario, ScriptedBot(permits), may_send_menus=False)
    refused = [call for call in stage.platform.sends if call["msgtype"] == "msgmenu"]
    assert len(refused) == 1  # it is not tried again
    assert stage.texts()[0].splitlines()[2] == f"2. {RENEW.label}"
    assert taken(stage)[1] == (RENEW.label, RENEW.value)


@pytest.mark.parametrize("typed", ["2", "２", " 2. ", "2、", RENEW.label])
def test_a_typed_number_or_label_takes_the_choice(typed: str) -> None:
    async def scenario(stage: Scene) -> None:
        await stage.platform.says(CITIZEN, "居住证")
        await stage.platform.says(CITIZEN, typed)
        await stage.platform.says("another", typed)

    stage = play(bare_account(), scenario, ScriptedBot(permits))
    assert taken(stage)[1:] == [(RENEW.label, RENEW.value), (typed.strip(), None)]


def test_a_link_without_an_id_is_taken_by_its_words() -> None:
    async def scenario(stage: Scene) -> None:
        await stage.platform.says(CITIZEN, "居住证")
        await stage.platform.taps(CITIZEN, NEW.label)
        await stage.platform.taps(CITIZEN, "不满意")

    stage = play(bare_account(), scenario, ScriptedBot(permits), may_send_menus=False)
    assert taken(stage)[1:] == [(NEW.label, NEW.value), ("不满意", "rate:t1:2")]


def test_a_number_means_nothing_half_an_hour_later() -> None:
    async def scenario(stage: Scene) -> None:
        await stage.platform.says(CITIZEN, "居住证")
        await asyncio.sleep(1801)
        await stage.platform.says(CITIZEN, "2")

    assert taken(play(bare_account(), scenario, ScriptedBot(permits)))[1] == ("2", None)


def test_wechat_13_following_twice_in_a_moment_is_welcomed_once() -> None:
    async def scenario(stage: Scene) -> None:
        event = {"Event": "subscribe", "EventKey": ""}
        first = stage.platform.xml(CITIZEN, "event", **event)
        again = [await stage.platform.post(first, CITIZEN) for _ in range(3)]
        assert len({stage.platform.read_reply(reply.text)["Content"] for reply in again}) == 1
        await asyncio.sleep(2)
        later = stage.platform.xml(CITIZEN, "event", **event)
        assert (await stage.platform.post(later, CITIZEN)).text == "success"
        await asyncio.sleep(600)
        await stage.platform.does(CITIZEN, "unsubscribe")
        await stage.platform.does(CITIZEN, "subscribe")

    stage = play(account(), scenario)
    assert stage.texts() == ["欢迎关注。"]
    assert stage.bot.turns == []


def test_wechat_13_a_flood_of_locations_is_success_and_never_reaches_the_assistant() -> None:
    async def scenario(stage: Scene) -> None:
        for _ in range(50):
            await stage.platform.does(CITIZEN, "LOCATION", Latitude=22.5, Longitude=114.1)
            await asyncio.sleep(5)

    stage = play(account(), scenario)
    assert (stage.texts(), stage.bot.turns, stage.platform.sends) == ([], [], [])


def test_a_qr_scene_and_a_menu_key_open_their_topic_as_a_question() -> None:
    keys = {"window-3": Opening("居住证在哪里办"), "7": Opening("居住证到期续签", RENEW.value)}
    hearing = Hearing(opening=lambda key: keys.get(key) or Opening(key))

    async def scenario(stage: Scene) -> None:
        await stage.platform.does(CITIZEN, "subscribe", "qrscene_window-3")
        await stage.platform.does(CITIZEN, "SCAN", "window-3")
        await stage.platform.does(CITIZEN, "CLICK", "7")
        await stage.platform.does(CITIZEN, "CLICK", "公积金怎么取")

    stage = play(account(), scenario, hearing=hearing)
    assert stage.texts()[0] == "欢迎关注。\n\n答：居住证在哪里办"
    assert taken(stage) == [
        ("居住证在哪里办", None),
        ("居住证在哪里办", None),
        ("居住证到期续签", RENEW.value),
        ("公积金怎么取", None),
    ]


async def recognise(recording: bytes, audio_format: str) -> str:
    return f"{recording.decode()}({audio_format})" if recording != b"noise" else " "


@pytest.mark.parametrize(
    ("fields", "hearing", "told"),
    [
        ({"Recognition": "居住证怎么办", "MediaId": "m1"}, Hearing(), "答：居住证怎么办"),
        ({"Recognition": "", "MediaId": "m1"}, Hearing(), "没听清。"),
        ({"MediaId": "m1"}, Hearing(), "没听清。"),
        ({"MediaId": "m1"}, Hearing(recognise), "答：公积金(amr)"),
        (
            {"Recognition": "", "MediaId": "m1", "Format": "speex"},
            Hearing(recognise),
            "答：公积金(speex)",
        ),
        ({"MediaId": "noise"}, Hearing(recognise), "没听清。"),
        ({"MediaId": "gone"}, Hearing(recognise), "没听清。"),
        ({}, Hearing(recognise), "没听清。"),
    ],
)
def test_wechat_14_voice_with_and_without_recognition(
    fields: dict[str, str], hearing: Hearing, told: str
) -> None:
    async def scenario(stage: Scene) -> None:
        stage.platform.recordings |= {"m1": "公积金".encode(), "noise": b"noise"}
        await stage.platform.delivers(CITIZEN, "voice", **fields)

    assert play(account(), scenario, hearing=hearing).texts() == [told]


def test_wechat_14_a_recording_is_fetched_again_with_a_fresh_token() -> None:
    async def scenario(stage: Scene) -> None:
        stage.platform.recordings["m1"] = "公积金".encode()
        await stage.platform.delivers(CITIZEN, "voice", MediaId="m1")
        stage.platform.expire_token()
        await stage.platform.delivers(CITIZEN, "voice", MediaId="m1")

    stage = play(account(), scenario, hearing=Hearing(recognise))
    assert stage.texts() == ["答：公积金(amr)"] * 2
    assert stage.platform.token_fetches == [False, False]


def test_wechat_14_a_recogniser_that_breaks_is_an_apology() -> None:
    async def broken(recording: bytes, audio_format: str) -> str:
        raise RuntimeError("no engine")

    async def scenario(stage: Scene) -> None:
        stage.platform.recordings["m1"] = b"x"
        await stage.platform.delivers(CITIZEN, "voice", MediaId="m1")

    assert play(account(), scenario, hearing=Hearing(broken)).texts() == ["系统出了点问题。"]


async def locate(address: str) -> str | None:
    return "sf-01" if "文明街道" in address else None


@pytest.mark.parametrize(
    ("hearing", "label", "own", "code"),
    [
        (Hearing(locate=locate), "示范区文明街道1号", None, "sf-01"),
        (Hearing(locate=locate), "示范区文明街道1号", "sf-02", "sf-01"),
        (Hearing(locate=locate), "某某大厦", "sf-02", "sf-02"),
        (Hearing(locate=locate), "某某大厦", None, None),
        (Hearing(locate=locate), "", None, None),
        (Hearing(), "示范区文明街道1号", None, None),
    ],
)
def test_a_position_asks_for_the_nearest_place(
    hearing: Hearing, label: str, own: str | None, code: str | None
) -> None:
    async def scenario(stage: Scene) -> None:
        where = {"Location_X": 22.5, "Location_Y": 114.1, "Label": label}
        await stage.platform.delivers(CITIZEN, "location", **where)

    stage = play(account(jurisdiction=own), scenario, hearing=hearing)
    (turn,) = stage.bot.turns
    assert (turn.choice, turn.jurisdiction) == ("nearest", code)
    assert turn.text == "我在这附近。"  # the address itself is kept nowhere
    assert stage.texts() == ["答：我在这附近。"]


@pytest.mark.parametrize("type_", ["image", "video", "shortvideo", "link", "file"])
def test_a_picture_gets_a_polite_request_for_words(type_: str) -> None:
    async def scenario(stage: Scene) -> None:
        await stage.platform.delivers(CITIZEN, type_, MediaId="m1")

    assert play(account(), scenario).texts() == ["只看懂文字。"]


def test_several_accounts_are_several_conversations() -> None:
    async def scenario(stage: Scene) -> None:
        await stage.platform.says(CITIZEN, "居住证")

    conversations = {
        play(account(appid=appid, jurisdiction="sf-01"), scenario).bot.turns[0].conversation_id
        for appid in ("wx1", "wx2")
    }
    assert len(conversations) == 2
    turn = play(account(jurisdiction="sf-01"), scenario).bot.turns[0]
    assert turn.jurisdiction == "sf-01"
