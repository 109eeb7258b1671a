"""What becomes of a catalog row and a service guide, worded as people ask."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from knowledge_base.drafts import EntryDraft, SourceDraft
from knowledge_base.importers.base import ImportContext
from knowledge_base.importers.drafts import CatalogItemDraft, GuideDraft
from knowledge_base.importers.generate_catalog import generate_from_catalog, item_name
from knowledge_base.importers.generate_guide import generate_from_guide
from knowledge_base.importers.guide_schema import faults_of
from knowledge_base.importers.guides import guide_of
from knowledge_base.models import Aspect, SourceKind

CONTEXT = ImportContext(
    jurisdictions={"sf": "示范区"},
    organisations={"gafj": "gafj", "示范区公安分局": "gafj"},
    organisation_names={"gafj": "示范区公安分局"},
    organisation_places={"gafj": "sf"},
    default_jurisdiction="sf",
)
ROW = CatalogItemDraft(
    key="catalog:目录:低保/对象名单",
    source=SourceDraft(SourceKind.CATALOG, "目录", article="低保/对象名单"),
    file="a.xlsx",
    sheet="目录",
    row=4,
    field="社会救助",
    level_one="最低生活保障",
    level_two="对象名单",
    level_three=None,
    content="姓名、金额",
    basis="社会救助暂行办法",
    time_limit="每季度公布一次",
    time_limit_parsed={"recurrence": "quarter"},
    body="示范区民政局",
    channels=("政府网站", "公开查阅点"),
    audience="全社会",
    on_request=False,
    levels=("县级",),
    life_stages=("养老",),
    jurisdiction="sf",
    organisation="mzj",
    place="示范区",
    is_local=False,
)
GUIDE: dict[str, Any] = {
    "事项名称": "居住证办理",
    "别名": ["办居住证"],
    "实施主体": "gafj",
    "服务对象": "自然人",
    "领域": "户籍管理",
    "主题": "居住证",
    "承诺办结时限": 15,
    "承诺办结时限单位": "日",
    "受理条件": ["居住半年以上"],
    "办理流程": {"线下": ["交材料", "领证"]},
    "办理形式": ["窗口办理", "网上办理"],
    "到现场次数": 1,
    "是否收费": False,
    "设定依据": [{"名称": "居住证暂行条例", "文号": "国令第663号", "条款": "第九条"}],
    "办理地点": [{"名称": "派出所", "地址": "河滨路1号", "时间": "工作日9:00—17:00"}],
    "咨询方式": "0100-8800006",
    "材料": [
        {"编码": "m1", "名称": "身份证", "形式": "原件", "份数": 1, "必要性": "必要"},
        {"编码": "m2", "名称": "租房合同", "必要性": "非必要，租房的提供"},
    ],
    "情形": {
        "问题": [
            {
                "编号": "q1",
                "问题": "您是哪种情况？",
                "选项": [
                    {"名称": "首次", "说法": ["第一次"], "情形": "s1"},
                    {"名称": "租房", "下一题": "q2"},
                ],
            },
            {"编号": "q2", "问题": "有合同吗？", "选项": [{"名称": "有", "情形": "s2"}]},
        ],
        "结果": [
            {"编号": "s1", "名称": "首次申领", "材料": ["m1"]},
            {"编号": "s2", "名称": "租房申领", "材料": ["m1", "m2"]},
        ],
    },
    "问法": {"materials": ["居住证要带啥"]},
    "语音": {"materials": "请带身份证。"},
    "english": {
        "name": "Residence permit",
        "answers": {"materials": "Bring your ID card."},
        "questions": {"materials": ["papers for residence permit"]},
    },
}


def by_aspect(entries: list[EntryDraft]) -> dict[Aspect, EntryDraft]:
    return {entry.aspect: entry for entry in entries if entry.language == "zh"}


def test_every_aspect_a_row_has_facts_for() -> None:
    entries = by_aspect(list(generate_from_catalog(ROW)))
    assert set(entries) == {
        Aspect.BODY,
        Aspect.CONTENT,
        Aspect.DURATION,
        Aspect.CHANNEL,
        Aspect.BASIS,
    }
    body = entries[Aspect.BODY]
    assert body.question == "社会救助的最低生活保障的对象名单由哪个部门公开？"
    assert body.answer == "社会救助的最低生活保障的对象名单由示范区民政局公开。"
    assert (body.organisation, body.life_stages) == ("mzj", ("养老",))
    assert body.sources == (ROW.source,)
    assert entries[Aspect.CHANNEL].answer.startswith("您可以通过政府网站和公开查阅点查看")
    assert entries[Aspect.CONTENT].answer.endswith("姓名、金额")


def test_an_item_on_request_says_how_to_apply_by_law() -> None:
    entries = by_aspect(list(generate_from_catalog(replace(ROW, on_request=True))))
    how = entries[Aspect.PROCESS]
    assert "20个工作日" in how.answer
    assert [source.document_number for source in how.sources] == [None, "国令第711号"]


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"level_two": "临时救助标准"}, "社会救助的临时救助标准"),
        ({"level_two": "社会救助热线"}, "社会救助热线"),
        ({"level_one": "综合业务", "level_two": "政策文件"}, "社会救助的政策文件"),
        ({"level_three": "申请条件"}, "社会救助的最低生活保障的申请条件"),
        ({"is_local": True, "place": "城河街道"}, "城河街道社会救助的最低生活保障的对象名单"),
        (
            {"is_local": True, "place": "城河街道", "field": "政务公开", "level_two": "便民电话"},
            "城河街道便民电话",
        ),
    ],
)
def test_names_that_tell_an_item_from_its_namesakes(changes: dict[str, Any], name: str) -> None:
    assert item_name(replace(ROW, **changes)) == name


def guide(**changes: Any) -> GuideDraft:
    record = {**GUIDE, **changes}
    assert list(faults_of(record, CONTEXT)) == []
    return guide_of(record, CONTEXT)


def test_every_aspect_a_guide_has_facts_for() -> None:
    entries = by_aspect(list(generate_from_guide(guide())))
    assert set(entries) == {
        *(Aspect.GENERAL, Aspect.MATERIALS, Aspect.DURATION, Aspect.FEE, Aspect.PLACE),
        *(Aspect.HOURS, Aspect.PROCESS, Aspect.CONDITIONS, Aspect.BASIS, Aspect.CHANNEL),
        Aspect.PHONE,
    }
    assert entries[Aspect.DURATION].answer == "办理居住证：承诺15日内办结。"
    assert entries[Aspect.FEE].answer == "办理居住证不收费。"
    assert entries[Aspect.BASIS].sources[1].article == "第九条"
    assert {entry.topic for entry in entries.values()} == {"居住证"}


def test_materials_are_listed_per_situation() -> None:
    answer = by_aspect(list(generate_from_guide(guide())))[Aspect.MATERIALS].answer
    first, second = answer.split("【租房申领】")
    assert "【首次申领】" in first
    assert "租房合同" not in first
    assert "租房合同（1份，视情况提供）：租房的提供。" in second


def test_what_pays_money_is_not_asked_for_its_price() -> None:
    entries = by_aspect(list(generate_from_guide(guide(别名=["高龄补贴"], 待遇标准="每月100元"))))
    assert "高龄补贴多少钱" in entries[Aspect.AMOUNT].similar_questions
    assert "高龄补贴多少钱" not in entries[Aspect.FEE].similar_questions
    assert (
        "办居住证多少钱"
        in by_aspect(list(generate_from_guide(guide())))[Aspect.FEE].similar_questions
    )


@pytest.mark.parametrize(
    ("alias", "general", "conditions"),
    [
        ("无房证明", "我要办无房证明", "办无房证明要什么条件"),
        ("查房产", "我要查房产", "查房产要什么条件"),
    ],
)
def test_wordings_suit_things_and_doings(alias: str, general: str, conditions: str) -> None:
    entries = by_aspect(list(generate_from_guide(guide(别名=[alias]))))
    assert general in entries[Aspect.GENERAL].similar_questions
    assert conditions in entries[Aspect.CONDITIONS].similar_questions


@pytest.mark.parametrize(
    ("facts", "time"),
    [
        ({"承诺办结时限": 0}, "材料齐全的当场办结。"),
        (
            {"承诺办结时限": 30, "承诺办结时限单位": "日冷静期，期满后到场领证，当场办结"},
            "30日冷静期，期满后到场领证，当场办结。",
        ),
        ({"承诺办结时限": None, "办件类型": "即办件"}, "材料齐全的当场办结。"),
    ],
)
def test_what_ends_at_once_is_said_once(facts: dict[str, Any], time: str) -> None:
    entries = by_aspect(list(generate_from_guide(guide(**facts))))
    assert entries[Aspect.DURATION].answer == f"办理居住证：{time}"
    assert time in entries[Aspect.GENERAL].answer


def test_a_law_named_in_a_laws_name_keeps_its_brackets() -> None:
    laws = [{"名称": "《教师资格条例》实施办法"}, {"名称": "《教师法》"}]
    answer = by_aspect(list(generate_from_guide(guide(设定依据=laws))))[Aspect.BASIS].answer
    assert "《〈教师资格条例〉实施办法》" in answer
    assert "《教师法》" in answer


def test_wordings_voice_and_english_come_along() -> None:
    entries = list(generate_from_guide(guide()))
    materials = by_aspect(entries)[Aspect.MATERIALS]
    assert materials.similar_questions[0] == "居住证要带啥"
    assert materials.spoken_answer == "请带身份证。"
    (english,) = [entry for entry in entries if entry.language == "en"]
    assert english.key == f"{materials.key}#en"
    assert english.translation_of == materials.key
    assert english.similar_questions == ("papers for residence permit",)


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"咨询方式": ""}, "咨询方式", "缺少必填字段"),
        ({"实施主体": "nobody"}, "实施主体", "不认识的机构"),
        ({"颜色": "红"}, "颜色", "不认识的字段"),
        ({"基本编码": "123"}, "基本编码", "12位"),
        ({"受理条件": "一条"}, "受理条件", "列表"),
        ({"问法": {"weather": ["晴吗"]}}, "问法", "不认识的方面"),
        ({"材料": [{"名称": "身份证"}]}, "材料", "缺少“编码”"),
        ({"材料": []}, "情形", "材料不存在：m1"),
        ({"情形": {"问题": [], "结果": []}}, "情形", "没有问题"),
        ({"有效期起": "2025年"}, "有效期起", "日期"),
    ],
)
def test_what_a_guide_lacks_is_named(changes: dict[str, Any], field: str, reason: str) -> None:
    faults = list(faults_of({**GUIDE, **changes}, CONTEXT))
    assert any(where == field and reason in why for where, why in faults)


def test_a_tree_with_loose_ends() -> None:
    tree = {
        "问题": [
            {"编号": "q1", "问题": "？", "选项": [{"名称": "甲", "下一题": "q9"}, {"名称": "乙"}]}
        ],
        "结果": [{"编号": "s1", "名称": "无人到达", "材料": []}],
    }
    reasons = [why for _, why in faults_of({**GUIDE, "情形": tree}, CONTEXT)]
    assert [reason.partition("：")[0] for reason in reasons] == [
        "选项“甲”的下一题不存在",
        "选项“乙”应有且只有“下一题”或“情形”之一",
        "没有选项通向",
    ]


def test_a_long_answer_is_shortened_at_a_sentence_word_for_word() -> None:
    steps = [f"第{number}步要把材料交到窗口并等待通知" for number in range(30)]
    process = by_aspect(list(generate_from_guide(guide(办理流程={"线下": steps}))))[Aspect.PROCESS]
    assert process.short_answer is not None
    opening, cut, rest = process.short_answer.partition("……")
    assert process.answer.startswith(opening)
    assert opening.endswith("。")
    assert cut
    assert len(process.short_answer) <= 300
    assert "开头部分" in rest
