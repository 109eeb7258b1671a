"""Policies and what hangs on them: a successor, an interpretation, whom to ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from knowledge_base.drafts import entry_id
from knowledge_base.editorial import draft_of
from knowledge_base.models import Entry, Policy
from tests.integration.import_desk import ImportDesk, open_desk

POLICY = """# 示范区高龄津贴发放办法
- 发文机关：示范区民政局
- 文号：{number}
- 成文日期：2020年1月2日
- 施行日期：{begins}
{more}
第一条 80周岁以上老年人每月发{amount}元。

## 政策要点
- 标准：每月{amount}元
"""


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[ImportDesk]:
    opened = open_desk(tmp_path, database_url)
    yield opened
    opened.database.close()


def test_a_repealed_policy_ends_and_names_its_successor(desk: ImportDesk) -> None:
    old = POLICY.format(number="示民〔2020〕1号", begins="2020年2月1日", more="", amount=80)
    new = POLICY.replace("发放办法", "发放实施办法").format(
        number="示民〔2024〕5号", begins="2024年6月1日", more="- 废止：示民〔2020〕1号", amount=100
    )
    (desk.folder / "old.md").write_text(old, encoding="utf-8")
    (desk.folder / "new.md").write_text(new, encoding="utf-8")
    (desk.folder / "解读.md").write_text(
        "# 《示范区高龄津贴发放办法》解读\n- 解读：示民〔2020〕1号\n\n"
        "问：高龄津贴发多少？\n答：80元。\n",
        encoding="utf-8",
    )
    report = desk.run(*(desk.folder / n for n in ("old.md", "new.md", "解读.md")), publish=True)
    assert report.problems == []
    with desk.database.read() as session:
        for entry in session.scalars(select(Entry).where(Entry.key.contains("2020"))):
            if entry.key.endswith(":validity"):
                assert "示范区高龄津贴发放实施办法" in entry.latest.answer
                continue
            assert str(entry.latest.valid_from) == "2020-02-01"
            assert str(entry.latest.valid_until) == "2024-05-31"
            assert entry.superseded_by == entry_id("policy:示民〔2024〕5号:general")
        assert len(session.scalars(select(Policy)).all()) == 3


def test_an_interpretation_that_comes_later_still_finds_its_policy(desk: ImportDesk) -> None:
    policy = POLICY.format(number="示民〔2024〕5号", begins="2024年6月1日", more="", amount=100)
    (desk.folder / "p.md").write_text(policy, encoding="utf-8")
    desk.run(desk.folder / "p.md")
    (desk.folder / "i.md").write_text(
        "# 解读材料\n- 解读：示民〔2024〕5号\n\n问：高龄津贴发多少？\n答：100元。\n",
        encoding="utf-8",
    )
    desk.run(desk.folder / "i.md")
    with desk.database.read() as session:
        entry = session.scalars(select(Entry).where(Entry.key.startswith("interpretation:"))).one()
        draft = draft_of(entry, entry.latest)
    assert [source.title for source in draft.sources] == ["解读材料", "示范区高龄津贴发放办法"]
    assert str(draft.valid_from) == "2024-06-01"
    assert draft.organisation == "mzj"


def test_whom_a_policy_says_to_ask_answers_for_it(desk: ImportDesk) -> None:
    text = POLICY.format(number="示府〔2024〕5号", begins="2024年6月1日", more="", amount=100)
    text = text.replace("发文机关：示范区民政局", "发文机关：示范区人民政府")
    (desk.folder / "p.md").write_text(
        f"{text}- 咨询：示范区民政局 0100-8800009\n", encoding="utf-8"
    )
    desk.run(desk.folder / "p.md")
    with desk.database.read() as session:
        assert set(session.scalars(select(Entry.organisation_code))) == {"mzj"}
