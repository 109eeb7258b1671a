"""Blocks as sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.turns import (
    AnswerStatus,
    Block,
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
    Reply,
    TextBlock,
)
from bot.wording import Wording
from connectors.kiosk.spoken import LONGEST, LONGEST_SPEECH, Spokesperson, sentences

NONE = Choice("都不是", "none_of_these")


@pytest.fixture(scope="module")
def words() -> Spokesperson:
    return Spokesperson(Wording().say)


def said(words: Spokesperson, *blocks: Block, language: str = "zh") -> list[str]:
    reply = Reply("t1", AnswerStatus.ANSWERED, blocks, language=language)
    return [part.say for part in words.reply(reply)]


def test_kiosk_04_a_spoken_answer_is_said_and_shown(words: Spokesperson) -> None:
    block = TextBlock("20个工作日内答复。", quoted=True, spoken="一般二十个工作日。")
    reply = Reply("t1", AnswerStatus.ANSWERED, (block,))
    (part,) = words.reply(reply)
    assert (part.caption, part.say) == ("一般二十个工作日。", "一般二十个工作日。")
    assert part.public


def test_only_published_words_are_kept_as_sound(words: Spokesperson) -> None:
    blocks = (TextBlock("张三，您好。"), NoticeBlock("已受理。"))
    reply = Reply("t1", AnswerStatus.DIALOGUE, blocks)
    assert [part.public for part in words.reply(reply)] == [False, False]


def test_kiosk_04_every_block_has_words(words: Spokesperson) -> None:
    assert said(words, ListBlock("材料", ("身份证2份", "照片"))) == ["材料", "身份证两份", "照片"]
    assert said(words, CardBlock("居住证", (("时限", "15日"),))) == ["居住证", "时限：十五日"]
    assert said(words, PlaceBlock("政务中心", "文明路1号", "9:00—17:00", "12345")) == [
        "政务中心",
        "地址：文明路一号",
        "时间：九点到十七点",
        "电话：一二三四五",
    ]
    citation = CitationBlock("信息公开条例", "国令第711号", "第三十三条", url="https://gov.cn")
    assert said(words, citation) == ["依据：信息公开条例，国令第七百一十一号，第三十三条"]
    assert said(words, LinkBlock("网上办理", "https://a.gov.cn")) == ["网上办理：请扫码"]
    assert said(words, QrBlock("手机办理", "https://a.gov.cn")) == ["手机办理：请扫码"]
    assert said(words, RatingBlock("t1")) == []


def test_kiosk_04_choices_are_numbered_and_one_is_asked(words: Spokesperson) -> None:
    first, second = Choice("居住证怎么办？", "choose:e1"), Choice("居住证续签", "choose:e2")
    block = ChoicesBlock((first, second, NONE), "您想问的是下面哪一个？")
    assert said(words, block) == [
        "您想问的是下面哪一个？",
        "第一，居住证怎么办？",
        "第二，居住证续签",
        "第三，都不是",
    ]
    assert said(words, ChoicesBlock((first, NONE), "您想问的是下面哪一个？")) == [
        "您是想问居住证怎么办吗？"
    ]
    assert said(words, ChoicesBlock((Choice("转人工", "human"),))) == []


def test_kiosk_04_english_wording(words: Spokesperson) -> None:
    block = ChoicesBlock((Choice("Residence permit", "choose:e1"), Choice("No", "none_of_these")))
    assert said(words, block, language="en") == ["Did you mean Residence permit ?"]
    link = LinkBlock("Apply online", "https://a.gov.cn")
    assert said(words, link, language="en") == ["Apply online: please scan the code"]


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("第一句。第二句！第三句", ["第一句。", "第二句！", "第三句"]),
        ("网址https://a.gov.cn/?a=1;b=2。下一句", ["网址https://a.gov.cn/?a=1;b=2。", "下一句"]),
        ("他说：“好。”然后走了。", ["他说：“好。”", "然后走了。"]),
        ("一行\n\n二行\n", ["一行", "二行"]),
        ("Hello there. It costs 3.5 yuan.", ["Hello there.", "It costs 3.5 yuan."]),
        ("", []),
    ],
)
def test_sentences(text: str, split: list[str]) -> None:
    assert sentences(text) == split


@given(st.text("字，。：、9:0 a.\n《》！？;", max_size=300))
def test_no_word_is_lost_between_sentences(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_long_sentences_are_said_in_clauses() -> None:
    parts = sentences("符合条件的，" * 30 + "可以申请。")
    assert len(parts) > 2
    assert all(len(part) <= LONGEST for part in parts)


def test_kiosk_04_of_a_long_answer_the_beginning_is_said_and_every_choice(
    words: Spokesperson,
) -> None:
    text = "符合下面条件之一的，可以提出申请。" * 100
    first, second = Choice("居住证怎么办？", "choose:e1"), Choice("居住证续签", "choose:e2")
    blocks = (TextBlock(text, quoted=True), ChoicesBlock((first, second, NONE)))
    parts = said(words, *blocks)
    assert sum(map(len, parts)) < LONGEST_SPEECH + 100
    assert parts[-4:-3] == ["其余内容请看屏幕。"]
    assert parts[-3:] == ["第一，居住证怎么办？", "第二，居住证续签", "第三，都不是"]


def test_kiosk_04_the_short_answer_is_said_for_a_long_one(words: Spokesperson) -> None:
    block = TextBlock("符合下面条件之一的，可以提出申请。" * 100, quoted=True, short="可以申请。")
    assert said(words, block) == ["可以申请。"]
