"""Lists of words that settle a turn wherever they stand in it; an operator can read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.emergencies import Emergencies, read_emergencies
from knowledge_base.text import clean

_FOLDER = Path(__file__).parent
SENSITIVE, SELF_HARM = _FOLDER / "sensitive_terms.txt", _FOLDER / "self_harm_terms.txt"
REPORTING = _FOLDER / "reporting_terms.txt"
HARMLESS = "-"
"""Begins a line with words that only look like a term: 年轻生育 is not 轻生."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms to look for, as cleaned text has them."""

    words: frozenset[str]
    """What is looked for."""
    harmless: frozenset[str] = frozenset()
    """Words of everyday life with a term in them, which do not count."""

    def within(self, text: str) -> bool:
        """Whether a cleaned text holds one."""
        if not any(word in text for word in self.words):
            return False
        if self.harmless:
            text = re.sub("|".join(map(re.escape, self.harmless)), " ", text)
        return any(word in text for word in self.words)


@dataclass(frozen=True, slots=True)
class WordLists:
    """The lists that the steps of a turn look into."""

    self_harm: Terms
    """Somebody's life may be in danger."""
    sensitive: Terms
    """What the service stays out of."""
    reporting: Terms
    """Who says one of these reports what is sensitive, or suffered it, and is not turned away."""
    emergencies: Emergencies
    """What is happening and must be told the right number."""


_LONELY = re.compile(
    r"(我|太|很|好|真|特别).{0,3}(孤单|孤独|寂寞)|没(有)?人(跟|和|陪)我(说|聊|讲)|没人陪我|没人理我这老"
    r"|(老伴|老头子?|老太婆|丈夫|妻子|老公|老婆|爱人|儿子|女儿|孩子|爸爸?|妈妈?|父亲|母亲|爷爷|奶奶)"
    r"(刚|前几天|昨天|上个?月)?(走了|没了|去世了|不在了|过世了).*"
    r"(一个人|难过|难受|伤心|不知道?(咋|怎么)|咋办|受不了|想[他她])"
    r"|\b(i am|i'm|feel|so) (so |very )?lonely\b|nobody to talk to"
)


def is_lonely(text: str) -> bool:
    """Whether a cleaned text speaks of loneliness or grief of one's own."""
    return _LONELY.search(text) is not None


def without_closing(text: str) -> str:
    """A cleaned text without the punctuation it ends in: 转人工! is 转人工."""
    return text.rstrip("。!.~ ")


_NO_MORE = (
    r"(?:不|别|甭)(?:想|要|用|愿意?|打算)?(?:再|继续)?"
    r"(?:弄|投诉|写|填|办|搞|申请|举报|留言|反映|建议|提|报|交)(?:这个|表|下去)?(?:了|啦)吧?"
)
_LEAVES = re.compile(
    rf"(?:(?:那|哎|唉|嗯|哦|我|就|先|还是|暂时)*(?:算了吧?|{_NO_MORE}|放弃|取消)[,;.。!~ ]*)+"
    r"|(?:行了|好了|算了|那)*[,;.。!~ ]*我(?:还是)?自己"
    r"(?:去)?(?:打电话|打|找他们|找|去问|去办|去|解决|处理)(?:吧|了|得了)?"
    r"|(?:never mind|forget it|cancel(?: it| this)?"
    r"|i (?:don't|do not) want to (?:continue|complain|do this)(?: any ?more)?)[.! ]*"
)


def leaves(text: str) -> bool:
    """Whether a cleaned text is nothing but the wish to leave a form: 算了不弄了, 我不投诉了."""
    return _LEAVES.fullmatch(without_closing(text)) is not None


def word_lists(sensitive: Path | None) -> WordLists:
    """The lists, with the operator's own of sensitive terms where there is one.

    Raises:
        OSError: a file cannot be read.
    """
    return WordLists(
        read_terms(SELF_HARM),
        read_terms(sensitive or SENSITIVE),
        read_terms(REPORTING),
        read_emergencies(),
    )


def read_terms(path: Path) -> Terms:
    """Terms from a text file, one a line; empty lines and `#` comments are left out.

    Raises:
        OSError: the file cannot be read.
    """
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    return Terms(
        frozenset(clean(line) for line in lines if not line.startswith(HARMLESS)),
        frozenset(clean(line[1:]) for line in lines if line.startswith(HARMLESS)),
    )
