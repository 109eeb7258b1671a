"""How generated questions and answers are worded: plain, short, as people ask."""

from __future__ import annotations

import re

LONG_ANSWER = 300
"""Characters from which a reader on a phone is given a short answer first."""
SHORT_ANSWER_MAX = 600
MORE = "……（全文较长，这里是开头部分）"
SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]*\n*")
INTERPRETATION = re.compile(
    r"(?:的)?(?:政策|文件|图文|简明|一图读懂)?(?:问答)?(?:解读|一问一答|问答)(?:材料|稿|说明)?$|^一图读懂[：:]?"
)
NAMED = re.compile(r"《([^《》]+)》")
WRAPPING = re.compile(
    r"^(?:.{2,20}?)?关于(?:印发|发布|公布|修订|调整)(?:.{0,12}?的)?|的通知$|^关于|的解读$"
)

HEADING_QUESTIONS = (
    ("背景|依据|目的|意义|出台", "为什么要出台{name}？"),
    ("目标|任务", "{name}要达到什么目标？"),
    ("主要内容|重点内容", "{name}主要讲了什么？"),
    ("范围|对象|适用", "{name}适用于谁？"),
    ("标准", "{name}的标准是多少？"),
    ("条件", "符合什么条件可以享受{name}？"),
    ("程序|流程|申请|申报|办理", "{name}怎么申请？"),
    ("注意", "{name}有什么要注意的？"),
    ("关键词|名词|术语", "{name}里的专门名词是什么意思？"),
    ("惠民|利民|举措|亮点|好处", "{name}给大家带来什么好处？"),
    ("差异|区别|变化|不同|修订", "{name}和以前的政策有什么不同？"),
    ("期限|有效期|施行|实施时间", "{name}从什么时候开始执行？"),
    ("咨询|联系|电话", "{name}有疑问找谁问？"),
)
"""The elements an interpretation must have (解读要素) and the question each answers."""


def document_name(title: str) -> str:
    """What people call a document: the name in 《》, without 关于印发…的通知 and 解读."""
    named = NAMED.search(title)
    if named:
        return named[1]
    return WRAPPING.sub("", INTERPRETATION.sub("", title.strip())).strip("《》 ")


def heading_question(name: str, heading: str) -> str:
    """The question that a section of an interpretation answers."""
    quoted = f"《{name}》"
    for words, question in HEADING_QUESTIONS:
        if re.search(words, heading):
            return question.format(name=quoted)
    return f"{quoted}中“{heading}”是怎么说的？"


def standing_alone(question: str, name: str) -> str:
    """The question with the document's name, where it says nothing of what it is about.

    Inside a document `怎么申请？` is clear; as an entry of its own it is not.
    """
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}
    if not pairs or any(pair in question for pair in pairs):
        return question
    return f"《{name}》：{question}"


def shortened(answer: str) -> str | None:
    """The first whole sentences of a long answer, word for word; None where it is short."""
    if len(answer) <= LONG_ANSWER:
        return None
    taken = ""
    for sentence in SENTENCE.findall(answer):
        if len(taken) + len(sentence) > LONG_ANSWER - len(MORE):
            break
        taken += sentence
    return (taken.strip() or answer[: LONG_ANSWER - len(MORE)]) + MORE


def joined(items: tuple[str, ...] | list[str]) -> str:
    """甲、乙和丙."""
    if len(items) < 2:
        return "".join(items)
    return "、".join(items[:-1]) + "和" + items[-1]


def stopped(text: str) -> str:
    """The text ending in a full stop."""
    return text if text.endswith(("。", "！", "？")) else text.rstrip("；;，,、.") + "。"
