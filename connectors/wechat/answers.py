"""What a message or an event asks, and the answer to it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import orjson
import structlog

from bot.choices import NEAREST
from bot.turns import Channel, Choice, TextBlock, UserTurn
from connectors.base import Respond, Say
from connectors.wechat.accounts import Account, Opening
from connectors.wechat.errors import ApiError
from connectors.wechat.menus import Offer
from connectors.wechat.messages import Incoming
from connectors.wechat.rendering import Answer
from connectors.wechat.sender import Sender
from connectors.wechat.store import Store

OFFER_S = 1800.0
"""A number typed within half an hour still means the choice offered."""
WELCOME_PAUSE_S = 60.0
"""A second subscribe event within a minute is the same following."""

Recognise = Callable[[bytes, str], Awaitable[str]]
"""Words of a recording, given its bytes and format (amr, speex); empty where none are heard."""
Locate = Callable[[str], Awaitable[str | None]]
"""Code of the street or community in an address; None where it names none for certain."""

_OPENING_EVENTS = frozenset({"scan", "click"})
_NUMBER = re.compile(r"\s*(\d{1,2})\s*[.、。)]?\s*")

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a connector can be given to understand more than typed words."""

    recognise: Recognise | None = None
    """Speech recogniser for recordings that WeChat itself did not recognise."""
    locate: Locate | None = None
    """Finds where an address is; without it, and where it does not, the citizen is asked."""
    opening: Callable[[str], Opening] = Opening
    """What a QR scene or a menu key asks; by default the key itself."""


class Answers:
    """Understands an account's messages and answers them."""

    def __init__(
        self,
        account: Account,
        respond: Respond,
        say: Say,
        sender: Sender,
        store: Store,
        hearing: Hearing,
    ) -> None:
        self._account = account
        self._respond = respond
        self._say = say
        self._sender = sender
        self._store = store
        self._hearing = hearing

    @staticmethod
    def wanted(incoming: Incoming) -> bool:
        """Whether this wants an answer at all; WeChat also tells us much that does not."""
        if incoming.kind == "event":
            return incoming.event == "subscribe" or incoming.event in _OPENING_EVENTS
        return incoming.kind != "unknown"

    async def offered(self, incoming: Incoming, conversation: str) -> Choice | None:
        """The choice that was tapped, or typed as its number or its label."""
        if incoming.menu_id is not None:
            return Choice(incoming.text, incoming.menu_id)
        if incoming.kind != "text":
            return None
        stored = await self._store.get(self._offer_key(conversation))
        offer: dict[str, list[str]] = orjson.loads(stored) if stored else {}
        typed = unicodedata.normalize("NFKC", incoming.text)
        number = _NUMBER.fullmatch(typed)
        found = offer.get(str(int(number[1])) if number else incoming.text)
        return Choice(*found) if found else None

    async def offer(self, conversation: str, offer: Offer) -> None:
        """Remember what a typed number or label would mean."""
        if offer:
            values = {key: [choice.label, choice.value] for key, choice in offer.items()}
            line = orjson.dumps(values).decode()
            await self._store.set(self._offer_key(conversation), line, OFFER_S)

    async def answer(self, incoming: Incoming, conversation: str) -> Answer:
        """The answer to one message or event."""
        match incoming.kind:
            case "text":
                choice = await self.offered(incoming, conversation)
                if choice is not None:
                    opening = Opening(choice.label, choice.value)
                    return await self._ask(opening, incoming, conversation)
                return await self._ask(Opening(incoming.text), incoming, conversation)
            case "voice":
                return await self._voice(incoming, conversation)
            case "location":
                return await self._near(incoming, conversation)
            case "event" if incoming.event == "subscribe":
                return await self._welcome(incoming, conversation)
            case "event":
                opening = self._hearing.opening(incoming.event_key)
                return await self._ask(opening, incoming, conversation)
            case _:
                return self._phrase("utter_wechat_text_only")

    async def _ask(
        self,
        opening: Opening,
        incoming: Incoming,
        conversation: str,
        jurisdiction: str | None = None,
    ) -> Answer:
        reply = await self._respond(
            UserTurn(
                channel=Channel.WECHAT,
                conversation_id=conversation,
                text=opening.text,
                msg_id=incoming.key,
                choice=opening.choice,
                jurisdiction=jurisdiction or self._account.jurisdiction,
                client_key=conversation,
            )
        )
        return Answer.of(reply)

    async def _voice(self, incoming: Incoming, conversation: str) -> Answer:
        words = incoming.text or await self._recognised(incoming)
        if not words:
            return self._phrase("utter_wechat_voice")
        return await self._ask(Opening(words), incoming, conversation)

    async def _recognised(self, incoming: Incoming) -> str:
        recognise = self._hearing.recognise
        if recognise is None or incoming.media_id is None or self._account.secret is None:
            return ""
        try:
            recording = await self._sender.recording(incoming.media_id)
        except ApiError as error:
            logger.warning("wechat.no_recording", account=self._account.name, errcode=error.errcode)
            return ""
        return (await recognise(recording, incoming.audio_format)).strip()

    async def _near(self, incoming: Incoming, conversation: str) -> Answer:
        """The nearest place; what is kept of the address is at most a street or community."""
        locate, place = self._hearing.locate, None
        if locate is not None and incoming.label:
            place = await locate(incoming.label)
        opening = Opening(self._say("utter_wechat_location", "zh"), NEAREST)
        return await self._ask(opening, incoming, conversation, place)

    async def _welcome(self, incoming: Incoming, conversation: str) -> Answer:
        key = f"{self._account.name}:{conversation}:welcomed"
        if not await self._store.add(key, "", WELCOME_PAUSE_S):
            return Answer(())
        welcome = self._say("utter_wechat_welcome", "zh")
        if not incoming.event_key:
            return Answer((TextBlock(welcome),))
        opening = self._hearing.opening(incoming.event_key)
        return (await self._ask(opening, incoming, conversation)).after(welcome)

    def _phrase(self, name: str) -> Answer:
        return Answer((TextBlock(self._say(name, "zh")),))

    def _offer_key(self, conversation: str) -> str:
        return f"{self._account.name}:{conversation}:offer"
