"""Must-pass 4 and 7: what is read aloud, and that no number is lost on the way."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connectors.kiosk.reading import Reader
from connectors.kiosk.reading.hiding import Phrases, hide
from connectors.kiosk.reading.numerals import cardinal, digit_by_digit, numbers_in

READER = Reader(
    {"zh": Phrases("请扫码", "请看屏幕"), "en": Phrases("please scan", "please look", ", ")}
)


def zh(text: str) -> str:
    return READER.read(text, "zh").text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("深府〔2021〕3号", "深府，二零二一年，三号"),
        ("深府办规〔2023〕12号文件", "深府办规，二零二三年，十二号文件"),
        ("国令第711号", "国令第七百一十一号"),
        ("（2021）粤03民终1号", "二零二一，粤零三民终一号"),
        ("依据GB/T 37668-2019", "依据G B T 三七六六八，二零一九年"),
        ("DB4403/T 80-2020", "D B 四四零三 T 八零，二零二零年"),
    ],
)
def test_kiosk_04_document_numbers(text: str, said: str) -> None:
    assert zh(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2021年3月5日起施行", "二零二一年三月五日起施行"),
        ("2021-03-05", "二零二一年三月五日"),
        ("2022/12/31前", "二零二二年十二月三十一日前"),
        ("二〇二一年三月", "二零二一年三月"),
        ("二○二一年", "二零二一年"),
        ("2021—2025年规划", "二零二一年到二零二五年规划"),
        ("2023至2024学年", "二零二三年到二零二四学年"),
        ("3月1日—5月31日", "三月一日到五月三十一日"),
        ("工作日9:00—17:00", "工作日九点到十七点"),
        ("14：30-18：05", "十四点三十分到十八点零五分"),
        ("2年内2次", "两年内两次"),
    ],
)
def test_kiosk_04_dates_and_times(text: str, said: str) -> None:
    assert zh(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("(0755)88121000", "零七五五，八八一二一零零零"),
        ("（0755）88121000", "零七五五，八八一二一零零零"),
        ("0100-8800006", "零一零零，八八零零零零六"),
        ("拨打12345热线", "拨打一二三四五热线"),
        ("咨询电话：88121000", "咨询电话：八八一二一零零零"),
        ("400-123-4567", "四零零，一二三，四五六七"),
        (
            "手机13800138000",
            "手机一三八零零一三八零零零",
        ),
        ("火警119", "火警一一九"),
        ("12333人社服务热线", "一二三三三人社服务热线"),
        ("监督投诉：12345政务服务便民热线", "监督投诉：一二三四五政务服务便民热线"),
        ("0755-88121001转8012", "零七五五，八八一二一零零一，八零一二"),
    ],
)
def test_kiosk_04_telephones(text: str, said: str) -> None:
    assert zh(text).replace("，", "") == said.replace("，", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("每人每月2000元/月", "每人每月两千元"),
        ("2000元/月", "每月两千元"),
        ("12元/平方米", "每平方米十二元"),
        ("补贴1.5万元", "补贴一点五万元"),
        ("最高¥1,234.50", "最高一千二百三十四点五零元"),
        ("￥300元", "三百元"),
        ("2万元", "两万元"),
        ("30%—50%", "百分之三十到百分之五十"),
        ("利率3.5%", "利率百分之三点五"),
        ("1‰", "千分之一"),
        ("3-5个工作日", "三到五个工作日"),
        ("2000—3000元", "两千到三千元"),
        ("共12345元", "共一万两千三百四十五元"),
        ("120人", "一百二十人"),
        ("十万〇五百元", "十万零五百元"),
    ],
)
def test_kiosk_04_amounts(text: str, said: str) -> None:
    assert zh(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("B座2305室", "B座二三零五室"),
        ("3-502房", "三杠五零二房"),
        ("5楼1203会议室", "五楼一二零三会议室"),
        ("人民路2008号", "人民路二零零八号"),
        ("12号窗口", "十二号窗口"),
        ("A4纸2份", "A 四纸两份"),
        ("7×24小时", "七乘二十四小时"),
        ("第三条第（二）项", "第三条第二项"),
        ("①先登录②再提交", "一，先登录二，再提交"),
        ("１２个工作日", "十二个工作日"),
        ("2. 身份证原件", "二，身份证原件"),
        ("政务中心2层", "政务中心二层"),
    ],
)
def test_kiosk_04_rooms_codes_and_signs(text: str, said: str) -> None:
    assert zh(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "网址https://www.example.gov.cn/a?b=1&c=2。",
        "登录www.example.gov.cn办理",
        "登录 zwfw.example.gov.cn/x/1 办理",
        "HTTP://EXAMPLE.GOV.CN",
    ],
)
def test_kiosk_04_addresses_are_never_spelled_out(text: str) -> None:
    said = zh(text)
    assert "请扫码" in said
    assert not re.search("[a-zA-Z/.]|点", said)


@pytest.mark.parametrize(
    "number",
    [
        "440301199001011234",
        "44030119900101123X",
        "440301 19900101 1234",
        "4403011990 0101123x",
        "440301********1234",
        "138****8000",
        "6222021234567890",
        "6222 0212 3456 7890 123",
        "４４０３０１１９９００１０１１２３４",
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_kiosk_07_numbers_of_persons_are_never_said(number: str, language: str) -> None:
    text = f"号码{number}。" if language == "zh" else f"Your number {number}."
    said = READER.read(text, language).text
    assert not re.search(r"\d|[零一二三四五六七八九]", said)
    assert "请看屏幕" in said or "please look" in said


def test_kiosk_04_an_item_code_is_no_number_of_a_person() -> None:
    code = "1144030100754370000442111012000"
    assert zh(f"实施编码{code}") == "实施编码" + digit_by_digit(code)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Call (0755) 88121000.", "Call 0 7 5 5, 8 8 1 2 1 0 0 0."),
        ("Open 9:00-17:30.", "Open 9 o'clock to 17 30."),
        ("RMB 2,000/month, 30%", "2000 yuan per month, 30 percent"),
        ("call 12345", "call 1 2 3 4 5"),
        ("Room 2305", "Room 2 3 0 5"),
        ("See https://a.gov.cn/x.", "See , please scan, ."),
        ("Plan 2021-2025", "Plan 2021 to 2025"),
    ],
)
def test_kiosk_04_english(text: str, said: str) -> None:
    assert READER.read(text, "en").text == said


def test_kiosk_04_chinese_in_an_english_reply_is_read_in_chinese() -> None:
    spoken = READER.read("本条只有中文，20个工作日。", "en")
    assert (spoken.language, spoken.text) == ("zh", "本条只有中文，二十个工作日。")


@pytest.mark.parametrize("text", ["", "——", "！！", "🙂", "\n\n", "***"])
def test_kiosk_04_signs_alone_are_not_said(text: str) -> None:
    assert READER.read(text, "zh").text == ""


@given(st.integers(min_value=0, max_value=10**16 - 1))
def test_kiosk_04_numbers_survive_being_put_in_words(number: int) -> None:
    assert numbers_in(cardinal(str(number))) == [number]
    assert numbers_in(digit_by_digit(str(number))) == [number]


PIECES = st.sampled_from(
    (
        "深府〔2021〕3号|（0755）88121000|12345|2021年3月5日|2021—2025年|9:00—17:00|2000元/月|每月"
        "|1.5万元|¥1,234.50|30%|3-5个|GB/T 37668-2019|2305室|3-502房|〇|二〇二一|十|百|千|万|亿|点"
        "|第|号|年|元|/|-|—|：|:|.|,|，|。|(|)|（|）|1|2|05|007|100|A4|5G|①|３|两|1/2|每|人|电话"
        "|转|‰|x|至| |\n"
    ).split("|")
)
LETTERS = "0123456789零一二十百万.,:-—/年月日元号室%"
SOUP = st.lists(PIECES | st.text(LETTERS, max_size=6), max_size=8)


@given(SOUP.map("".join))
@example("统一2021年")
@example("3十5千一2")
@example("1.5万2")
@example("100分之5")
@example("2026年05月01日08:00")
def test_kiosk_04_every_number_of_a_text_is_in_the_speech(text: str) -> None:
    plain = "".join(str("①②③".index(c) + 1) + "，" if c in "①②③" else c for c in text)
    plain = plain.translate({0xFF10 + n: str(n) for n in range(10)})
    shown = hide(plain, Phrases("请扫码", "请看屏幕"))
    said = zh(text)
    assert numbers_in(said) == numbers_in(shown)
    assert not re.search("[0-9]", said)


@given(st.text(max_size=80))
def test_kiosk_04_any_text_is_read_in_both_languages(text: str) -> None:
    for language in ("zh", "en"):
        spoken = READER.read(text, language)
        assert "\n" not in spoken.text


@given(st.text("0123456789 abc.,:-/%¥()\n", max_size=40))
def test_kiosk_04_every_digit_of_an_english_text_is_in_the_speech(text: str) -> None:
    plain = hide(text, Phrases("scan", "look", ", "))
    said = READER.read(text, "en").text
    without_hours = re.sub(r"(?<=[0-9]):00(?![0-9])", "", plain)
    digits = [re.sub("[^0-9]", "", each) for each in (said, plain, without_hours)]
    assert digits[0] in digits[1:]


@pytest.mark.parametrize(
    "sign", ["1", "a", "a-", "a.", "1-", "1.", "万", "十1", "(", "每", "*1", "@a"]
)
def test_kiosk_04_long_nonsense_is_read_in_no_time(sign: str) -> None:
    for language in ("zh", "en"):
        text = sign * (20_000 // len(sign))
        assert READER.read(text, language).language in ("zh", "en")
