"""Free answers are read into options, and in doubt into none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from knowledge_base.importers.starter import STARTER
from knowledge_base.lookup.options import Options, is_question
from knowledge_base.lookup.tree import Option, Question
from knowledge_base.thesaurus import load_thesaurus


@pytest.fixture(scope="module")
def options() -> Options:
    return Options(load_thesaurus())


def questions_of(path: Path) -> Iterator[Question]:
    tree = orjson.loads(path.read_bytes()).get("情形") or {}
    for number, question in enumerate(tree.get("问题", ())):
        yield Question(
            question["编号"],
            question["问题"],
            tuple(
                Option(f"{number}-{n}", o["名称"], tuple(o.get("说法") or ()), None, None)
                for n, o in enumerate(question["选项"])
            ),
        )


def question(guide: str, number: int) -> Question:
    return list(questions_of(STARTER / "guides" / f"{guide}.json"))[number]


def test_every_wording_of_every_guide_means_its_option(options: Options) -> None:
    wrong = [
        f"{path.stem}: {said}"
        for path in sorted((STARTER / "guides").glob("*.json"))
        for asked in questions_of(path)
        for option in asked.options
        for said in (option.label, *option.words)
        if (meant := options.meant(asked, said)) is None or meant.code != option.code
    ]
    assert wrong == []


PERMIT, CARD, LICENCE = "juzhuzheng-banli", "jumin-shenfenzheng", "jiashizheng-huanzheng-buzheng"


@pytest.mark.parametrize(
    ("guide", "number", "said", "label"),
    [
        (PERMIT, 0, "我第一次", "第一次办"),
        (PERMIT, 0, "头一回", "第一次办"),
        (PERMIT, 0, "搞丢了", "丢了补一张"),
        (PERMIT, 0, "没丢，是坏了", "证坏了换一张"),
        (PERMIT, 0, "没有办过", "第一次办"),
        (PERMIT, 0, "第三个", "丢了补一张"),
        (PERMIT, 1, "住了八个月", "满半年"),
        (PERMIT, 1, "三个月", "还不满半年"),
        (PERMIT, 1, "不到半年", "还不满半年"),
        (PERMIT, 1, "1年半", "满半年"),
        (PERMIT, 1, "20天", "还不满半年"),
        (PERMIT, 1, "是的", "满半年"),
        (PERMIT, 1, "還沒", "还不满半年"),
        (CARD, 1, "82岁", "满16周岁"),
        (CARD, 1, "十五岁", "未满16周岁"),
        (CARD, 1, "我儿子９岁", "未满16周岁"),
        (CARD, 1, "14", "未满16周岁"),
        (CARD, 1, "不满十六岁", "未满16周岁"),
        (CARD, 1, "16周岁", "满16周岁"),
        (LICENCE, 1, "过期两个月", "还没过期或过期不到一年"),
        (LICENCE, 1, "三年了", "过期一年以上"),
        ("ershoufang-guohu", 1, "还清了", "没有贷款或已还清"),
        ("ershoufang-guohu", 1, "没贷款", "没有贷款或已还清"),
        ("xiaoxue-ruxue", 0, "外地的", "外地户籍（随迁子女）"),
        ("xiaoxue-ruxue", 0, "不是本地", "外地户籍（随迁子女）"),
        ("shiye-baoxianjin", 0, "辞职", "自己辞职"),
        ("gongjijin-tiqu", 0, "付房租", "租房"),
    ],
)
def test_what_people_say(options: Options, guide: str, number: int, said: str, label: str) -> None:
    asked = question(guide, number)
    meant = options.meant(asked, said)
    assert meant is not None
    assert next(o.label for o in asked.options if o.code == meant.code) == label


@pytest.mark.parametrize(
    ("guide", "number", "said"),
    [
        (PERMIT, 0, "不是第一次"),
        (PERMIT, 0, "第一次还是丢了啊"),
        (PERMIT, 0, "我不知道"),
        (PERMIT, 0, "hello"),
        (PERMIT, 0, "第九个"),
        (PERMIT, 0, "居住证丢了怎么办"),
        (PERMIT, 0, "好"),
        (PERMIT, 0, "……"),
        (PERMIT, 1, "快半年了"),
        (PERMIT, 1, "住了好久"),
        (PERMIT, 1, "满半年要多少钱"),
        (CARD, 1, "第一次办"),
        ("ershoufang-guohu", 1, "是的"),
        ("ershoufang-guohu", 1, "还没还清"),
        ("shiye-baoxianjin", 0, "公司倒闭了"),
        ("yibao-canbao", 2, "3个月"),
    ],
)
def test_what_is_not_clear_means_nothing(
    options: Options, guide: str, number: int, said: str
) -> None:
    assert options.meant(question(guide, number), said) is None


@pytest.mark.parametrize("said", ["怎么办", "要多少钱？", "哪里办", "how much is it", "能网上办吗"])
def test_questions_are_told_from_answers(said: str) -> None:
    assert is_question(said)


@pytest.mark.parametrize("said", ["丢了", "第一次", "82岁", "那么久了", "lost it"])
def test_answers_are_no_questions(said: str) -> None:
    assert not is_question(said)
