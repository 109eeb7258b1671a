"""An answer's blocks as WeChat messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from bot.turns import (
    Block,
    CardBlock,
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
from connectors.wechat.menus import (
    Offer,
    anchor,
    choice_lines,
    grades,
    is_menu,
    menu_link,
    offer_of,
)
from connectors.wechat.outgoing import Menu, News, Outgoing, Text
from connectors.wechat.splitting import MAX_BYTES, shorten, split

MAX_PARTS = 5
"""Messages one answer may take: what a citizen's message opens (客服消息, 5 条)."""
NEWS_DESCRIPTION_CHARS = 60
"""What a card shows of its description before it is cut."""
LINKS_SHARE = 0.75
"""Choices whose links would fill more of a message than this are given as bare numbers."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be said, before it is cut into messages."""

    blocks: tuple[Block, ...]
    """Nothing is said where there is none."""
    language: Language = "zh"
    entry_id: str | None = None
    """The entry whose page has the full answer."""

    @classmethod
    def of(cls, reply: Reply) -> Answer:
        """What a reply says."""
        return cls(reply.blocks, reply.language, reply.entry_id)

    def after(self, text: str) -> Answer:
        """The same after some words of the service."""
        return replace(self, blocks=(TextBlock(text), *self.blocks))


ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class Rendered:
    """An answer as messages, in order."""

    messages: tuple[Outgoing, ...]
    offer: Offer
    """What a typed number or label would choose from now on."""


