"""Deliberately awkward catalogs and documents, each with what must come out of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge_base.importers.drafts import CatalogItemDraft
from tests.integration.import_desk import (
    AWKWARD,
    TITLE,
    ImportDesk,
    catalog,
    item,
    open_desk,
    workbook,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ImportDesk]:
    opened = open_desk(tmp_path)
    yield opened
    opened.database.close()


def names(items: list[CatalogItemDraft]) -> list[tuple[str, str]]:
    return [(found.level_one, found.level_two) for found in items]


def test_the_national_layout_with_vertical_merges(desk: ImportDesk) -> None:
    rows = [item(1), item(2, "", "低保名单", "名单"), item(3, "临时救助", "救助标准")]
    path = catalog(desk.folder / "a.xlsx", rows, ["B4:B5"])
    found = desk.items(path)
    assert names(found) == [
        ("最低生活保障", "低保政策"),
        ("最低生活保障", "低保名单"),
        ("临时救助", "救助标准"),
    ]
    first = found[0]
    assert (first.field, first.organisation, first.jurisdiction) == ("社会救助", "mzj", "sf")
    assert first.channels == ("政府网站",)
    assert first.levels == ("县级", "乡级")
    assert first.time_limit_parsed["days"] == 20
    assert (first.audience, first.on_request) == ("全社会", False)


def test_same_as_above_in_its_spellings(desk: ImportDesk) -> None:
    rows = [
        item(1),
        item(2, "同上", "名单", limit="同上", body="〃"),
        item(3, "″", "标准", limit="同前"),
    ]
    found = desk.items(catalog(desk.folder / "a.xlsx", rows))
    assert {(i.level_one, i.time_limit, i.body) for i in found} == {
        ("最低生活保障", "自该信息形成之日起20个工作日内", "示范区民政局")
    }


def test_same_as_above_with_nothing_above_is_a_problem(desk: ImportDesk) -> None:
    drafts, problems = desk.read(catalog(desk.folder / "a.xlsx", [item(1, limit="同上"), item(2)]))
    assert len(drafts) == 1
    (problem,) = problems
    assert (problem.row, problem.column) == (4, "公开时限")
    assert "同上" in problem.reason


def test_text_in_a_tick_cell_names_the_group(desk: ImportDesk) -> None:
    row = list(item(1))
    row[8], row[9], row[10], row[11] = "", "项目单位", "", "√"
    (found,) = desk.items(catalog(desk.folder / "a.xlsx", [row]))
    assert (found.audience, found.on_request) == ("项目单位", True)


def test_a_third_level_and_an_extra_column(desk: ImportDesk) -> None:
    heading = (
        "序号",
        "一级事项",
        "二级事项",
        "三级事项",
        "五公开",
        "公开内容",
        "公开要求",
        "责任单位",
        "公开渠道",
    )
    rows = [
        ("示范区就业领域政务公开事项目录",),
        heading,
        (
            "1",
            "就业补贴",
            "社保补贴",
            "灵活就业社保补贴",
            "结果公开",
            "对象、标准",
            "20个工作日",
            "民政局",
            "政府网站",
        ),
    ]
    (found,) = desk.items(workbook(desk.folder / "a.xlsx", rows))
    assert found.level_three == "灵活就业社保补贴"
    assert found.time_limit_parsed == {"days": 20, "unit": "working"}
    assert (found.field, found.organisation) == ("就业", "mzj")


@pytest.mark.parametrize(
    ("leaves", "levels"),
    [
        (("市级", "县级", "乡级"), ("市级", "县级")),
        (("区级", "街道", "社区"), ("区级", "街道")),
        (("县级", "乡/村级", "村级"), ("县级", "乡/村级")),
    ],
)
def test_three_tiers_under_their_local_names(
    desk: ImportDesk, leaves: tuple[str, ...], levels: tuple[str, ...]
) -> None:
    rows = [
        ("序号", "公开事项", "公开内容", "公开依据", "公开主体", "公开层级", "", ""),
        ("", "", "", "", "", *leaves),
        ("1", "救灾物资", "数量", "办法", "示范区民政局", "√", "√", ""),
    ]
    path = workbook(
        desk.folder / "a.xlsx", rows, ["F1:H1", "A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2"]
    )
    (found,) = desk.items(path)
    assert found.levels == levels


def test_no_level_column_and_columns_in_another_order(desk: ImportDesk) -> None:
    rows = [
        (TITLE,),
        ("公开主体", "公开依据", "公开事项", "公开内容", "公开时限"),
        ("示范区民政局", "办法", "救助标准", "标准和变化", "每季度公布一次"),
    ]
    (found,) = desk.items(workbook(desk.folder / "a.xlsx", rows))
    assert (found.level_two, found.body, found.levels) == ("救助标准", "示范区民政局", ())
    assert found.time_limit_parsed == {"recurrence": "quarter"}


def test_a_life_stage_axis(desk: ImportDesk) -> None:
    rows = [
        ("全生命周期政务公开目录",),
        ("公开事项", "公开内容", "公开依据", "公开主体", "人生阶段", "", ""),
        ("", "", "", "", "出生", "入学", "养老"),
        ("高龄津贴", "标准", "办法", "民政局", "", "", "√"),
        ("户口登记", "办法", "条例", "公安分局", "√", "√", ""),
    ]
    merges = ["E2:G2", "A2:A3", "B2:B3", "C2:C3", "D2:D3"]
    found = desk.items(workbook(desk.folder / "a.xlsx", rows, merges))
    assert [i.life_stages for i in found] == [("养老",), ("出生", "入学")]


def test_a_street_catalog_with_sections(desk: ImportDesk) -> None:
    rows = [
        ("城河街道政务公开事项目录",),
        ("序号", "公开事项", "公开内容", "公开依据", "公开时限", "公开主体", "乡级"),
        ("一、公共服务",) * 7,
        ("1", "便民电话", "号码", "条例", "长期公开", "城河街道办事处", "√"),
        ("二、财政信息",) * 7,
        ("1", "年度预算", "预算表", "预算法", "每年1月31日前", "城河街道办事处", "√"),
    ]
    path = workbook(desk.folder / "a.xlsx", rows, ["A3:G3", "A5:G5"])
    found = desk.items(path)
    assert names(found) == [("公共服务", "便民电话"), ("财政信息", "年度预算")]
    assert {i.jurisdiction for i in found} == {"sf-ch"}
    assert found[1].time_limit_parsed == {"recurrence": "year", "due": "01-31"}


def test_a_community_catalog_with_a_notice_board_column(desk: ImportDesk) -> None:
    rows = [
        ("城河街道居务公开目录",),
        ("序号", "类别", "公开事项", "公开内容", "公开时限", "公开主体", "公开渠道", "居务公开栏"),
        ("1", "财务", "收支情况", "每笔收支", "每季度公布一次", "居委会", "微信群", "√"),
    ]
    (found,) = desk.items(workbook(desk.folder / "a.xlsx", rows))
    assert names([found]) == [("财务", "收支情况")]
    assert found.channels == ("微信群", "居务公开栏")


def test_an_item_that_does_not_apply_keeps_its_reason(desk: ImportDesk) -> None:
    rows = [item(1, content="不涉及（本区没有农村集体土地）")]
    path = catalog(desk.folder / "a.xlsx", rows)
    desk.run(path)
    answers = [answer for answer, _, _ in desk.stored().values()]
    assert len(answers) == 1
    assert "本区没有农村集体土地" in answers[0]


def test_rows_of_one_name_are_told_apart_by_their_content(desk: ImportDesk) -> None:
    one, two = item(1, content="申请材料"), item(2, content="审批结果")
    first = {i.key: i.content for i in desk.items(catalog(desk.folder / "a.xlsx", [one, two]))}
    second = {i.key: i.content for i in desk.items(catalog(desk.folder / "b.xlsx", [two, one]))}
    assert len(first) == 2
    assert first == second


def test_damaged_text_is_repaired_or_refused_row_by_row(desk: ImportDesk) -> None:
    rows = [
        item(1, level_two="標(biāo)準(zhǔn)文件"),
        item(2, level_two="名單公開", content="錯誤?。ㄒ唬"),
        item(3),
    ]
    drafts, problems = desk.read(catalog(desk.folder / "a.xlsx", rows))
    assert [d.level_two for d in drafts if isinstance(d, CatalogItemDraft)] == [
        "标准文件",
        "低保政策",
    ]
    (problem,) = problems
    assert (problem.row, problem.column) == (5, "公开内容")


def test_formulas_without_a_result_are_problems(desk: ImportDesk) -> None:
    path = catalog(
        desk.folder / "a.xlsx", [item(1, content="=A1&B1"), item(2, content="#REF!"), item(3)]
    )
    drafts, problems = desk.read(path)
    assert len(drafts) == 1
    assert [(p.row, "公式" in p.reason) for p in problems] == [(4, True), (5, True)]


def test_an_old_workbook(desk: ImportDesk) -> None:
    found = desk.items(AWKWARD / "catalog.xls")
    assert names(found) == [
        ("最低生活保障", "低保政策"),
        ("最低生活保障", "低保审批结果"),
        ("医疗救助", "救助标准"),
    ]
    assert (found[1].audience, found[1].on_request) == ("低保家庭", True)
    assert found[1].channels == ("社区/企事业单位/村公示栏（电子屏）",)


def test_a_web_page_and_a_new_workbook_called_xls(desk: ImportDesk) -> None:
    rows = [
        (TITLE,),
        ("公开事项", "公开内容", "公开依据", "公开主体"),
        ("标准", "数额", "办法", "民政局"),
    ]
    new = workbook(desk.folder / "new.xlsx", rows).rename(desk.folder / "new.xls")
    page = desk.folder / "page.xls"
    cells = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows[1:])
    page.write_text(f"<html><title>{TITLE}</title><table>{cells}</table></html>", encoding="utf-8")
    assert [i.level_two for i in desk.items(new)] == ["标准"]
    assert [i.key for i in desk.items(page)] == [i.key for i in desk.items(new)]


def test_a_field_that_does_not_apply_as_a_whole(desk: ImportDesk) -> None:
    text = "本区不涉及农村危房改造（已全部城市化）"
    path = catalog(desk.folder / "a.xlsx", [(text, *[""] * 13)], ["A4:N4"])
    (found,) = desk.items(path)
    assert (found.level_two, found.content) == ("社会救助", text)
    desk.run(path)
    ((answer, _, _),) = desk.stored().values()
    assert "已全部城市化" in answer


def test_ticks_with_text_and_ticks_that_lost_their_font(desk: ImportDesk) -> None:
    one, two = list(item(1)), list(item(2, level_two="名单"))
    one[8], one[9] = "", "√（项目单位）"
    two[7], two[8] = "\uf0fe政府网站 \uf0a8政府公报", "ü"
    first, second = desk.items(catalog(desk.folder / "a.xlsx", [one, two]))
    assert first.audience == "项目单位"
    assert (second.audience, second.channels) == ("全社会", ("政府网站",))


def test_content_about_what_is_not_secret_still_applies(desk: ImportDesk) -> None:
    path = catalog(desk.folder / "a.xlsx", [item(1, content="不涉及国家秘密的会议纪要")])
    desk.run(path)
    assert len(desk.stored()) == 5
