"""What is told further of a matter that was written already: 还有，他们晚上也施工.

Whoever has written a message goes on telling where its unit or telephone is asked for, or puts it
right when it is read back. Such words belong to the message: they are kept sealed like it.
"""

from __future__ import annotations

import re

from actions.skipping import puts_right
from knowledge_base.lookup.options import is_question

MORE = "more"
"""The field of a form that further words are kept as, until they are put behind what was told."""

_ADDS = re.compile(
    r"还有|另外|再说|再加|再补|补充|加上|加一|对了|而且|并且|忘了说|刚才(?:忘|没说|漏)|不光|不但|我是说|我(?:叫|姓|住|家)"
    r"|(?:also|and|besides|moreover|one more thing)\b"
)
_INSTEAD = re.compile(r"\w{2,}[,，]?(?:而)?不是\w{2,}")
"""What is meant, and what was said in its place: 三百零二室不是五百零二."""
_LEAD = re.compile(
    r"^(?:[嗯哦啊那我再要想说一下点句个,，:：、。 ]|补充|还有|另外|对了|不对|不是|错了)*"
)
_ERRAND = re.compile(
    r"^(?:请问|我?(?:想|要)?(?:问|查|咨询|了解)|帮我|给我|我(?:想|要)(?:办|申请|领|找|把|改|重)"
    r"|i (?:want|need|would like) to\b)"
)
_PAUSE = re.compile(r"[,，。;；!！ ]\S")
_LETTER = re.compile(r"\w")
_SENTENCE, _PAUSED = 13, 8
"""Letters from which on words are a sentence and no name; with a pause in them, already fewer."""
_ENGLISH_SENTENCE = 6
"""Words from which on English is one."""
_SAYS_SOMETHING = 3


def is_more(field: str) -> bool:
    """Whether nothing is kept as this field but what is told further: `message.more`."""
    return field.endswith(f".{MORE}")


def may_be_more(field: str) -> bool:
    """Whether more may be told where this field is asked for."""
    return is_more(field) or field == "message.contact"


def adds(text: str) -> bool:
    """Whether a cleaned text says that it goes on with what was told: 还有，…."""
    return _ADDS.match(text.lower()) is not None and _says_something(text)


def tells_more(text: str) -> bool:
    """Whether a cleaned text tells something, or puts it right, in place of a name or a number."""
    if adds(text) or (puts_right(text) and _says_something(text)):
        return True
    if is_question(text) or _ERRAND.match(text):
        return False
    if text.isascii():
        return len(text.split()) >= _ENGLISH_SENTENCE
    if _INSTEAD.search(text):
        return True
    return _letters(text) >= (_PAUSED if _PAUSE.search(text) else _SENTENCE)


def _says_something(text: str) -> bool:
    return not is_question(text) and _letters(_LEAD.sub("", text)) >= _SAYS_SOMETHING


def _letters(text: str) -> int:
    return len(_LETTER.findall(text))
