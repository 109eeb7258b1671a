"""A few letters that are a matter of their own are never met with a phrase of conversation."""

from __future__ import annotations

import pytest

from bot.wording import Wording
from knowledge_base.database import Database
from tests.conversations.talks import Speaker, read
from tests.support.desk import TestDesk
from tests.support.service import LiveService

pytestmark = pytest.mark.assistant

CANNED = (
    *("utter_greet", "utter_thank", "utter_goodbye", "utter_bot_challenge", "utter_abuse"),
    *("utter_small_talk", "utter_say_again", "utter_in_english", "utter_in_chinese"),
    *("utter_nothing_to_stop", "utter_nothing_to_resume", "utter_nothing_before"),
    *("utter_nothing_to_repeat", "utter_nothing_to_rate", "utter_nothing_offered"),
    *("utter_human_given_up", "utter_human_not_waiting", "utter_ask_guide_form_guide_item"),
    *("utter_which_place", "utter_stopped", "utter_human_unattended", "utter_enterprise_begin"),
    "utter_ask_lookup_form_lookup_token",
)
"""What is said to words that are only conversation, or that begin an errand nobody asked for."""
ASKED_BY_A_STRANGER = """
退休 退税 退伍 退钱 我要退货 停水 停电 停车费 停车位不够 中考 中介 发票 发工资 行政复议 滴滴
取消预约怎么弄 好的幼儿园 没水了 没电了 我老婆户口在四川想迁到我这儿 我想开个奶茶店
骗子让我转钱我刚转了 我想找工作 人工流产几天假 要排多久 楼下太吵 高利贷上门泼油漆
家里老人没人管 信访三年没结果 收到法院传票短信 我想结婚 我想租房 我要上学 开公司
咨询：企业年报 分家产 退学 退票 退档 退保 退伍军人 退役金 退休证 退耕还林 停车 停职 停保
停薪留职 停气了 电梯停了两天了 中考报名 中风 中暑 中奖 楼下烧烤 上门服务 行政诉讼
人工授精报销吗 有人堵我车 有人骗我钱 有人砍树 有老鼠 有蛇 我手机丢了 我车被扣了 婆媳吵架
我儿子在监狱 我老婆跑了 送外卖被车撞了 我想养狗 我要上访 给我一份低保名单 12345的单子一直没回复
我想告我邻居 我要告村委会 我要申诉 我要体检 退修年龄 结婚等记 病退 楼上往下扔烟头 停水一天了
二楼空调外机对着我家吹热风 移动乱扣我二十块 窗口的人骂我 办幼儿园审批条件
""".split()
"""Questions of a stranger that were taken for conversation, or for another errand."""
KEYWORDS = """
社保 医保 停气 退款 中秋放假 取证 好评 谢师宴 不动产 没收 算账 换驾照 再婚 继承 回迁
停产 停业 停工 停课 停止供暖 停车证 停发低保 停缴社保 停诊 退押金 退房 退租 退费 退社保
退养老金 退休金 退伍费 退彩礼 退货 退订单 退医药费 退学费 取款 取暖 取消低保 取消婚约 取保候审
取名 取公积金 取水许可 好人好事 好中差评 好心人 好孩子 谢绝 谢礼 感谢信 再就业 再生育 再教育
再审 再次申请低保 重婚 重庆户口 重名 重复缴费 重残 换证 换房 换户口本 换社保卡 换学校 换工作
换届 换水表 换电表 换护照 回乡创业 回民 回国 回收旧衣 回避 返乡 返工 返税 返还保证金 返岗
没房 没工作 没社保 没医保 没户口 没钱看病 没暖气 没发工资 没驾照 没网 算工龄 算法 算退休金
不孕 不婚 不服处罚 不交物业费 不给工资 不赡养 不予受理 不能上学 中小学 中专 中医 中标 中级职称
中餐馆 中学 对公账户 对口支援 对外贸易 行贿 行人 行程码 行车证 是否限购 可回收垃圾 可研报告
要账 要债 要饭 要孩子 确权 确诊 同意书 同城 同工同酬 评残 评职称 评级 评优 分户 分房 分红
满月 满十八岁 满月酒 排污 排水 排号 排队打疫苗 等级考试 等保 转学 转户口 转业 转让 转岗 转正
人才 人防 人身险 人事档案 客运 客户投诉 工伤 工龄 工会 工资 上学 上牌 上环 上调养老金 继承 继子女
继续教育 接种 接生 下岗 下水道 下载 下乡 结扎 结核病 结业 结账 终审 早产 早教 晚婚 晚育 晚托
嘉奖 喂奶 喂养 嫁妆 慢病 短工 短视频 长期照护 简历 简易注销 总工会 低保 廉租房 高考 公租房
""".split()
"""Matters of two to six letters, many of which begin like a command."""


@pytest.fixture(scope="module")
def canned() -> dict[str, str]:
    """How each canned phrase begins, in both languages."""
    wording = Wording()
    return {wording.say(name, lang)[:12]: name for name in CANNED for lang in ("zh", "en")}


@pytest.mark.parametrize("word", sorted({*ASKED_BY_A_STRANGER, *KEYWORDS, "gongzufang shenqing"}))
def test_a_matter_is_no_conversation(
    word: str, starter_town: LiveService, canned: dict[str, str]
) -> None:
    TestDesk(Database(starter_town.database_url)).put("unattended")
    reply = Speaker(starter_town, starter_town.session()).turn({"say": word})
    said = read(reply)
    assert [name for words, name in canned.items() if words in said] == [], said
    assert reply["status"] != "dialogue" or any(b["type"] == "choices" for b in reply["blocks"])


@pytest.mark.parametrize("word", sorted({*ASKED_BY_A_STRANGER, *KEYWORDS})[::4])
def test_nor_is_it_after_an_answer(
    word: str, starter_town: LiveService, canned: dict[str, str]
) -> None:
    speaker = Speaker(starter_town, starter_town.session())
    assert speaker.turn({"say": "居住证要多久"})["status"] == "answered"
    said = read(speaker.turn({"say": word}))
    assert [name for words, name in canned.items() if words in said] == [], said


def test_there_are_enough() -> None:
    assert len(set(KEYWORDS)) >= 150
    assert all(2 <= len(word) <= 6 for word in KEYWORDS)
