"""Every kind of block as WeChat messages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.turns import (
    CardBlock,
    Choice,
    ChoicesBlock,
    CitationBlock,
    LinkBlock,
    ListBlock,
    NoticeBlock,
    PlaceBlock,
    QrBlock,
    RatingBlock,
    TextBlock,
)
from connectors.wechat.outgoing import (
    Menu,
    News,
    Text,
    customer_service_payload,
)
from connectors.wechat.rendering import MAX_PARTS, Answer, Renderer
from connectors.wechat.splitting import MAX_BYTES
from tests.e2e.wechat.support import PERMITS, say

PAGE = "https://ask.example.gov.cn/entry/"
RENDERER = Renderer(say, lambda entry: PAGE + entry)
CITATION = CitationBlock(
    "中华人民共和国政府信息公开条例",
    document_number="国令第711号",
    article="第三十三条",
    issuer="国务院",
    url="https://www.example.gov.cn/711",
    validity="2019-05-15起有效",
)
TEXT = TextBlock("能当场答复的，当场答复。", quoted=True)


def words(answer: Answer) -> str:
    (message,) = RENDERER.one(answer).messages
    assert isinstance(message, Text)
    return message.content


def test_every_kind_of_block_is_told() -> None:
    blocks = (
        TEXT,
        CITATION,
        CardBlock("居住证", (("时限", "15个工作日"), ("费用", "不收费"))),
        ListBlock("材料", ("身份证", "照片"), ordered=True),
        ListBlock("也可以", ("网上办",)),
        PlaceBlock("政务服务中心", "文明路1号", hours="9:00—17:00", phone="(0755)88121000"),
        LinkBlock("网上办理", "https://example.gov.cn/a"),
        LinkBlock("热线", "tel:12345"),
        QrBlock("手机继续", "https://example.gov.cn/m"),
        QrBlock("取号", "A0012"),
        NoticeBlock("国庆休息。", "warning"),
        RatingBlock("t1"),
    )
    text = words(Answer(blocks))
    for told in (
        "能当场答复的，当场答复。",
        '依据：<a href="https://www.example.gov.cn/711">《中华人民共和国政府信息公开条例》</a>'
        "，国令第711号，第三十三条，国务院，2019-05-15起有效",
        "居住证\n时限：15个工作日\n费用：不收费",
        "材料\n1. 身份证\n2. 照片",
        "也可以\n· 网上办",
        "政务服务中心\n地址：文明路1号\n时间：9:00—17:00\n电话：(0755)88121000",
        '<a href="https://example.gov.cn/a">网上办理</a>',
        "热线：12345",
        '<a href="https://example.gov.cn/m">手机继续</a>',
        "取号：A0012",
        "国庆休息。",
        'msgmenuid=rate:t1:4">满意</a>',
        'msgmenuid=rate:t1:2">不满意</a>',
    ):
        assert told in text, told


def test_what_was_understood_stands_above_the_answer() -> None:
    text = replace(TEXT, about="多久答复？")
    assert words(Answer((text,))) == "【多久答复？】\n能当场答复的，当场答复。"


def test_english_answers_are_told_in_english() -> None:
    text = words(Answer((TEXT, CITATION, PlaceBlock("Hall", "1 Road")), "en"))
    assert 'en:utter_wechat_source: <a href="https://www.example.gov.cn/711">中华' in text
    assert ", 国令第711号" in text
    assert "en:utter_wechat_address: 1 Road" in text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x"])
def test_only_web_addresses_become_links(url: str) -> None:
    text = words(Answer((TEXT, LinkBlock("点", url), CitationBlock("标题", url=url))))
    assert "<a" not in text


def test_words_cannot_close_a_link() -> None:
    text = words(Answer((TEXT, LinkBlock('</a><a href="x">', 'https://e.cn/"onclick="'), TEXT)))
    assert text.count("<a ") == text.count("</a>") == 1
    assert '"onclick' not in text


def test_a_few_words_and_a_page_are_a_card() -> None:
    blocks = (TextBlock("请在网上提交。"), LinkBlock("申请表", "https://e.cn/form"))
    assert RENDERER.one(Answer(blocks)).messages == (
        News("申请表", "请在网上提交。", "https://e.cn/form"),
    )
    assert isinstance(RENDERER.one(Answer((TEXT, blocks[1]))).messages[0], Text)


def test_choices_are_a_menu_by_customer_service_and_numbers_in_a_reply() -> None:
    rendered = RENDERER.several(Answer((TEXT, PERMITS)))
    _, menu = rendered.messages
    assert isinstance(menu, Menu)
    assert customer_service_payload(menu, "o1") == {
        "touser": "o1",
        "msgtype": "msgmenu",
        "msgmenu": {
            "head_content": "您想问哪一个？",
            "list": [
                {"id": "choose:e000000000001", "content": "首次办理居住证"},
                {"id": "choose:e000000000002", "content": "居住证到期续签"},
            ],
            "tail_content": "",
        },
    }
    assert menu.fallback.splitlines() == [
        "您想问哪一个？",
        "1. 首次办理居住证",
        "2. 居住证到期续签",
        "点一下，或回复数字。",
    ]
    assert rendered.offer["2"] == rendered.offer["居住证到期续签"] == PERMITS.choices[1]
    reply = words(Answer((PERMITS,)))
    assert '2. <a href="weixin://bizmsgmenu?msgmenucontent=居住证到期续签&msgmenuid=' in reply


def test_one_way_on_is_a_line_of_the_text() -> None:
    answer = Answer((TEXT, ChoicesBlock((Choice("转人工", "human"),))))
    (message,) = RENDERER.several(answer).messages
    assert isinstance(message, Text)
    assert message.content.endswith('msgmenuid=human">转人工</a>')


def test_what_is_special_in_an_address_is_escaped_in_a_menu_link() -> None:
    answer = Answer((ChoicesBlock((Choice('5%&"更多"#?', "more"),)),))
    assert "msgmenucontent=5%25%26%22更多%22%23%3F&msgmenuid=more" in words(answer)


def test_wechat_09_up_to_five_parts_then_summary_and_link() -> None:
    sentence = "依照深府〔2021〕3号，申请人可登录https://e.cn/a/b?c=1办理。"
    for count, whole in ((40, True), (130, True), (200, False), (3000, False)):
        answer = Answer((TextBlock(sentence * count, quoted=True),), entry_id="e1")
        messages = RENDERER.several(answer).messages
        texts = [message.content for message in messages if isinstance(message, Text)]
        assert len(texts) == len(messages) <= MAX_PARTS
        assert all(len(text.encode()) <= MAX_BYTES for text in texts)
        assert ("".join(texts) == sentence * count) is whole
        if not whole:
            assert len(texts) == 1
            assert texts[0].startswith(sentence)
            assert f'……\n\n<a href="{PAGE}e1">查看全文</a>' in texts[0]


def test_wechat_09_the_entrys_own_short_answer_goes_before_its_beginning() -> None:
    text = TextBlock("很长。" * 2000, quoted=True, short="简单说：能办。")
    answer = Answer((text, CITATION, RatingBlock("t1")), entry_id="e1")
    told = words(answer)
    assert told.startswith(f'简单说：能办。\n\n<a href="{PAGE}e1">查看全文</a>')
    assert "国令第711号" in told
    assert "满意吗" in told
    assert "很长" not in told


def test_wechat_09_a_long_text_without_an_entry_is_cut_and_says_so() -> None:
    assert words(Answer((TextBlock("很长。" * 2000),))).endswith("……")


def test_many_choices_with_long_names_still_fit_one_message() -> None:
    choices = tuple(Choice("办理居住证需要哪些材料和手续" * 2 + str(n), f"c{n}") for n in range(8))
    rendered = RENDERER.one(Answer((TextBlock("长。" * 300), ChoicesBlock(choices)), entry_id="e1"))
    (message,) = rendered.messages
    assert isinstance(message, Text)
    assert len(message.content.encode()) <= MAX_BYTES
    assert "\n8. 办理居住证" in message.content
    assert "weixin" not in message.content
    assert rendered.offer["8"].value == "c7"


def test_a_payload_carries_no_character_that_wechat_cannot_show() -> None:
    assert customer_service_payload(Text("响\x07铃"), "o")["text"]["content"] == "响铃"
