"""Words a turn is looked through for before anything else: the operator's lists, loneliness."""

from __future__ import annotations

import re
from pathlib import Path

from knowledge_base.text import clean

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


def read_terms(path: Path) -> frozenset[str]:
    """Sensitive terms from a text file, one a line; empty lines and `#` comments are left out.

    Raises:
        OSError: the file cannot be read.
    """
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return frozenset(clean(line) for line in lines if line and not line.startswith("#"))
