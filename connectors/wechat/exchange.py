"""One account's messages: answered within the time WeChat gives, or in another way.

WeChat waits 5 s, then delivers the same message again, three times in all. So an answer goes out
in the response to a delivery where it can, and otherwise
- with customer service: `success` now, the answer as a customer-service message;
- without: in the response to the second or third delivery, else as a link that fetches it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog

from bot.turns import Choice, Language, TextBlock
from connectors.base import Say
from connectors.wechat.accounts import Account
from connectors.wechat.addresses import Addresses
from connectors.wechat.answers import Answers
from connectors.wechat.background import Background
from connectors.wechat.flights import Flights
from connectors.wechat.menus import menu_link
from connectors.wechat.messages import Incoming
from connectors.wechat.outbox import Outbox
from connectors.wechat.outgoing import Menu, Notice, Outgoing, Text
from connectors.wechat.rendering import Answer, Renderer
from connectors.wechat.sender import Sender
from connectors.wechat.splitting import MAX_BYTES, split
from connectors.wechat.store import Store
from connectors.wechat.telling import Teller

PATIENCE_S = 4.7
"""Of the 5 s, what is left when the answer has to be on its way."""
HOLD_S = 10.0
"""How long a delivery without an answer is held: WeChat has hung up long since, and comes again."""
REST_PAUSE_S = 0.5
"""The response reaches the phone by another way than messages do; the rest lets it go first."""
LAST_ATTEMPT = 3
DELIVERY_TTL_S = 600.0
"""How long a repeated delivery is recognised."""
LATE_S = 3600.0
LANGUAGES: tuple[Language, ...] = ("zh", "en")
LATE = "late:"
"""A menu id that begins so fetches the answer to the message named after it."""

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Response:
    """What goes into the response to a delivery."""

    message: Outgoing | None = None
    """None is `success`: nothing is said here."""
    transfer: bool = False
    """The citizen is handed to WeChat's own customer service."""
    afterwards: Callable[[], Awaitable[None]] | None = None
    """To do once the response is out."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """The deliveries of one account."""

    account: Account
    """Whose."""
    answers: Answers
    """Understands messages and answers them."""
    renderer: Renderer
    """Gives answers the form of messages."""
    flights: Flights
    """Works each answer out once."""
    sender: Sender
    """Tells whether customer-service messages can be counted on."""
    outbox: Outbox
    """Sends them."""
    teller: Teller
    """Passes on what is said unasked."""
    addresses: Addresses
    """Where those are reached to whom something will have to be said."""
    store: Store
    """What all processes know."""
    background: Background
    """What goes on after a response."""
    say: Say
    """The service's wording."""

    async def handle(self, incoming: Incoming, conversation: str) -> Response:
        """The response to one delivery of one message."""
        if not self.answers.wanted(incoming):
            return Response()
        late = await self._late_key(incoming, conversation)
        if late is not None:
            return await self._fetch(incoming, conversation, late)
        if await self._wants_transfer(incoming, conversation):
            return Response(transfer=True)
        return await self._deliver(incoming, conversation)

    async def _deliver(self, incoming: Incoming, conversation: str) -> Response:
        key = self._key(conversation, incoming.key)
        attempt = await self.store.increment(f"{key}:attempts", DELIVERY_TTL_S)
        if attempt == 1 and self.sender.usable:
            self._send_what_waits(incoming, conversation)
        flight = self.flights.join(key, partial(self._answer, incoming, conversation))
        await asyncio.wait({flight}, timeout=PATIENCE_S)
        if self.sender.usable:
            return await self._now_or_by_message(incoming, conversation, flight)
        if not flight.done() and attempt < LAST_ATTEMPT:
            await asyncio.wait({flight}, timeout=HOLD_S - PATIENCE_S)
            if not flight.done():
                return Response()
        if flight.done():
            return Response(await self._single(flight.result(), conversation))
        await self.store.set(self._late(conversation), incoming.key, LATE_S)
        return Response(self._still_searching(incoming.key, _language(incoming.text)))

    def _send_what_waits(self, incoming: Incoming, conversation: str) -> None:
        """The citizen has written, so that messages may be sent again."""
        self.background.spawn(self.outbox.deliver_kept(incoming.sender, conversation))
        self.teller.tell(conversation)

    async def _answer(self, incoming: Incoming, conversation: str) -> Answer:
        """The answer; afterwards it is known whether the citizen will have to be written to."""
        answer = await self.answers.answer(incoming, conversation)
        try:
            await self.addresses.keep(conversation, self.account.name, incoming.sender)
        except Exception as error:  # an answer is there: it is not lost for want of an address
            logger.error("wechat.address_not_kept", account=self.account.name, exc_info=error)
        return answer

    async def _now_or_by_message(
        self, incoming: Incoming, conversation: str, flight: asyncio.Task[Answer]
    ) -> Response:
        """Exactly one way: what is decided first, by any delivery at any process, stays."""
        key = self._key(conversation, incoming.key) + ":way"
        mine = "now" if flight.done() else "message"
        first = await self.store.add(key, mine, DELIVERY_TTL_S)
        way = mine if first else await self.store.get(key)
        if way == "message":
            if first:
                self.background.spawn(self._by_message(incoming, conversation, flight))
            return Response()
        await asyncio.wait({flight})  # decided now elsewhere: the answer is in the store
        rendered = self.renderer.several(flight.result())
        await self.answers.offer(conversation, rendered.offer)
        messages = rendered.messages
        now = messages[0] if messages and not isinstance(messages[0], Menu) else None
        rest = messages[1:] if now else messages
        if not first or not rest:
            return Response(now)
        pause_s = REST_PAUSE_S if now else 0.0
        send = partial(self.outbox.deliver, incoming.sender, conversation, rest, pause_s)
        return Response(now, afterwards=partial(self._start, send))

    async def _start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self.background.spawn(work())

    async def _by_message(
        self, incoming: Incoming, conversation: str, flight: asyncio.Task[Answer]
    ) -> None:
        await asyncio.wait({flight})
        rendered = self.renderer.several(flight.result())
        await self.answers.offer(conversation, rendered.offer)
        await self.outbox.deliver(incoming.sender, conversation, rendered.messages)

    async def _single(self, answer: Answer, conversation: str) -> Outgoing | None:
        """An answer as the one message there is, with a link to what is still waiting."""
        if not answer.blocks:
            return None
        late = await self.store.get(self._late(conversation))
        waiting = (
            late is not None
            or await self.outbox.has_kept(conversation)
            or await self.teller.waits(conversation)
        )
        ending = ""
        if waiting:
            link = self._fetch_link(late or "", answer.language)
            ending = self.say("utter_wechat_earlier", answer.language) + link
        rendered = self.renderer.one(answer, ending)
        await self.answers.offer(conversation, rendered.offer)
        return rendered.messages[0]

    async def _fetch(self, incoming: Incoming, conversation: str, late: str) -> Response:
        """A late answer, asked for by its link; what could not be sent, where there is none."""
        language = _language(incoming.text)
        key = self._key(conversation, late)
        if not late or not await self.flights.known(key):
            return Response(await self._kept(conversation, language))
        flight = self.flights.join(key, self._lost)
        await asyncio.wait({flight}, timeout=PATIENCE_S)
        if not flight.done():
            return Response(self._still_searching(late, language))
        await self.store.remove(self._late(conversation))
        return Response(await self._single(flight.result(), conversation))

    async def _kept(self, conversation: str, language: Language) -> Outgoing:
        kept = await self.outbox.take_kept(conversation)
        kept += await self.teller.take(conversation)
        texts = [_words(message) for message in kept]
        if not texts:
            return Text(self.say("utter_wechat_nothing_kept", language))
        link = self._fetch_link("", language)
        first, *rest = split("\n\n".join(texts), MAX_BYTES - len(link.encode()) - 1)
        if not rest:
            return Text(first)
        await self.outbox.keep(conversation, [Text(part) for part in rest])
        return Text(f"{first}\n{link}")

    async def _lost(self) -> Answer:
        """Stands in where the process that worked on an answer has died."""
        return Answer((TextBlock(self.say("utter_error", "zh")),))

    def _still_searching(self, key: str, language: Language) -> Text:
        link = self._fetch_link(key, language)
        return Text(self.say("utter_wechat_searching", language) + link)

    def _fetch_link(self, key: str, language: Language) -> str:
        return menu_link(Choice(self.say("utter_wechat_fetch", language), LATE + key))

    async def _late_key(self, incoming: Incoming, conversation: str) -> str | None:
        """Which answer is fetched: by the link's id, or by its words where WeChat sends no id."""
        if incoming.menu_id is not None and incoming.menu_id.startswith(LATE):
            return incoming.menu_id.removeprefix(LATE)
        words = {self.say("utter_wechat_fetch", language) for language in LANGUAGES}
        if incoming.kind == "text" and incoming.text in words:
            return await self.store.get(self._late(conversation)) or ""
        return None

    async def _wants_transfer(self, incoming: Incoming, conversation: str) -> bool:
        if not self.account.transfer or incoming.kind not in ("text", "voice"):
            return False
        choice = await self.answers.offered(incoming, conversation)
        asked = {choice.label, choice.value} if choice else {incoming.text.strip("。.!！ ").lower()}
        return not asked.isdisjoint(self.account.transfer_words)

    def _key(self, conversation: str, message_key: str) -> str:
        return f"{self.account.name}:{conversation}:{message_key}"

    def _late(self, conversation: str) -> str:
        return f"{self.account.name}:{conversation}:late"


def _language(text: str) -> Language:
    """For the few words said before an answer is there: English where no Chinese was written."""
    return "en" if text.isascii() and any(c.isalpha() for c in text) else "zh"


def _words(message: Outgoing) -> str:
    match message:
        case Text(content) | Notice(content):
            return content
        case Menu(fallback=fallback):
            return fallback
        case _:
            return f"{message.title}\n{message.url}"
