"""What a service agent says to a citizen, passed on while WeChat allows it."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict

from bot.turns import Event
from connectors.base import Transcript
from connectors.wechat.background import Background
from connectors.wechat.outbox import Outbox
from connectors.wechat.rendering import Answer, Renderer

WINDOW_S = 48 * 3600.0
"""A citizen's message opens customer-service messages for 48 hours."""
MAX_FOLLOWED = 5000
"""Conversations listened to at once; the one silent longest is let go."""


class Followers:
    """Listens to the conversations of an account's citizens.

    Answers to the citizen's own messages go out as `Exchange` decides; every other reply in the
    transcript is somebody speaking to them, and goes out as a customer-service message.
    """

    def __init__(
        self, transcript: Transcript, renderer: Renderer, outbox: Outbox, background: Background
    ) -> None:
        self._transcript = transcript
        self._renderer = renderer
        self._outbox = outbox
        self._background = background
        self._tasks: OrderedDict[str, asyncio.Task[None]] = OrderedDict()
        self._until: dict[str, float] = {}

    def follow(self, openid: str, conversation: str) -> None:
        """Listen to a conversation for the next 48 hours."""
        self._until[conversation] = asyncio.get_running_loop().time() + WINDOW_S
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
        while (left_s := self._left_s(conversation)) > 0:
            with contextlib.suppress(TimeoutError):  # then the citizen may have written meanwhile
                async with (
                    asyncio.timeout(left_s),
                    self._transcript.subscribe(conversation) as events,
                ):
                    async for event in events:
                        await self._pass_on(event, openid, conversation)
        self._tasks.pop(conversation, None)

    def _left_s(self, conversation: str) -> float:
        return self._until.get(conversation, 0.0) - asyncio.get_running_loop().time()

    async def _pass_on(self, event: Event, openid: str, conversation: str) -> None:
        if event.reply is None or event.msg_id is not None:
            return
        answer = Answer.of(event.reply)
        if event.kind == "agent" and event.author is not None:
            answer = answer.after(f"【{event.author}】")
        rendered = self._renderer.several(answer)
        await self._outbox.deliver(openid, conversation, rendered.messages)
