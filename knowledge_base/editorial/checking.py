"""What can never be a version: checked at every save, whoever writes.

Importers, the console and the command line all save through here, so nothing that is refused
below is ever stored, shown or handed to another website by the API.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from knowledge_base.drafts import EntryDraft, SourceDraft
from knowledge_base.errors import HiddenCharacters, InvalidDraft, TextTooLong, UnsafeLink

SHORT_ANSWER_MAX = 600
"""Characters of a WeChat text message that stay readable on a phone."""
QUESTION_MAX = 200
"""Characters of a question in any wording; longer ones are answers put in the wrong column."""
ANSWER_MAX = 20_000
"""Characters of an answer."""
LABEL_MAX = 200
"""Characters of a short text: a link's label, a keyword, a topic."""
ADDRESS_MAX = 2_000
"""Characters of an address; what browsers and proxies pass on for certain."""
SCHEMES = ("http", "https", "tel")
"""How an address may begin."""
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters but tab and line ends
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional marks, Unicode UAX #9
    "\ud800-\udfff\ufffe\uffff]"  # halves of pairs and what is no character
)


def check(draft: EntryDraft) -> None:
    """Refuse what can never be a version.

    Raises:
        InvalidDraft: no question or answer, or validity that ends before it begins.
        TextTooLong: a text is longer than its field may be.
        UnsafeLink: an address is neither a web page nor a telephone number.
        HiddenCharacters: a text holds control or bidirectional characters.
    """
    for field, text in (("question", draft.question), ("answer", draft.answer)):
        if not text.strip():
            raise InvalidDraft("问题和答案都要写", field)
    for field, text, longest in _texts(draft):
        check_text(field, text, longest)
    for label, address in draft.links:
        if not label.strip():
            raise InvalidDraft(f"链接 {address} 没有名称", "links")
        check_address("links", address)
    for source in draft.sources:
        check_source(source)
    if draft.valid_from and draft.valid_until and draft.valid_until < draft.valid_from:
        raise InvalidDraft(f"失效日期{draft.valid_until}早于生效日期", "valid_until")
    if draft.key in (draft.translation_of, draft.superseded_by):
        raise InvalidDraft("条目不能是自己的译文，也不能替代自己", "key")


def check_source(source: SourceDraft) -> None:
    """Refuse a source that cannot be cited.

    Raises:
        InvalidDraft: it has no title.
        TextTooLong, UnsafeLink, HiddenCharacters: as for `check`.
    """
    if not source.title.strip():
        raise InvalidDraft("来源没有名称", "sources")
    for text in (source.title, source.document_number, source.article, source.issuer):
        check_text("sources", text or "", ADDRESS_MAX)
    if source.url:
        check_address("sources", source.url)


def check_text(field: str, text: str, longest: int) -> None:
    """Refuse a text that is too long, or that shows otherwise than it is stored.

    Raises:
        TextTooLong: more than `longest` characters.
        HiddenCharacters: control or bidirectional characters.
    """
    if len(text) > longest:
        raise TextTooLong(f"有{len(text)}字，最多{longest}字：{text[:20]}…", field)
    if found := HIDDEN.search(text):
        seen = HIDDEN.sub("", text)[:20]
        raise HiddenCharacters(f"含有看不见的控制字符 U+{ord(found[0]):04X}：{seen}", field)


def check_address(field: str, address: str) -> None:
    """Refuse an address that a browser would run rather than open.

    Raises:
        UnsafeLink: it does not begin with one of `SCHEMES`, or names no host.
        TextTooLong, HiddenCharacters: as for `check_text`.
    """
    check_text(field, address, ADDRESS_MAX)
    try:
        parts = urlsplit(address)
    except ValueError:  # brackets that close nothing
        parts = urlsplit("")
    if parts.scheme not in SCHEMES or not (parts.netloc or parts.scheme == "tel"):
        allowed = "、".join(f"{scheme}:" for scheme in SCHEMES)
        raise UnsafeLink(f"链接应以 {allowed} 开头并写全：{address[:60]}", field)


def _texts(draft: EntryDraft) -> Iterator[tuple[str, str, int]]:
    """(field, text, most characters) of everything but addresses and sources."""
    yield "question", draft.question, QUESTION_MAX
    yield "answer", draft.answer, ANSWER_MAX
    yield "short_answer", draft.short_answer or "", SHORT_ANSWER_MAX
    yield "spoken_answer", draft.spoken_answer or "", ANSWER_MAX
    yield "topic", draft.topic or "", LABEL_MAX
    yield "field", draft.field or "", LABEL_MAX
    for wording in draft.similar_questions:
        yield "similar_questions", wording, QUESTION_MAX
    for wording in draft.negative_questions:
        yield "negative_questions", wording, QUESTION_MAX
    for label, _ in draft.links:
        yield "links", label, LABEL_MAX
    for word in draft.keywords:
        yield "keywords", word, LABEL_MAX
    for word in (*draft.audience, *draft.life_stages):
        yield "audience", word, LABEL_MAX
