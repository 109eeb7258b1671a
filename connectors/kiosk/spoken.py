"""An answer's blocks as sentences: each with what is read and what is said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.choices import NONE_OF_THESE
from bot.turns import (
    Block,
    CardBlock,
    Choice,
    ChoicesBlock,
    CitationBlock,
    Language,
    LinkBlock,
    ListBlock,
    NoticeBlock,
    PlaceBlock,
    QrBlock,
    RatingBlock,
    Reply,
    TextBlock,
)
from connectors.base import Say
from connectors.kiosk.reading import Reader
from connectors.kiosk.reading.hiding import Phrases
from connectors.kiosk.speaking.speaker import Part

LONGEST = 60
"""Characters of a Chinese sentence that are said in one go; an English one may have four times
as many letters."""

LONGEST_SPEECH = 400
"""Characters of an answer that are said, about two minutes; nobody at a screen listens longer."""

_HAN_OR_END = r"(?=\s|\Z|[\u3400-\u9fff])"
"""Behind an ASCII sign that ends something; inside addresses and numbers it does not."""
_SENTENCE = re.compile(rf".+?(?:(?:[。！？；]|[!?;]{_HAN_OR_END})+[”’」』）)]*|\n+|\Z)", re.DOTALL)
_ENGLISH_SENTENCE = re.compile(r".+?(?:[.!?;]+(?=\s|\Z)|\n+|\Z)", re.DOTALL)
_CLAUSE = re.compile(rf".+?(?:[，、]|：(?![0-9])|[,:]{_HAN_OR_END}|\Z)", re.DOTALL)
_HAN = re.compile(r"[\u3400-\u9fff]")


def reader_of(say: Say) -> Reader:
    """A reader in the service's wording."""
    return Reader(
        {
            "zh": Phrases(say("utter_kiosk_scan", "zh"), say("utter_kiosk_hidden", "zh")),
            "en": Phrases(say("utter_kiosk_scan", "en"), say("utter_kiosk_hidden", "en"), ", "),
        }
    )


class Spokesperson:
    """Makes sentences of replies, and of the service's own wording."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._reader = reader_of(say)

    def reply(self, reply: Reply) -> tuple[Part, ...]:
        """The sentences of a reply, in its order; of a long one the beginning and all choices."""
        parts: list[Part] = []
        left, cut = LONGEST_SPEECH, False
        for block in reply.blocks:
            for part in self._block(block, reply.language):
                if left <= 0 and not isinstance(block, ChoicesBlock):
                    parts += () if cut else self._more(reply.language)
                    cut = True
                    break
                parts.append(part)
                left -= len(part.caption)
        return tuple(parts)

    def _more(self, language: Language) -> Iterator[Part]:
        return self._parts(self._say("utter_kiosk_more", language), language, public=True)

    def text(self, text: str, language: Language, *, public: bool = True) -> tuple[Part, ...]:
        """The sentences of a text."""
        return tuple(self._parts(text, language, public=public))

    def _block(self, block: Block, language: Language) -> Iterator[Part]:
        match block:
            case TextBlock():
                text = block.spoken or block.text
                if len(text) > LONGEST_SPEECH and block.short:
                    text = block.short
                yield from self._parts(text, language, public=block.quoted)
            case NoticeBlock(text):
                yield from self._parts(text, language)
            case ChoicesBlock():
                yield from self._choices(block, language)
            case ListBlock(title, items):
                yield from self._parts(title, language)
                for item in items:
                    yield from self._parts(item, language)
            case CardBlock(title, facts):
                yield from self._parts(title, language)
                for label, value in facts:
                    yield from self._fact(label, value, language)
            case PlaceBlock():
                yield from self._place(block, language)
            case CitationBlock():
                yield from self._citation(block, language)
            case LinkBlock(label) | QrBlock(label):
                scan = self._say("utter_kiosk_scan", language)
                yield from self._fact(label, scan, language)
            case RatingBlock():
                return

    def _choices(self, block: ChoicesBlock, language: Language) -> Iterator[Part]:
        real = [choice for choice in block.choices if choice.value != NONE_OF_THESE]
        if len(real) == 1 and len(block.choices) == 2:
            question = real[0].label.rstrip("？?")
            ask = self._say("utter_kiosk_did_you_mean", language, question=question)
            yield from self._parts(ask, language, public=True)
            return
        if len(block.choices) == 1 and not block.prompt:
            return  # a way on under an answer that names it already
        if block.prompt:
            yield from self._parts(block.prompt, language)
        for number, choice in enumerate(block.choices, 1):
            yield from self._choice(number, choice, language)

    def _choice(self, number: int, choice: Choice, language: Language) -> Iterator[Part]:
        name = "utter_kiosk_numbered"
        label = self._say(name, language, number=number, label=choice.label)
        yield from self._parts(label, language, public=True)

    def _place(self, block: PlaceBlock, language: Language) -> Iterator[Part]:
        yield from self._parts(block.name, language)
        for name, value in (
            ("utter_kiosk_address", block.address),
            ("utter_kiosk_hours", block.hours),
            ("utter_kiosk_telephone", block.phone),
        ):
            if value:
                yield from self._fact(self._say(name, language), value, language)

    def _citation(self, block: CitationBlock, language: Language) -> Iterator[Part]:
        title = f"《{block.title}》" if language == "zh" else block.title
        joint = "，" if language == "zh" else ", "
        words = joint.join(filter(None, (title, block.document_number, block.article)))
        source = self._say("utter_kiosk_source", language)
        yield from self._fact(source, words, language, public=True)

    def _fact(
        self, label: str, value: str, language: Language, *, public: bool = False
    ) -> Iterator[Part]:
        colon = "：" if language == "zh" else ": "
        yield from self._parts(f"{label}{colon}{value}", language, public=public)

    def _parts(self, text: str, language: Language, *, public: bool = False) -> Iterator[Part]:
        for caption in sentences(text):
            said = self._reader.read(caption, language)
            yield Part(caption, said.text, said.language, public)


def sentences(text: str) -> list[str]:
    """A text in sentences, the long ones in clauses; nothing but space is lost."""
    chinese = bool(_HAN.search(text))
    pattern, longest = (_SENTENCE, LONGEST) if chinese else (_ENGLISH_SENTENCE, 4 * LONGEST)
    found: list[str] = []
    for match in pattern.finditer(text):
        found += _clauses(match[0].strip(), longest)
    return [sentence for sentence in found if sentence]


def _clauses(sentence: str, longest: int) -> list[str]:
    """As many clauses together as are not too long."""
    if len(sentence) <= longest:
        return [sentence]
    joined: list[str] = []
    for clause in _CLAUSE.findall(sentence):
        if joined and len(joined[-1]) + len(clause) <= longest:
            joined[-1] += clause
        else:
            joined.append(clause)
    return joined
