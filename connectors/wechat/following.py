"""What a service agent says to a citizen, passed on while WeChat allows it."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.turns import Event
from connectors.base import Transcript
from connectors.wechat.accounts import Account
from connectors.wechat.background import Background
from connectors.wechat.outbox import Outbox
from connectors.wechat.outgoing import Notice, Outgoing, Text
from connectors.wechat.rendering import Answer, Renderer
from connectors.wechat.store import Store

WINDOW_S = 48 * 3600.0
"""A citizen's message opens customer-service messages for 48 hours."""
NOTICE_S = 30 * 24 * 3600.0
"""An account with templates can tell of news so long after a citizen's message."""
CIVIL_ZONE = ZoneInfo("Asia/Shanghai")
PASSED_ON_TTL_S = 600.0
"""How long it is known that something was passed on, by whichever process."""
MAX_FOLLOWED = 5000
"""Conversations listened to at once; the one silent longest is let go."""


class Followers:
    """Listens to the conversations of an account's citizens.

    Answers to the citizen's own messages go out as `Exchange` decides; every other reply in the
    transcript is somebody speaking to them, and goes out as a customer-service message; what has
    happened to their cases, by template where that cannot be.
    """

    def __init__(
        self,
        account: Account,
        transcript: Transcript,
        renderer: Renderer,
        outbox: Outbox,
        store: Store,
        background: Background,
    ) -> None:
        self._account = account
        self._transcript = transcript
        self._renderer = renderer
        self._outbox = outbox
        self._store = store
        self._background = background
        self._tasks: OrderedDict[str, asyncio.Task[None]] = OrderedDict()
        self._until: dict[str, float] = {}

    def follow(self, openid: str, conversation: str) -> None:
        """Listen to a conversation for as long as anything can be sent."""
        life_s = NOTICE_S if self._account.notice_templates else WINDOW_S
        self._until[conversation] = asyncio.get_running_loop().time() + life_s
        if conversation not in self._tasks:
            task = self._background.spawn(self._listen(openid, conversation))
            self._tasks[conversation] = task
        self._tasks.move_to_end(conversation)
        if len(self._tasks) > MAX_FOLLOWED:
            self.leave(next(iter(self._tasks)))

    def leave(self, conversation: str) -> None:
        """Listen no longer."""
        self._until.pop(conversation, None)
        if (task := self._tasks.pop(conversation, None)) is not None:
            task.cancel()

    def close(self) -> None:
        """Leave every conversation."""
        for conversation in list(self._tasks):
            self.leave(conversation)

    async def _listen(self, openid: str, conversation: str) -> None:
        try:
            while (left_s := self._left_s(conversation)) > 0:
                with contextlib.suppress(TimeoutError):  # the citizen may have written meanwhile
                    async with (
                        asyncio.timeout(left_s),
                        self._transcript.subscribe(conversation) as events,
                    ):
                        async for event in events:
                            await self._pass_on(event, openid, conversation)
        finally:  # so that the next message listens again, whatever ended this
            if self._tasks.get(conversation) is asyncio.current_task():
                del self._tasks[conversation]

    def _left_s(self, conversation: str) -> float:
        return self._until.get(conversation, 0.0) - asyncio.get_running_loop().time()

    async def _pass_on(self, event: Event, openid: str, conversation: str) -> None:
        if event.reply is None or event.msg_id is not None:
            return
        answer = Answer.of(event.reply)
        if event.kind == "agent" and event.author is not None:
            answer = answer.after(f"【{event.author}】")
        messages = self._renderer.several(answer).messages
        kind = event.reply.rule.partition("_")[0]
        if event.kind == "notice" and kind in self._account.notice_templates:
            messages = tuple(_noticed(message, kind, event.at) for message in messages)
        elif not self._account.customer_service:
            return
        key = f"{self._account.name}:{conversation}:passed_on:{event.reply.turn_id}"
        if not await self._store.add(key, "", PASSED_ON_TTL_S):
            return  # another process listens, too
        await self._outbox.deliver(openid, conversation, messages)


def _noticed(message: Outgoing, kind: str, at: datetime) -> Outgoing:
    here = at.astimezone(CIVIL_ZONE)
    written = f"{here.year}年{here.month}月{here.day}日 {here:%H:%M}"
    return Notice(message.content, kind, written) if isinstance(message, Text) else message
