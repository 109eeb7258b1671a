"""Which words name the errand of an action, and what state of the conversation makes it likely.

The table is read by `actions.knowledge_first`. A pattern stands for words that mean the errand
whatever else is said; without them a question is asked of the knowledge first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from rasa_sdk import Tracker

from actions.parts import Parts
from actions.pausing import PAUSED, active_form

NEVER = re.compile(r"(?!)")


class Else(Enum):
    """What is done with words that the knowledge does not know either."""

    ACT = auto()
    """What the action does."""
    OWN_UP = auto()
    """Say that there is no sure answer, and offer the ways on."""


@dataclass(frozen=True, slots=True)
class Errand:
    """When an action is meant that an intent led to."""

    words: re.Pattern[str] = NEVER
    """Words that name it."""
    unknown: Else = Else.OWN_UP
    """What to do where neither is sure."""
    hints: re.Pattern[str] = NEVER
    """Words that point to it where the knowledge does not know them, and there is a `state`."""
    state: Callable[[Tracker, Parts], bool] | None = None
    """Whether there is something for it to act on; may read the database. None: there always is."""
    offers_message: bool = False
    """Whether a message is offered beside what the knowledge says."""


def _form(tracker: Tracker, parts: Parts) -> bool:
    return bool(active_form(tracker) or tracker.get_slot(PAUSED))


def _form_or_queue(tracker: Tracker, parts: Parts) -> bool:
    return _form(tracker, parts) or _queue(tracker, parts)


def _queue(tracker: Tracker, parts: Parts) -> bool:
    return parts.desk.waits(tracker.sender_id)


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


OPENERS = re.compile(
    r"留(个|条|下)?言|leave .{0,10}message|send .{0,10}message|write (a message|to)"
    r"|^(我们?|俺|帮我|请)?(要|想|来|可以|能不能|能|怎么|在哪|去哪|如何)*(在线|网上|当面)?"
    r"(给|向|跟)?(你们|政府|领导|区长|部门|单位|局里|.{2,5}局)?(写|提|提交|反映|说|打)?(个|一?个|一?条|一?封|一?下|点)?"
    r"(投诉(信|建议|举报|一下|一个单位|部门)?|举报(一下|信)?|检举|反映(一下|一个)?(情况|问题|意见)?|情况|问题"
    r"|建议|意见|信|意见反馈|意见建议|投诉建议)(吗|吧|行不|可以吗|一下)?$"
    r"|有(个|一个)?(意见|建议|情况|话)((想|要)?(提|反映|说)(给(你们|政府|单位))?)?$|话要跟政府说"
    r"|(i (want|need|would like|'d like) to |let me |i have an? |make an? |submit an? |give an? )*"
    r"(complain|complaint|suggestion|report a problem)$"
)
"""Who asks to leave a message, and says of no matter; those who name one are answered first."""
_LANGUAGE = (
    r"英|外(语|文)|洋文|中文|汉语|汉字|(说|讲|用|换|会|懂).{0,2}普通话"
    r"|\b(in|to|speak|use|read|understand|know|reply|answer|switch|no)\b.{0,10}\b(chinese|english)\b"
    r"|^(chinese|english)\b.{0,20}$"
)
"""Words that ask for a language: 普通话要几级 and she is not Chinese do not."""
_ACT = Else.ACT
ERRANDS: Mapping[str, Errand] = {
    "action_chat": Errand(
        _words(
            r"^你.{0,3}是.{0,6}(人|机器|程序|电脑|ai|谁)|(真人|机器人).{0,4}(吗|不|么)$"
            r"|^你.{0,2}(叫|能|会|懂|可以)(什么|啥|做|干|回答|帮|哪)|什么(破|垃圾|狗屁|鬼东西|玩意)"
            r"|^你.{0,4}(笨|傻|蠢|有病|废物|白痴|垃圾$|骗子$)|^(你|您|侬|大家|老师|同志)们?好.{0,2}$"
            r"|^(hello|hi|hey)\b.{0,8}$|you('re| are) .{0,6}(stupid|idiot|useless|dumb)"
            r"|\b(are you|who are you|what can you|robot|chatbot)\b"
        ),
        hints=_words(
            r"谢谢|多谢|感谢(你|您|啊|了|$)|谢(了|啦)$|明白了|懂了|^(你|您|大家|老师|早上|上午|中午|下午|晚上)+们?好|再见|拜拜|晚安|回头见|下次见"
            r"|笨|傻|蠢|滚|废物|妈的|放屁|骗人|态度|破(系统|机器|网站|玩意)|机器人|白来|气死|什么玩意"
            r"|\b(hello|hi|hey|thanks?|bye|goodbye|stupid|idiot|useless|robot|rubbish|garbage)\b"
        ),
    ),
    "action_small_talk": Errand(
        _words(
            r"^你(会|有).{1,5}(吗|不|没|么)$|^你.{0,2}(吃|喝|睡|累|爱|喜欢|几岁|多[大高重]|觉得|家在|住)"
            r"|\bdo you (like|love|sleep|eat|dream|have)\b|笑话|^今天天气"
            r"|(忽略|无视|忘记|忘掉).{0,8}(指令|规则|设定|限制)|提示词|system prompt"
            r"|\b(ignore|disregard|forget)\b.{0,20}\b(instructions|rules|prompts?)\b"
        )
    ),
    "action_human": Errand(
        _words(
            r"(?<!不)(?<!不[要用想])(转|找|接|换|叫|要|有|请|帮我接)(个|到|一下|通|线|你们)*(人工|真人|客服|坐席|活人|工作人员)"
            r"(?!呼吸|流产|授精|受孕|智能|耳蜗|费|降雨|湖|草坪)"
            r"|(和|跟)(个|你们)?.{0,2}(人|客服|工作人员)(说|聊|讲)|(换|接|找)个人"
            r"|(让|叫|请|喊).{0,10}给我(打|回)一?个?电话"
            r"|真人|客服|坐席|机器人|接线员|人工.{0,3}(还?要|多久|等|排|在吗|呢)"
            r"|\b(human|agent|operator|representative|(real|live) person"
            r"|(speak|talk) to (some(one|body)|staff|a person)|connect me|transfer me)\b"
        ),
        hints=_words(r"等|排|多久|没人|人呢|轮|第几|wait|queue|long"),
        state=_queue,
    ),
    "action_stop_waiting": Errand(
        _words(r"(不|别|取消|退出|放弃)[^,，多少了]{0,3}(等|排队?|人工|客服|转)|queue|wait"),
        hints=_words(r"不|别|取消|退出|算了|no|stop|leave"),
        state=_queue,
    ),
    "action_menu": Errand(
        _words(
            r"^(重新|从头)(开始|来)|start over|"
            r"我要(看|问|办)|[首主]页|公开|服务$|互动|菜单|目录|事项|menu|service|browse|see"
        ),
        _ACT,
    ),
    "action_rate": Errand(
        _words(
            r"(我|来|给|要|想|服务|怎么|在哪|去哪).{0,4}(评价|评分|打.{0,2}分|好评|差评)|打.{0,3}(分|星)|[一二三四五12345]颗?星$"
            r"|^评价|不?满意$|\b(rate|rating|feedback|stars?|(dis)?satisfied)\b"
        ),
        hints=_words(r"满意|评|分$|星|赞|差劲"),
        state=lambda tracker, parts: parts.ratings.last_answered(tracker.sender_id) is not None,
    ),
    "action_begin_enterprise_form": Errand(
        _words(
            r"(公司|企业|我们?厂|单位|店|个体|小微|高企|专精特新|小巨人|业主|我们|馆|厂|创业).*"
            r"(政策|补贴|扶持|优惠|奖励|奖补|资助|支持|领|享受|匹配|拿.{0,3}钱|能申|能报)"
            r"|(政策|补贴|扶持|优惠|惠企).*(公司|企业|匹配|推荐|体检|计算|测算)|政策(匹配|体检|计算)"
            r"|惠企|营收|参保|企业找政策|^政策$"
            r"|polic(?:y|ies)|grant|subsid|eligible|support"
        )
    ),
    "action_more_matches": Errand(_words(r"政策|polic(?:y|ies)"), _ACT),
    "action_subscribe": Errand(_words(r"订阅|定阅|推送|subscri|polic(?:y|ies)|notif"), _ACT),
    "action_unsubscribe": Errand(
        _words(r"订阅|退订(?!单|货|票|房|金|机|酒)|推送|subscri|polic(?:y|ies)|notif"),
        hints=_words(r"通知|提醒|消息|政策|(别|不|停).{0,3}(发|收)|stop sending|no more"),
    ),
    "action_app_status": Errand(
        _words(
            r"公开|申请(编号|单号|表|书)|ysq|查.{0,4}申请|我的(信息|公开)?申请|进度|到哪|哪一步"
            r"|disclos|request|application|information"
        ),
        _ACT,
    ),
    "action_begin_application_form": Errand(
        _words(r"公开|依申请|政府信息|disclos|information|document|request")
    ),
    "action_begin_correction_form": Errand(_words(r"补正|补充|更正|修改|补交|correct|amend"), _ACT),
    "action_withdraw_app": Errand(
        _words(r"撤|取消|收回|不要|不申请|withdraw|cancel|take .*back"), _ACT
    ),
    "action_message_status": Errand(
        _words(
            r"留言|口令|留的言|(我|上次|上个?(礼拜|周|星期|月)|昨天|之前|前几天).{0,6}(投诉|举报|建议|意见|反映|写的?信$|写的?信.{0,3}(有|回|答))"
            r"|(投诉|举报|建议|意见|反映|写的?信|信件).{0,6}(结果|进度|进展|答复|回复|处理|查询|到哪)|查.{0,4}(投诉|信)"
            r"|看答复|message|complaint|suggestion|report\b"
        )
    ),
    "action_begin_again_form": Errand(
        _words(r"追问|答复|回复|重新答|再(问|答)|follow|again|answer|reply")
    ),
    "action_withdraw_msg": Errand(
        _words(
            r"撤|收回|(删|取消|不要).{0,6}(留言|投诉|举报|建议)|(留言|投诉|举报|建议).{0,5}(删|取消)"
            r"|withdraw|cancel|delete|take|remove|recall|drop|revoke"
        )
    ),
    "action_begin_progress_form": Errand(
        _words(
            r"进度|进展|到哪|哪一?步|办(好|完|下|成).{0,4}(没|吗|了)|(材料|交|递|办|证|照).{0,12}(没|吗|结果|怎么样)"
            r"|办件|受理(编)?号|回执|(办理|件|业务)状态|审(批|核)?(到|进度|完|好|通过|没|了)|批了|下来|好了没"
            r"|progress|status|ready|done|finished|approved|track|my case|receipt|case number"
        )
    ),
    "action_begin_nearest": Errand(
        _words(
            r"附近|最近|就近|家门口|离(我|家|这|单位)|近(一点|点|的)|哪(里|个).{0,5}近|代办(员|点)?|楼下社区"
            r"|我(住|在).{1,10}(社区|街道|路|村)|上门(帮|给|来|办)|(来|到)我?家里|派.{0,2}人"
            r"|near|close|close by|home (visit|service)|come to"
        )
    ),
    "action_stop": Errand(
        _words(r"^算了[吧啦]?(?:$|[,，。;；! ]|不|别|以后|改天|下次|我?先)"),
        hints=_words(
            r"不.{1,6}了|别.{1,4}了|停(下|止|$)|退出|取消|放弃|终止|撤|够了"
            r"|stop|cancel|quit|exit|leave|forget|never mind|any ?more"
        ),
        state=_form_or_queue,
    ),
    "action_begin_message_form": Errand(OPENERS, offers_message=True),
    "action_affirm": Errand(),
    "action_resume": Errand(
        _words(
            r"^(继续|接着)(填|办|写|走|刚|之前|上次|前面|往下|下去|吧|$)"
            r"|刚才(的|那)|没填完|continue|go on"
        ),
    ),
    "action_step_back": Errand(_words(r"上一步|退回|回到?上|(选|点|按)错|重新?选|go back")),
    "action_repeat": Errand(
        _words(
            r"重新?(说|讲)|再(说|讲|念|读|发|播|放)(一|我|下|说)|重复(一|说|刚|上|$)|没听|听不|没看清|刚才(说|那)"
            r"|repeat|say (it|that)|again"
        )
    ),
    "action_shorten": Errand(
        _words(
            r"一句话|短一?(点|些)|太长|啰嗦|^.{0,4}简(单|短|要|洁)(点|些|说|讲|回|地)|说?重点$|概括|总结|归纳|精简|字太"
            r"|short|brief|long|sum"
        )
    ),
    "action_speak_english": Errand(_words(_LANGUAGE)),
    "action_speak_chinese": Errand(_words(_LANGUAGE)),
    "action_another": Errand(
        _words(r"换(一|个|几|别|其)|别的|其他|更多|下一|another|other|more|next")
    ),
    "action_none_of_these": Errand(
        _words(r"(都|全|也|以上|上面).{0,3}(不|没)|答非所问|none|not (any|what|one)|neither")
    ),
    "action_choose": Errand(
        _words(
            r"第[一二三四五六七八九123456789]|(选|看|要|点).{0,2}[一二三123]|(第|最)(一|后|上|下|前)|first|second|third|last|option"
        )
    ),
    "action_correct": Errand(
        _words(r"不(是|对)|错|我(是|想|要)?(问|说|查)|意思|误会|\b(no|not|wrong|meant?|asked)\b")
    ),
}
"""Action → when it is meant; a choice that was taken always is."""
