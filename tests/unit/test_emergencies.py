"""Emergencies that are happening get their number at once; questions about rules do not."""

from __future__ import annotations

import pytest

from bot.emergencies import SAID, read_emergencies
from knowledge_base.text import clean

EMERGENCIES = read_emergencies()
HAPPENING = {
    "height": "有人跳楼 有人要跳河 孩子被锁在车里了 孩子卡在栏杆里了 房子塌了 有人被困在地下室了",
    "water": "有人在河里淹了 孩子掉河里了 有人溺水 小孩落水了 有人掉进水库了 船翻了 溺水",
    "fire": "楼上冒烟了 我家着火了 着火了怎么办 山上着火了 电动车起火了 厨房着火 发生火灾了 着火",
    "gas": "煤气漏了 家里有煤气味 燃气泄漏了怎么办 闻到煤气味 煤气中毒了",
    "shock": "触电 有人触电了 我爸被电了 孩子触电",
    "lift": "电梯困人 我被困电梯里了 困在电梯里出不来 电梯卡住了",
    "traffic": "车祸 出车祸了 我妈被车撞了 撞到人了 翻车了 发生交通事故了",
    "missing": "孩子被拐了 孩子跑丢了 我儿子不见了 老人走失了 奶奶走丢了怎么办 我爸失踪了",
    "medical": (
        "有个老头倒在路边 我妈喘不上气 有人晕倒了 大出血 羊水破了 我爸心梗发作 老婆要生了"
        " 孩子从楼上摔下来了 被蛇咬了 爷爷中风了 食物中毒了"
    ),
    "poison": "喝了农药 孩子误食老鼠药了 我妈喝了百草枯 孩子喝了洁厕灵",
    "police": (
        "有人打我 有人拿刀 有人持刀砍人 我被人跟踪 有人偷拍 被抢劫了 我被老公锁在家里 爸爸打妈妈"
        " 女孩被强奸 有人打架 楼下打起来了 老公又打我 救命啊 救命 有人撬门 家里进贼了 手机被抢了"
        " 他要杀我 有人绑架 被骗到传销了 我要报警 快报警 有人闯进我家"
    ),
    "numbers": "110 119 120 报警电话",
}
ENGLISH = {
    "fire": "my house is on fire",
    "gas": "I smell gas",
    "water": "someone is drowning",
    "lift": "I am stuck in the elevator",
    "medical": "my father is not breathing",
    "missing": "my child is missing",
    "police": "I am being followed",
    "traffic": "there has been a car accident",
}
NONE = """
火灾证明怎么开 打架的处罚标准 交通事故责任认定 交通事故怎么处理 打架斗殴怎么处罚
车祸赔偿标准 工伤怎么认定 上班路上被车撞了算工伤吗 送外卖被车撞了 手机掉水里了
身份证掉河里了 身份证丢了 孩子的社保卡丢了 孩子找不到学校 儿子找不到工作 电梯坏了
电梯停了两天了 电梯年检 电梯加装补贴 电梯困人物业怎么处罚 燃气开户 燃气改名
燃气报警器补贴 煤气罐哪里换 煤气灶安装 停气了 燃气费怎么交 烟囱冒黑烟 货车冒黑烟
烧烤店冒烟 秸秆焚烧 消防验收 消防证怎么办 灭火器过期 火灾赔偿 火灾补助 跳楼机安全谁管
跳楼价 心梗能办慢特病吗 中风后遗症残疾证 癫痫能考驾照吗 心脏病能不能报销 食物中毒投诉
家暴怎么申请保护令 家暴告诫书 强奸罪判几年 抢劫罪怎么判 拐卖妇女判几年 绑架罪 酒驾处罚
打狗 打针在哪 打车补贴 打官司 打疫苗 我想打人工 被人骗了 车被撞了谁赔 车被拖走了
商标被抢注 名额被抢了 抢票 电动车被偷了怎么投诉 电动车在哪上牌 去年出车祸 上个月被打了
小时候掉河里 家里淹了 地下室被淹了 车被淹了保险 高空抛物 楼上漏水 防溺水宣传
见义勇为奖励 救命药报销 交通事故证明 出生证明 开锁公司备案 孩子打人 老师打学生
被公司辞退了 被狗咬了 狗丢了 猫走丢了 溺水救援培训 毒蘑菇宣传 农药经营许可证 农药补贴
安眠药 煤改气补贴 120急救车收费 110接处警记录怎么查 老公打牌不回家
房子塌了有补助吗 危房改造 围墙倒了找谁赔 地震了 洪水补助 楼上太吵 邻居吵架 有人堵我车
有蛇 有老鼠 家里失火东西烧没了有救济吗 火车票 火化补贴 上火 生火做饭 触电赔偿 孩子走路上学
""".split("\n")
LOOK_ALIKES = [text for line in NONE for text in line.split(" ") if len(text) > 1]


def happening() -> list[tuple[str, str]]:
    pairs = [(text, kind) for kind, texts in HAPPENING.items() for text in texts.split()]
    return [*pairs, *((text, kind) for kind, text in ENGLISH.items())]


@pytest.mark.parametrize(("text", "kind"), happening())
def test_what_is_happening_gets_its_number(text: str, kind: str) -> None:
    assert EMERGENCIES.response(clean(text)) == SAID[kind]


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_what_only_looks_like_it_does_not(text: str) -> None:
    assert EMERGENCIES.response(clean(text)) is None


def test_there_are_many_of_each() -> None:
    assert len(happening()) >= 60
    assert len(LOOK_ALIKES) >= 60


def test_a_long_story_is_no_call_for_help() -> None:
    story = (
        "上周三晚上楼下打架，物业到现在也没有给我们一个说法，小区的灯也坏了很久了，请有关部门管一管"
    )
    assert EMERGENCIES.response(clean(story)) is None


def test_every_kind_has_words() -> None:
    assert set(EMERGENCIES.kinds) == set(SAID)
