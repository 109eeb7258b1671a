"""The journey of a catalog question: its follow-ups stay with the item just spoken of."""

from __future__ import annotations

import re
from types import MappingProxyType

from rasa_sdk import Tracker

from actions.findings import chosen
from knowledge_base.answering import Answering, Finding
from knowledge_base.lookup import Lookup
from knowledge_base.models import Aspect
from knowledge_base.text import clean

ASKED = MappingProxyType(
    {
        Aspect.BODY: r"谁|哪个部门|哪个单位|什么部门|归.*管|who|which (?:body|department|office)",
        Aspect.DURATION: r"什么时候|啥时候|几时|多久|期限|时限|几天|when|how (?:long|often)",
        Aspect.BASIS: r"依据|规定|凭什么|为什么|文件|basis|regulation|why",
        Aspect.PROCESS: r"申请|没公开|不公开|apply|request",
        Aspect.CONTENT: r"内容|包括|有什么|有哪些|有啥|what does it|contents?\b|include",
        Aspect.CHANNEL: r"在?哪(?:里|儿|能|看|查)?|渠道|网上|网站|where|online",
    }
)
"""What is asked about an item, in the order to look: 哪 alone is a place, 哪个部门 is not."""
FOLLOW_UP_CHARS = 14
"""A longer text names its own subject."""


class CatalogFollowUps:
    """Answers about the item at hand by lookup, where words alone would lead to another item."""

    def __init__(self, answering: Answering, lookup: Lookup) -> None:
        self._answering = answering
        self._lookup = lookup

    def finding(self, text: str, tracker: Tracker) -> Finding | None:
        """The entry about what is asked of the item at hand; None where none is at hand."""
        last = tracker.get_slot("last_entry")
        aspect = asked_of_item(text)
        item = self._lookup.catalogs.item_of(last) if last and aspect else None
        entry_id = item.entries.get(aspect) if item and aspect else None
        return chosen(self._answering, entry_id) if entry_id else None


def asked_of_item(text: str) -> Aspect | None:
    """What a short text without a subject asks about an item; None where it does not say."""
    said = clean(text)
    if len(said) > FOLLOW_UP_CHARS and not said.isascii():
        return None
    return next((aspect for aspect, words in ASKED.items() if re.search(words, said)), None)
