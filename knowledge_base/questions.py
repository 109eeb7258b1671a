"""How a message divides into questions."""

from __future__ import annotations

import re

MIN_PART_CHARS = 4
"""A shorter part is not a question of its own."""

_ASKS = re.compile(
    r"[吗么呢?]|什么|啥|怎|咋|哪|谁|几|多少|多久|多长|多大|何|是否|能否|可否|如何|点样|乜"
    r"|(.)[不没]\1|有没有|可不可|[不没]$"
    r"|\b(?:what|how|where|when|which|who|why|do|does|can|could|is|are|may|should|need)\b"
)
"""What a question holds and a mere account does not."""
_END = re.compile(r"[?!;。\n]+")
_CLAUSE = re.compile(r"[?？!！;；。,，\n]+")
_JOINED = re.compile(
    r"[,、\s](?=(?:还有|另外|此外|以及|顺便|顺带|同时|再问|再请问|然后|并且)[,\s]?)|(?=顺便)|(?=另外)"
)
_JOINT = re.compile(
    r"^(?:还有|另外|此外|以及|顺便|顺带|同时|再请问|再问|然后|并且)(?:问一?下|问问|请问|再|也|想问)?[,\s]*"
)
_ENGLISH_JOINED = re.compile(r"[?.;,]\s*(?:and |also |and also )", re.IGNORECASE)
_SPACED = re.compile(r"(?<=[\u3400-\u9fff])[ \u3000]+(?=[\u3400-\u9fff])")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ENGLISH_WORDS = frozenset(
    "a an the how what where when which who why do does did can could is are i my to for of in on "
    "and or get apply need much long renew register permit card license".split()
)


def parts_of(text: str) -> list[str]:
    """The questions of a cleaned message; itself alone where it cannot be divided."""
    pieces = [p.strip(" ,。!?;") for p in _END.split(text)]
    pieces = _with_accounts([p for p in pieces if p])
    if len(pieces) == 1:
        joined = _ENGLISH_JOINED if is_english(text) else _JOINED
        pieces = [p.strip(" ,") for p in joined.split(pieces[0], maxsplit=1) if p.strip(" ,")]
    parts = [_JOINT.sub("", piece) for piece in pieces]
    parts = [part for part in parts if len(part) >= MIN_PART_CHARS]
    return parts if len(parts) > 1 else [text]


def with_pauses(text: str) -> str:
    """A message with signs for the spaces after questions: 多少钱 材料是啥 asks two things."""
    pieces = _SPACED.split(text)
    asks = [_ASKS.search(piece) is not None for piece in pieces]
    if sum(asks) < 2:
        return text
    return "".join(f"{p}{'?' if asking else ','}" for p, asking in zip(pieces, asks, strict=True))


def clauses_that_ask(text: str) -> list[str]:
    """The clauses of a message that ask something each, with the accounts that lead up to them."""
    pieces = [_JOINT.sub("", p.strip(" ,，。!?;；")) for p in _CLAUSE.split(text)]
    parts = _with_accounts([piece for piece in pieces if piece])
    return [part for part in parts if _ASKS.search(part)]


def _with_accounts(pieces: list[str]) -> list[str]:
    """Sentences that only tell, joined to the question they lead up to."""
    joined: list[str] = []
    told = ""
    for piece in pieces:
        if _ASKS.search(piece):
            joined.append(told + piece)
            told = ""
        else:
            told += f"{piece},"
    if told and joined:
        joined[-1] += f",{told[:-1]}"
    return joined or ([told[:-1]] if told else [])


def is_english(text: str) -> bool:
    """Whether a cleaned text is English rather than Chinese or pinyin."""
    if _HAN.search(text):
        return False
    words = re.findall("[a-z]+", text)
    return sum(word in _ENGLISH_WORDS for word in words) >= max(1, len(words) // 4)
