"""Who wants a person: 不说了，找人工 · 叫个活人来跟我讲 · let me talk to somebody real.

The assistant's classifier knows such words where nothing else is at hand. In the midst of a form,
or beside other words (都不是，转人工), it guesses; and words that a form waits for it never sees.
"""

from __future__ import annotations

import re

LONGEST, LONGEST_LATIN = 40, 120
"""Characters of a text that is such a wish; a longer one tells a story."""

_BEFORE = (
    r"(?:等等|等一?下|哎呀?|唉|喂|[你您]好|好了|行了|那|就|我|俺|咱们?|侬|你们?|您|给|帮|替|请|麻烦|劳驾|快点?|赶紧|赶快|马上|立刻|直接|还是"
    r"|能不能|能否|可不可以|可以|可否|能|想|要|需要|必须|一定|只|再|先|也|都|不如|算了|干脆|最好"
    r"|求求?|拜托|怎么|怎样|咋个?|如何|哪里)*"
)
_GET = (
    r"(?:转接?|换成?|找|接(?:通|入)?|叫|喊|请|寻|派|呼叫|联系|连线|要|来|有没有|有|让|跟|和|同|与)"
)
_ONE = r"(?:一?[个位名下]|到|给我?|您|你们?|(?:那|这)[边里]|的|别的)*"
_FETCH = r"(?:找|换|叫|喊|派|寻|请|接|来)"
_SOME = r"一?[个位名](?:别的)?"
_KIND = r"(?:(?:能|会)?(?:听得?懂|说|讲|管|做)\w{0,4}的|真正?的?|活|大活|真实的?)?"
_STAFF = (
    r"(?:人工(?:客服|服务|坐席|台)?|客服(?:人员|小姐)?|真人|活人|坐席|接线员|话务员|工作人员"
    r"|办事员|服务员|值班(?:人员|员|的)|专员)"
)
_HEADS = r"(?:领导|负责人|管事的|主任|经理)"
_SAYS = r"(?:说|讲|聊|谈|摆|沟通|对话|通话|交流)"
_AFTER = (
    r"(?:来|过|出|去|跟|和|同|与|给|对|我|俺|你|说|讲|聊|谈|摆|听|接电话|接|通话|帮忙?|弄|问|解决|处理|沟通"
    r"|回答|服务|话|一?[下哈会]|行|好|可以|清楚|谢谢|了|吧|啊|呀|嘛|呢|哦|噻|撒|吗|么|不)"
)
_WISHES = re.compile(
    "|".join(
        (
            rf"{_BEFORE}{_GET}{_ONE}{_KIND}{_STAFF}{_AFTER}*",
            rf"{_BEFORE}(?:跟|和|同|与|对){_ONE}{_KIND}人{_SAYS}{_AFTER}*",
            rf"{_BEFORE}{_FETCH}{_SOME}?{_KIND}人{_AFTER}*(?:{_SAYS}|听|接电话|回答)(?!和){_AFTER}*",
            rf"{_BEFORE}(?:换|给我(?:找|叫|接)){_SOME}{_KIND}人{_AFTER}*|{_BEFORE}换人",
            rf"{_BEFORE}(?:人工(?:客服|服务|坐席|台)?|真人|活人|坐席|接线员|话务员|工作人员)"
            r"(?:在不在|在吗|有吗|呢|来|吧|啊|呀|快|谢谢)*",
            rf"{_BEFORE}客服(?:呢|来|吧|啊|呀|快|谢谢)*",
            rf"{_BEFORE}(?:叫|让|喊|请|找){_ONE}{_HEADS}(?:出|过)?来?(?:跟|和|给|同)我{_SAYS}{_AFTER}*",
            rf"{_BEFORE}(?:找|跟|和){_ONE}{_HEADS}{_SAYS}{_AFTER}*|{_BEFORE}(?:叫|喊){_ONE}{_HEADS}(?:出|过)?来",
            rf"(?:有没有人|有人|谁)(?:能|可以)?(?:来|帮我)?接(?:一?下|听|个)?电话{_AFTER}*",
            r"我?(?:不(?:想|要|愿意?|会)|别)再?(?:跟|和|同|对|给)?(?:你个?|你们?的?|这个?)*机器人?"
            rf"{_SAYS}(?:话|了)*",
        )
    )
)
_WISHES_ALONE = re.compile(
    rf"{_BEFORE}{_FETCH}{_SOME}{_KIND}人{_AFTER}*|有没有(?:真|活|大活)?人(?:在|值班|接)?[啊呀嘛]*"
)
"""Beside other words somebody else may be meant: 井盖没了，快叫个人来."""
_TAKEN_BACK = re.compile(r"(?:不用|不要|算|不排|不等|取消)了?")
_CLAUSES = re.compile(r"[,，。.!！?？;；、~\s]+")

_SENTENCES = re.compile(r"[,.!?;]+")
_COURTESY = frozenset(
    "please just can could may would will shall i i'd i'll you we me us let want need like wanna"
    " to have get give find is there any way how do where rather now really hello hi ok okay so put"
    " through connect transfer switch hand over speak talk chat with for help from by be connected"
    " transferred a an the your some of real live actual human proper another other thanks"
    " instead here".split()
)
_PERSONS = frozenset(
    "human humans agent operator representative rep person people staff somebody someone anyone"
    " anybody being officer clerk employee member".split()
)
_SURELY = frozenset("human humans agent operator representative rep".split())
_REACHES = frozenset(
    "speak talk chat connect connected transfer transferred switch hand through real live".split()
)
_SERVICE = re.compile(r"\bcustomer (?:service|support)\b|\bhelp ?desk\b")
_NO_MACHINE = re.compile(
    r"\b(?:don't|do not) want (?:to (?:talk|speak|chat) (?:to|with) )?(?:a|the|this)? ?"
    r"(?:ro|chat)?(?:bot|machine)$"
)


def wants_person(text: str) -> bool:
    """Whether a cleaned text asks for a person to talk to, whatever else it says beside."""
    said = text.lower()
    if said.isascii():
        return len(said) <= LONGEST_LATIN and any(
            _wants_in_english(each.strip()) for each in _SENTENCES.split(said)
        )
    clauses = [each for each in _CLAUSES.split(said) if each]
    if len(said) > LONGEST or not clauses or _TAKEN_BACK.fullmatch(clauses[-1]):
        return False
    if len(clauses) == 1 and _WISHES_ALONE.fullmatch(clauses[0]):
        return True
    return any(_WISHES.fullmatch(each) for each in clauses)


def _wants_in_english(sentence: str) -> bool:
    if _NO_MACHINE.search(sentence):
        return True
    words = set(_SERVICE.sub("agent", sentence).split())
    if not words or not words <= _COURTESY | _PERSONS or not words & _PERSONS:
        return False
    named = words & {"person", "member"} and words & {"want", "need", "get", "give"}
    return bool(words & _SURELY or words & _REACHES or named)
