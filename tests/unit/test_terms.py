from __future__ import annotations

import pytest

from bot.terms import leaves, word_lists
from knowledge_base.text import clean

LISTS = word_lists(None)


@pytest.mark.parametrize(
    "text",
    [
        "我不想活了",
        "我妈想不开怎么劝",
        "我儿子欠债想跳楼怎么劝",
        "同事说要寻短见",
        "我媽想不開",
        "My brother wants to die",
        "She is SUICIDAL",
    ],
)
def test_a_life_in_danger_is_seen_whosever_it_is(text: str) -> None:
    assert LISTS.self_harm.within(clean(text))


@pytest.mark.parametrize(
    "text",
    [
        "年轻生二胎有补贴吗",
        "减轻生活负担的政策",
        "商家想不开发票怎么办",
        "我想不开公司了，怎么注销",
        "想死亡证明在哪开",
        "怎么结束自己的个体户",
        "跳楼机安全谁管",
    ],
)
def test_everyday_words_that_look_like_it_are_not(text: str) -> None:
    assert not LISTS.self_harm.within(clean(text))


def test_a_harmless_word_hides_no_other() -> None:
    assert LISTS.self_harm.within(clean("年轻生了孩子就想轻生"))


@pytest.mark.parametrize("text", ["裸聊被敲诈", "举报有人办假证", "洗钱怎么举报", "代考被骗了"])
def test_who_suffered_or_reports_a_crime_is_known(text: str) -> None:
    assert LISTS.sensitive.within(clean(text))
    assert LISTS.reporting.within(clean(text))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "算了",
            "算了不弄了",
            "不想投诉了",
            "不写了",
            "我不投诉了",
            "不填了",
            "算了吧,我不想写了",
        ),
        *("还是不投诉了吧", "先不办了", "取消", "never mind", "I don't want to continue"),
    ],
)
def test_who_leaves_a_form_says_so(text: str) -> None:
    assert leaves(clean(text))


@pytest.mark.parametrize(
    "text",
    [
        *("取消低保", "物业不办了我的证", "不想退休了", "不用了", "不留了", "算了一笔账"),
        *("学校不收我孩子了", "说好的补贴不发了", "投诉不办了怎么办"),
    ],
)
def test_what_happened_is_no_leaving(text: str) -> None:
    assert not leaves(clean(text))
