"""Damaged text: repaired where nothing was lost, refused otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.importers.errors import GarbledText
from knowledge_base.importers.repair import repair


@pytest.mark.parametrize(
    ("damaged", "meant"),
    [
        ("區(qū)級標(biāo)準(zhǔn)目錄", "区级标准目录"),
        ("補辦身份證需要什麼材料", "补办身份证需要什么材料"),
        ("æ”¿åºœç½‘ç«™", "政府网站"),
        ("鏀垮簻淇℃伅鍏\ue100紑", "政府信息公开"),
        ("\ufeff政府\u200b网站\u00a0首页", "政府网站 首页"),
        ("第一行\r\n第二行\u2028第三行", "第一行\n第二行\n第三行"),
        ("最低生活保障（低保）", "最低生活保障（低保）"),
        ("公开(gōngkāi)", "公开"),
        ("GDP(gross)", "GDP(gross)"),
    ],
)
def test_repaired(damaged: str, meant: str) -> None:
    assert repair(damaged) == meant


@pytest.mark.parametrize(
    "damaged",
    ["公开目录?。ㄒ唬", "鏀垮簻淇℃伅鍏�寮�鐨勮寖鍥�", "锟斤拷锟斤拷公开", "信息\ufffd\ufffd公开"],
)
def test_refused_with_the_reason(damaged: str) -> None:
    with pytest.raises(GarbledText, match="无法还原"):
        repair(damaged)


def test_one_traditional_character_of_a_name_is_kept() -> None:
    text = "本办法由示范区人民政府办公室主任李昇同志负责解释并组织各有关部门共同做好贯彻落实工作"
    assert repair(text) == text


simplified = st.text(
    alphabet="政府信息公开申请材料时限社保医疗住房教育，。：、（）《》0123456789\n", max_size=60
)


@given(simplified)
def test_sound_text_is_left_alone(text: str) -> None:
    assert repair(text) == text.strip()


@given(simplified)
def test_repairing_twice_is_repairing_once(text: str) -> None:
    assert repair(repair(text)) == repair(text)