class Renderer:
    """Renders answers in the service's wording."""

    def __init__(self, say: Say, full_answer_url: Callable[[str], str]) -> None:
        """`full_answer_url` gives the page of an entry by its id."""
        self._say = say
        self._full_answer_url = full_answer_url

    def several(self, answer: Answer) -> Rendered:
        """Up to `MAX_PARTS` messages, choices as menus."""
        if card := _card(answer.blocks):
            return Rendered((card,), {})
        offer = offer_of(answer.blocks, self._say, answer.language)
        menus = [self._menu(b, answer.language, offer) for b in answer.blocks if is_menu(b)]
        rest = [block for block in answer.blocks if not is_menu(block)]
        extra = self._extra(rest, answer.language, offer)
        parts = split(_joined(*self._lines(answer.blocks, answer.language), extra))
        if len(parts) + len(menus) > MAX_PARTS:
            parts = [self._short(answer, extra)]
        messages: list[Outgoing] = [*(Text(part) for part in parts), *menus]
        return Rendered(tuple(messages[:MAX_PARTS]), offer)

    def one(self, answer: Answer, ending: str = "") -> Rendered:
        """One message: choices as numbered text, a long answer as its beginning and a link."""
        if not ending and (card := _card(answer.blocks)):
            return Rendered((card,), {})
        offer = offer_of(answer.blocks, self._say, answer.language)
        extra = _joined(self._extra(answer.blocks, answer.language, offer), ending)
        if _bytes(extra) > MAX_BYTES * LINKS_SHARE:
            bare = self._extra(answer.blocks, answer.language, offer, linked=False)
            extra = _joined(bare, ending)
        text = _joined(*self._lines(answer.blocks, answer.language), extra)
        if _bytes(text) > MAX_BYTES:
            text = self._short(answer, extra)
        return Rendered((Text(text),), offer)

    def _short(self, answer: Answer, extra: str) -> str:
        """Short answer, link to the whole, then as much of the rest as there is room for."""
        link = ""
        if answer.entry_id is not None:
            words = self._say("utter_wechat_full", answer.language)
            link = anchor(words, self._full_answer_url(answer.entry_id))
        ending = shorten(_joined(link, extra), MAX_BYTES)
        words = _joined(*(_shortest(block) for block in answer.blocks))
        text = _joined(shorten(words, MAX_BYTES - _bytes(ending) - 2), ending)
        facts = [b for b in answer.blocks if not isinstance(b, TextBlock | NoticeBlock)]
        for line in self._lines(facts, answer.language):
            if _bytes(_joined(text, line)) > MAX_BYTES:
                break
            text = _joined(text, line)
        return text

    def _lines(self, blocks: Sequence[Block], language: Language) -> Iterator[str]:
        for block in blocks:
            if text := self._block(block, language):
                yield text

    def _block(self, block: Block, language: Language) -> str:
        match block:
            case TextBlock():
                return f"【{block.about}】\n{block.text}" if block.about else block.text
            case NoticeBlock(text):
                return text
            case CitationBlock():
                return self._citation(block, language)
            case CardBlock(title, facts):
                return "\n".join((title, *(_fact(k, v, language) for k, v in facts)))
            case ListBlock(title, items, ordered):
                marks = [f"{n}. " if ordered else "· " for n in range(1, len(items) + 1)]
                return "\n".join((title, *map("".join, zip(marks, items, strict=True))))
            case LinkBlock(label, url) | QrBlock(label, url):
                return _link(label, url, language)
            case PlaceBlock():
                return self._place(block, language)
            case ChoicesBlock() | RatingBlock():
                return ""  # see `_extra`

    def _citation(self, block: CitationBlock, language: Language) -> str:
        title = f"《{block.title}》" if language == "zh" else block.title
        if block.url and _is_web(block.url):
            title = anchor(title, block.url)
        details = (block.document_number, block.article, block.issuer, block.validity)
        joint = "，" if language == "zh" else ", "
        words = joint.join((title, *(detail for detail in details if detail)))
        return _fact(self._say("utter_wechat_source", language), words, language)

    def _place(self, block: PlaceBlock, language: Language) -> str:
        facts = (
            ("utter_wechat_address", block.address),
            ("utter_wechat_hours", block.hours),
            ("utter_wechat_phone", block.phone),
        )
        told = (_fact(self._say(name, language), value, language) for name, value in facts if value)
        return "\n".join((block.name, *told))

    def _menu(self, block: ChoicesBlock, language: Language, offer: Offer) -> Menu:
        hint = self._say("utter_wechat_number", language)
        lines = choice_lines(block, offer, hint, linked=False)
        head = block.prompt or self._say("utter_wechat_choose", language)
        return Menu(head, block.choices, "\n".join(lines))

    def _extra(
        self, blocks: Sequence[Block], language: Language, offer: Offer, *, linked: bool = True
    ) -> str:
        """Choices and grades inside a text."""
        hint = self._say("utter_wechat_number", language)
        lines: list[str] = []
        for block in blocks:
            if isinstance(block, ChoicesBlock):
                lines += choice_lines(block, offer, hint, linked=linked)
            elif isinstance(block, RatingBlock):
                asked = self._say("utter_wechat_rate", language)
                links = map(menu_link, grades(block, self._say, language))
                lines.append("  ".join((asked, *links)))
        return "\n".join(lines)


def _shortest(block: Block) -> str:
    match block:
        case TextBlock():
            return block.short or block.text
        case NoticeBlock(text):
            return text
        case _:
            return ""


def _card(blocks: Sequence[Block]) -> News | None:
    """A card, where an answer is no more than a few words and a page to open."""
    if not blocks or not isinstance(last := blocks[-1], LinkBlock | QrBlock):
        return None
    url = last.url if isinstance(last, LinkBlock) else last.content
    words = [b.text for b in blocks[:-1] if isinstance(b, TextBlock) and not b.quoted]
    text = "\n".join(words)
    if len(words) < len(blocks) - 1 or len(text) > NEWS_DESCRIPTION_CHARS or not _is_web(url):
        return None
    return News(last.label, text, url)


def _link(label: str, url: str, language: Language) -> str:
    if _is_web(url):
        return anchor(label, url)
    return _fact(label, url.removeprefix("tel:"), language)


def _fact(label: str, value: str, language: Language) -> str:
    return f"{label}：{value}" if language == "zh" else f"{label}: {value}"


def _is_web(url: str) -> bool:
    return urlsplit(url).scheme in {"http", "https"}


def _joined(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)


def _bytes(text: str) -> int:
    return len(text.encode())
