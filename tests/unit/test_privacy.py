from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.privacy import mask, mask_lone_name
from bot.conversations.receipts import CUT_CHARS, MAX_STORED_CHARS, kept_text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我的身份证110101199003070011丢了", "我的身份证110101********0011丢了"),
        ("11010119900307001X", "110101********001X"),
        ("打我电话13812345678", "打我电话138****5678"),
        ("138 1234 5678", "138 ****5678"),
        ("卡号6222021234567890123", "卡号6222********0123"),
        ("+8613812345678", "+86138****5678"),
        ("8613812345678", "86138****5678"),
        ("１３８１２３４５６７８", "１３８****５６７８"),
        ("138.1234.5678", "138.****5678"),
        ("138\u00a01234\u00a05678", "138\u00a0****5678"),
        ("1 3 8 1 2 3 4 5 6 7 8", "1 3 8 ****5 6 7 8"),
        ("138\u200b12345678", "138\u200b****5678"),
        ("110101-19900307-0011", "110101-********0011"),
        ("110101  19900307  0011", "110101  ********0011"),
        ("138_1234_5678", "138_****5678"),
        ("138 - 1234 - 5678", "138 - ****5678"),
        ("138\u30001234—5678", "138\u3000****5678"),
        ("打一三八一二三四五六七八", "打一三八****五六七八"),
        ("2024-01-01 - 2024-12-31", "2024-01-01 - 2024-12-31"),
        ("二〇二四年一月一日", "二〇二四年一月一日"),
        ("发到 chen.dawen_88@mail.example.cn 吧", "发到 ***@mail.example.cn 吧"),
        ("a@b.cn", "***@b.cn"),
        ("邮箱zhang@163.com谢谢", "邮箱***@163.com谢谢"),
        ("ａｂ＠ｂ．ｃｎ ab＠b.cn", "***@ｂ．ｃｎ ***@b.cn"),
        ("我叫陈大文，身份证丢了", "我叫陈**，身份证丢了"),
        ("姓名：王芳", "姓名：王**"),
        ("My name is John Smith", "My name is ***"),
        ("姓名变更怎么办", "姓名变更怎么办"),
        ("改姓名常见问题", "改姓名常见问题"),
        ("护照E12345678到期了", "护照E****5678到期了"),
        ("EA1234567", "EA****4567"),
        ("回乡证H0123456789", "回乡证H****6789"),
        ("通行证 C 12345678", "通行证 C ****5678"),
        ("台胞证12345678", "台胞证****5678"),
        ("护照号码是：Ｅ１２３４５６７８", "护照号码是：Ｅ****５６７８"),
        ("办护照打88000021", "办护照打88000021"),
        ("护照 0100-8800002", "护照 0100-8800002"),
        ("护照12345", "护照12345"),
        ("通行证按示府办发〔2025〕6号办", "通行证按示府办发〔2025〕6号办"),
        ("通行证C1234 5678", "通行证C****5678"),
        ("永居证ABC123456789012", "永居证ABC********9012"),
        ("军字第1234567号", "军字第****号"),
        ("走G104国道", "走G104国道"),
        ("GB12345-2020", "GB12345-2020"),
        ("申请编号YSQ-2026-00017", "申请编号YSQ-2026-00017"),
        ("in 2026", "in 2026"),
        ("打12345", "打12345"),
        ("0100-8800002", "0100-8800002"),
        ("示府〔2024〕3号", "示府〔2024〕3号"),
        ("2024年11月", "2024年11月"),
    ],
)
def test_personal_numbers_are_hidden_and_others_stay(text: str, masked: str) -> None:
    assert mask(text) == masked


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_no_mobile_number_survives(number: str) -> None:
    assert number not in mask(f"请打{number}找我")


@given(st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True))
def test_no_identity_number_survives(number: str) -> None:
    assert number not in mask(f"证件{number}。")


@given(st.emails(domains=st.sampled_from(["qq.com", "b.cn", "mail.example.org"])))
def test_no_address_of_e_mail_survives(address: str) -> None:
    assert f" {address} " not in mask(f"请发到 {address} 谢谢")


@pytest.mark.parametrize("name", ["陈大文", "王芳", "李建国", " 张伟。"])
def test_a_lone_name_is_hidden(name: str) -> None:
    assert mask_lone_name(name) == f"{name.strip()[0]}**"


@pytest.mark.parametrize(
    "text",
    ["居住证", "公积金", "许可证", "高新区", "高考", "马上办", "安置房", "陈大文的房子", "ok"],
)
def test_what_is_no_name_stays(text: str) -> None:
    assert mask_lone_name(text) == text


@pytest.mark.parametrize("before", range(MAX_STORED_CHARS - 15, MAX_STORED_CHARS + CUT_CHARS + 5))
def test_a_number_is_masked_wherever_a_long_text_is_cut(before: int) -> None:
    kept = kept_text("字" * before + "110101199003070011" + "丢" * 5000)
    assert MAX_STORED_CHARS - CUT_CHARS <= len(kept) <= MAX_STORED_CHARS
    assert "1199" not in kept


@given(st.from_regex(r"[EGCHML][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|[HM][0-9]{10}", fullmatch=True))
def test_no_number_of_a_travel_document_survives(number: str) -> None:
    assert number not in mask(f"证件{number}。")


@given(
    st.sampled_from(["护照", "通行证号码：", "台胞证号", "证件号码是", "回乡证 "]),
    st.from_regex(r"[A-Z]{0,2} ?[0-9]{8}", fullmatch=True),
)
def test_no_number_survives_that_is_called_one(called: str, number: str) -> None:
    assert number not in mask(f"我的{called}{number}，丢了")


@given(
    st.integers(1, 99), st.integers(1990, 2030), st.sampled_from(["示府办发", "国办发", "示人社发"])
)
def test_numbers_of_documents_stay(number: int, year: int, body: str) -> None:
    said = f"护照按{body}〔{year}〕{number}号，{year}年{number}件，打12345或0100-8800002"
    assert mask(said) == said
