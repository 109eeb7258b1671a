"""Who would rather not answer a question of a form, or answer the one before: 我不想填, 跳过, 错了.

Leaving the whole form is the intent `stop` (不办了、算了、取消).
"""

from __future__ import annotations

import re

LONGEST = 60
"""Characters of words that say no more than that."""
MATTERS = {
    "contact": re.compile("电话|手机|联系|邮箱|phone|contact|mail"),
    "name": re.compile("姓名|真名|名字|\\bname"),
    "identity": re.compile("身份|证件|号码|\\bid\\b"),
    "body": re.compile("单位|部门"),
}
"""What is not to be told, as it is called; 这个, 个人信息 are whatever is asked."""

_THIS = (
    r"(?:这个|这项|这一项|这里|这栏|此项|那个|电话号?码?|手机号?码?|联系方式|邮箱"
    r"|身份证号?码?|证件号?码?|证件|身份信息|个人信息|姓名|真名|名字|号码|单位|部门)"
)
_TO_FILL = r"(?:填写?|写|说|讲|提供|给你?们?|留|告诉你?们?|回答|答|透露)"
_WONT = (
    r"(?:不太?想|不太?愿意?|不能|不方便|没法|可以不|能不能不|可不可以不|能不|可不可以|不用|不要|不)"
)
_SKIP = re.compile(
    rf"(?:我?(?:想|要|能不能|可不可以|能)?(?:先)?(?:跳过|略过)(?:{_THIS}|这步|这题|去)?(?:可以|行)?(?:[吗吧呢了不])?"
    rf"|下一[项题步个]吧?"
    rf"|(?:那|但|但是)?我?{_THIS}?我?(?:就|先|也|都)?{_WONT}{_TO_FILL}{_THIS}?(?:可以|行|成)?(?:[吗么吧呢不])?"
    rf"|我?{_THIS}我?(?:就|先|也)?{_WONT}{_TO_FILL}了|我?不方便"
    rf"|我?(?:就|先|也|都)?{_WONT}{_TO_FILL}(?:我的?)?{_THIS}了"
    r"|(?:please )?(?:skip|pass|next)(?: it| this| this one| that)?(?: please)?"
    r"|(?:can|may|could) i (?:skip|leave out|not (?:say|give|fill in)) .{1,25}"
    r"|i(?: would|'d) rather not.{0,30}|(?:i )?prefer not to.{0,30}"
    r"|i (?:do not|don't) want to (?:say|tell|give|fill|answer|provide|share).{0,30})"
)
_WHY = re.compile(
    rf"(?:你们?)?(?:为什么|为啥|为何|干嘛|凭什么|凭啥|干什么)(?:一定|非得?|还|都)?[要问得]问?(?:我的?)?{_TO_FILL}?(?:我的?)?{_THIS}?(?:啊|呀|呢)?"
    rf"|(?:要|问|填)(?:我的?)?{_THIS}(?:干嘛|干什么|干啥|做什么|做啥|有什么用)"
    rf"|{_THIS}?(?:一定|必须|非)要?{_TO_FILL}(?:不可)?[吗么嘛]"
    r"|why (?:do|would|should|must|is) .{1,40}|do i have to.{0,40}"
    r"|is (?:this|it) (?:required|needed|necessary)"
)
_UNSURE = re.compile(
    r"(?:我|这个|那个|也|还|真|都|[,， ])*(?:不太?|说不)(?:知道|清楚|晓得|确定|懂|明白|清)"
    r"(?:了|啊|呀|呢|哦|唉|嘛|怎么选|选哪个|是哪种|是哪个|算哪种)*"
    r"|(?:i am |i'm )?not sure.{0,20}|(?:i )?(?:don't|do not) know.{0,20}|no idea"
)
_PUTS_RIGHT = re.compile(
    r"(?:不对|不是|错了|[选点写填弄搞说按]错|我(?:说的)?是说|(?:no|not that|wrong|i meant)\b)"
)
_ENDS = " 。.!！~,，?？"


def would_skip(text: str) -> bool:
    """Whether a cleaned text says that this one question shall stay unanswered."""
    return _is_all(_SKIP, text)


def matter_named(text: str) -> str | None:
    """What who would not answer names: a key of `MATTERS`; None where it may be anything."""
    words = text.lower()
    return next((matter for matter, called in MATTERS.items() if called.search(words)), None)


def puts_right(text: str) -> bool:
    """Whether a cleaned text begins to put right what was answered before; a name it is not."""
    return _PUTS_RIGHT.match(text.lower()) is not None


def is_unsure(text: str) -> bool:
    """Whether a cleaned text says no more than that one does not know."""
    return _is_all(_UNSURE, text)


def asks_why(text: str) -> bool:
    """Whether a cleaned text asks what an answer is needed for."""
    return _is_all(_WHY, text)


def _is_all(pattern: re.Pattern[str], text: str) -> bool:
    return len(text) <= LONGEST and pattern.fullmatch(text.lower().strip(_ENDS)) is not None
