"""XML in and out, and what is read from it."""

from __future__ import annotations

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from connectors.wechat import markup
from connectors.wechat.errors import BadXml
from connectors.wechat.messages import read_message
from connectors.wechat.outgoing import News, Text, passive_reply, transfer_reply

HEAD = (
    "<ToUserName>gh_sf</ToUserName><FromUserName>o1</FromUserName>"
    "<CreateTime>1714112445</CreateTime>"
)


def message(inner: str) -> bytes:
    return f"<xml>{HEAD}{inner}</xml>".encode()


@pytest.mark.parametrize(
    "text",
    [
        "]]>",
        "a]]>b]]]>>",
        "A&B <b>粗</b> &amp;",
        "😀👨‍👩‍👧",
        "\x00\x08\x1f响铃\x07",
        "\ud83d半个",
        "\ufffe",
    ],
)
def test_wechat_10_a_reply_parses_whatever_is_in_it(text: str) -> None:
    incoming = read_message(message("<MsgType>text</MsgType><MsgId>1</MsgId>"))
    xml = passive_reply(Text(f"前{text}后"), incoming, 1)
    content = ElementTree.fromstring(xml.encode()).findtext("Content")
    assert content == f"前{markup.printable(text)}后"


@given(st.text(max_size=80))
def test_wechat_10_any_text_survives_writing_and_reading(text: str) -> None:
    xml = markup.write((("Content", f"|{text}|"),)).encode()
    expected = f"|{markup.printable(text)}|".replace("\r\n", "\n").replace("\r", "\n")
    assert markup.read(xml) == {"Content": expected}


def test_wechat_10_a_control_character_does_not_lose_the_citizens_message() -> None:
    incoming = read_message(message("<MsgType>text</MsgType><Content>居\x08住证</Content>"))
    assert incoming.text == "居住证"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<xml>",
        b"<xml><MsgType>text</MsgType></xml>",
        b"<xml><FromUserName/><ToUserName/><MsgType>text</MsgType></xml>",
        b'<!DOCTYPE xml [<!ENTITY e "e">]><xml><MsgType>&e;</MsgType></xml>',
        b'<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml/>',
        b"<?xml version='1.0' encoding='nowhere'?><xml/>",
        b"<xml>\xff\xfe</xml>",
    ],
)
def test_wechat_04_what_is_not_wechats_xml_is_refused_by_name(body: bytes) -> None:
    with pytest.raises(BadXml):
        read_message(body)


def test_wechat_16_a_64_bit_msgid_stays_exact() -> None:
    incoming = read_message(message("<MsgType>text</MsgType><MsgId>18446744073709551615</MsgId>"))
    assert incoming.key == "18446744073709551615"


def test_events_are_told_apart_by_sender_time_and_kind() -> None:
    event = "<MsgType>event</MsgType><Event>subscribe</Event><EventKey>qrscene_大厅</EventKey>"
    incoming = read_message(message(event))
    assert incoming.event_key == "大厅"
    other = read_message(message(event.replace("大厅", "窗口")))
    assert incoming.key.startswith("1714112445-subscribe-")
    assert len({incoming.key, other.key, read_message(message(event)).key}) == 2


@pytest.mark.parametrize(
    ("inner", "kind", "text"),
    [
        ("<MsgType>voice</MsgType><Recognition>居住证</Recognition>", "voice", "居住证"),
        ("<MsgType>voice</MsgType><Recognition></Recognition>", "voice", ""),
        ("<MsgType>location</MsgType><Label>文明路1号</Label>", "location", ""),
        ("<MsgType>image</MsgType>", "other", ""),
        ("<MsgType>hologram</MsgType>", "unknown", ""),
    ],
)
def test_kinds_of_messages(inner: str, kind: str, text: str) -> None:
    incoming = read_message(message(inner))
    assert (incoming.kind, incoming.text) == (kind, text)


def test_of_a_position_the_name_of_the_place_is_read() -> None:
    told = "<MsgType>location</MsgType><Location_X>22.5</Location_X>"
    assert read_message(message(told + "<Label>文明路1号</Label>")).label == "文明路1号"
    assert read_message(message(told)).label == ""


def test_cards_and_transfers_as_the_platform_wants_them() -> None:
    incoming = read_message(message("<MsgType>text</MsgType><MsgId>1</MsgId>"))
    news = ElementTree.fromstring(passive_reply(News("题", "述", "https://e.cn"), incoming, 1))
    assert news.findtext("ArticleCount") == "1"
    assert news.findtext("Articles/item/Url") == "https://e.cn"
    transfer = ElementTree.fromstring(transfer_reply(incoming, 1))
    assert transfer.findtext("MsgType") == "transfer_customer_service"
    assert transfer.findtext("ToUserName") == "o1"
