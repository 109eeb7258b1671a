"""公开渠道和载体: boxes as they arrive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.importers.channels import CHANNELS, BoxMeaning, box_meaning, parse_channels


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("■政府网站  □政府公报 ■两微一端", ("政府网站", "两微一端")),
        ("t政府网站 □政府公报 t公开查阅点", ("政府网站", "公开查阅点")),
        ("■政府网站\n口两微一端\n口政务服务中心", ("政府网站",)),
        ("☑政府网站 ☐广播电视 ☑精准推送", ("政府网站", "精准推送")),
        ("□政府网站 □两微一端", ("政府网站", "两微一端")),
        ("政府 网站", ("政府网站",)),
        ("政府网站、两微一端、公开查阅点", ("政府网站", "两微一端", "公开查阅点")),
        ("■发布会听证会 ■纸质媒体", ("发布会/听证会", "纸质媒体")),
        ("■社区/企事业单位/村公示栏（电子屏）", ("社区/企事业单位/村公示栏（电子屏）",)),
        ("■政府网站 ■其他____", ("政府网站", "其他")),
        ("■政务服务窗口 □入户/现场", ("政务服务窗口",)),
        ("", ()),
    ],
)
def test_boxes_ticked(text: str, expected: tuple[str, ...]) -> None:
    assert parse_channels(text) == expected


def test_where_a_legend_says_mandatory_and_optional_both_are_channels() -> None:
    meaning = box_meaning(["示范区目录", "说明：标■的为必选渠道，标□的为可选渠道"])
    assert meaning is BoxMeaning.MANDATORY
    assert parse_channels("■政府网站 □政府公报", meaning) == ("政府网站", "政府公报")


def test_a_title_without_legend_means_ticks() -> None:
    assert box_meaning(["示范区就业领域基层政务公开标准目录"]) is BoxMeaning.TICKED


ticked = st.lists(
    st.tuples(st.sampled_from(CHANNELS), st.booleans()), min_size=1, unique_by=lambda b: b[0]
)


@given(ticked, st.sampled_from(["■□", "☑☐", "√□", "●○"]), st.sampled_from([" ", "\n", "　", ""]))
def test_any_selection_of_boxes_is_read_back(
    boxes: list[tuple[str, bool]], marks: str, gap: str
) -> None:
    text = gap.join(f"{marks[0] if on else marks[1]}{name}" for name, on in boxes)
    chosen = tuple(name for name, on in boxes if on)
    assert parse_channels(text) == (chosen or tuple(name for name, _ in boxes))
