"""What is said to citizens without their asking: passed on, whatever restarts in between.

Answers to the citizen's own messages go out as `Exchange` decides. Every other reply in the
transcript is somebody speaking to them, and goes out as a customer-service message; what has
happened to their cases, by template where that cannot be. What cannot go out waits in the
transcript, and is told when the citizen writes, or when the service starts again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.events import Event
from bot.turns import Reply
from connectors.wechat.accounts import Account
from connectors.wechat.addresses import Address, Addresses, Watched
from connectors.wechat.background import Background
from connectors.wechat.outbox import Outbox
from connectors.wechat.outgoing import Notice, Outgoing, Text
from connectors.wechat.rendering import Answer, Renderer

TELLABLE_S = 30 * 24 * 3600.0
"""What is older than this is not worth saying any more."""
CIVIL_ZONE = ZoneInfo("Asia/Shanghai")

Send = Callable[[Address, Sequence[Outgoing]], Awaitable[bool]]
"""Brings messages to a citizen; False where they have to wait."""


@dataclass(frozen=True, slots=True)
class Route:
    """How an account speaks without being asked."""

    account: Account
    """Whose voice."""
    renderer: Renderer
    """Gives what is said the form of messages."""
    outbox: Outbox
    """Sends them."""

    def messages(self, event: Event, reply: Reply) -> tuple[Outgoing, ...]:
        """What an event is as messages."""
        answer = Answer.of(reply)
        if event.kind == "agent" and event.author is not None:
            answer = answer.after(f"【{event.author}】")
        messages = self.renderer.several(answer).messages
        kind = reply.rule.partition("_")[0]
        if event.kind == "notice" and kind in self.account.notice_templates:
            return tuple(_noticed(message, kind, event.at) for message in messages)
        return messages

    async def send(self, address: Address, messages: Sequence[Outgoing]) -> bool:
        """Send these; False where not even the first can go now."""
        templates = any(isinstance(message, Notice) for message in messages)
        if not (self.account.customer_service or templates):
            return False
        return await self.outbox.try_to_deliver(address.openid, address.conversation, messages)


class Teller:
    """Tells the citizens of all accounts; each conversation's events one after the other."""

    def __init__(
        self,
        transcript: Watched,
        addresses: Addresses,
        background: Background,
        clock_s: Callable[[], float],
    ) -> None:
        """`clock_s`, seconds since 1970, tells what is too old to be told."""
        self._transcript = transcript
        self._addresses = addresses
        self._background = background
        self._clock_s = clock_s
        self._routes: dict[str, Route] = {}
        self._busy: dict[str, bool] = {}

    def open(self, route: Route) -> None:
        """Speak for one account more."""
        self._routes[route.account.name] = route

    async def run(self) -> None:
        """Tell what was left behind, then what is said, for as long as the service runs."""
        async with self._transcript.unasked() as conversations:
            for conversation in await self._addresses.behind():
                self.tell(conversation)
            async for conversation in conversations:
                self.tell(conversation)

    def tell(self, conversation: str) -> None:
        """Tell what has not been told in a conversation; returns at once."""
        if conversation in self._busy:
            self._busy[conversation] = True
        else:
            self._busy[conversation] = False
            self._background.spawn(self._until_told(conversation))

    async def waits(self, conversation: str) -> bool:
        """Whether something has not been told yet."""
        address, route = await self._reach(conversation)
        if address is None or route is None:
            return False
        return any(route.messages(e, r) for e, r in await self._untold(conversation, address))

    async def take(self, conversation: str) -> tuple[Outgoing, ...]:
        """What has not been told yet, for whoever shows it now."""
        taken: list[Outgoing] = []

        async def show(_: Address, messages: Sequence[Outgoing]) -> bool:
            taken.extend(messages)
            return True

        await self._catch_up(conversation, show)
        return tuple(taken)

    async def _until_told(self, conversation: str) -> None:
        try:
            again = True
            while again:
                self._busy[conversation] = False
                await self._catch_up(conversation)
                again = self._busy[conversation]
        finally:
            del self._busy[conversation]

    async def _catch_up(self, conversation: str, send: Send | None = None) -> None:
        """Tell what is untold, in order, up to the first that has to wait.

        Each event is claimed before it is sent, so that of two processes one sends it.
        """
        address, route = await self._reach(conversation)
        if address is None or route is None:
            return
        told = address.told
        for event, reply in await self._untold(conversation, address):
            messages = route.messages(event, reply)
            if not await self._addresses.claim(conversation, told, event.seq):
                return
            try:
                out = not messages or await (send or route.send)(address, messages)
            except BaseException:  # the service ends: rather once more at its start than never
                await self._addresses.claim(conversation, event.seq, told)
                raise
            if not out:
                await self._addresses.claim(conversation, event.seq, told)
                return
            told = event.seq

    async def _reach(self, conversation: str) -> tuple[Address | None, Route | None]:
        address = await self._addresses.find(conversation)
        return address, self._routes.get(address.account) if address else None

    async def _untold(self, conversation: str, address: Address) -> list[tuple[Event, Reply]]:
        events = await self._transcript.events_after(conversation, address.told)
        return [
            (event, event.reply)
            for event in events
            if event.reply is not None
            and event.msg_id is None
            and self._clock_s() - event.at.timestamp() < TELLABLE_S
        ]


def _noticed(message: Outgoing, kind: str, at: datetime) -> Outgoing:
    here = at.astimezone(CIVIL_ZONE)
    written = f"{here.year}年{here.month}月{here.day}日 {here:%H:%M}"
    return Notice(message.content, kind, written) if isinstance(message, Text) else message
