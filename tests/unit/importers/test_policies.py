"""What a policy's own sections say: 政策要点, 问法, 匹配条件."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge_base.drafts import EntryDraft
from knowledge_base.importers.base import ImportContext, Problem
from knowledge_base.importers.drafts import PolicyDraft
from knowledge_base.importers.generate_policy import PolicyIndex, generate_from_policy
from knowledge_base.importers.policies import Policies

CONTEXT = ImportContext(
    jurisdictions={"sf": "示范区"},
    organisations={"mzj": "mzj", "示范区民政局": "mzj"},
    organisation_names={"mzj": "示范区民政局"},
    organisation_places={"mzj": "sf"},
    default_jurisdiction="sf",
)
POLICY = """# 示范区高龄津贴发放办法

- 发文机关：示范区民政局
- 文号：示民〔2024〕5号
- 施行日期：2024年6月1日

第一条　80周岁以上老年人每月发100元。

## 政策要点

- 惠及对象：80周岁以上老人
- 标准：每月100元
{points}
## 问法

{wordings}
"""


def read(
    folder: Path, wordings: str, points: str = ""
) -> tuple[dict[str, EntryDraft], list[Problem]]:
    path = folder / "p.md"
    path.write_text(POLICY.format(wordings=wordings, points=points), encoding="utf-8")
    found = list(Policies().read(path, CONTEXT))
    (draft,) = [item for item in found if isinstance(item, PolicyDraft)]
    entries = {e.key.rpartition(":")[2]: e for e in generate_from_policy(draft, PolicyIndex())}
    return entries, [item for item in found if isinstance(item, Problem)]


def test_ways_of_asking_stand_before_those_made_by_rule(tmp_path: Path) -> None:
    entries, problems = read(
        tmp_path,
        "- 标准：八十岁一个月领几百；老人钱多少;\n- 标准：老人津贴几多\n- 条件：79岁给不给\n"
        "- 主要内容：老人津贴是啥规定\n- 有效性: 老人津贴还发吗",
    )
    assert problems == []
    amount = entries["amount"].similar_questions
    assert amount[:3] == ("八十岁一个月领几百", "老人钱多少", "老人津贴几多")
    assert amount[3] == "《示范区高龄津贴发放办法》能领多少"
    assert entries["conditions"].similar_questions[0] == "79岁给不给"
    assert entries["general"].similar_questions[0] == "老人津贴是啥规定"
    assert entries["validity"].similar_questions[0] == "老人津贴还发吗"
    assert "问法" not in entries["general"].answer


@pytest.mark.parametrize("line", ["- 天气：晴不晴", "- 标准：", "没有标签的话"])
def test_a_line_without_a_known_label_is_reported_with_its_number(
    tmp_path: Path, line: str
) -> None:
    _, problems = read(tmp_path, f"- 条件：79岁给不给\n{line}")
    assert [(p.row, p.column) for p in problems] == [(17, "问法")]
    assert "不认识的问法" in problems[0].reason


def test_ways_of_asking_for_an_entry_that_is_not_made_are_not_lost_silently(tmp_path: Path) -> None:
    _, problems = read(tmp_path, "- 咨询：老人津贴打几号")
    assert [problem.row for problem in problems] == [16]


def test_who_applies_is_not_told_that_nobody_has_to(tmp_path: Path) -> None:
    applied, _ = read(tmp_path, "", "- 受理：向园区提出\n- 免申即享：是\n")
    assert "不用提交申请" not in applied["process"].answer
    automatic, _ = read(tmp_path, "", "- 受理：按名单发放\n- 免申即享：是\n")
    assert "不用提交申请" in automatic["process"].answer


def test_what_is_asked_of_them_stands_beside_who_they_are(tmp_path: Path) -> None:
    entries, problems = read(tmp_path, "", "- 条件：本区户籍，从满80周岁的当月起\n")
    assert problems == []
    assert entries["conditions"].answer == (
        "惠及对象：80周岁以上老人。\n条件：本区户籍，从满80周岁的当月起。"
    )


def test_a_time_of_day_keeps_its_colon(tmp_path: Path) -> None:
    entries, _ = read(tmp_path, "", "- 兑现时限：工作日9:00至18:00\n")
    assert "工作日9:00至18:00" in entries["duration"].answer
