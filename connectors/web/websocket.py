"""The WebSocket transport."""

from __future__ import annotations

import asyncio

from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect

from bot.turns import Reply
from connectors.base import Presence, Transcript
from connectors.web import envelopes
from connectors.web.asking import Asking
from connectors.web.envelopes import ClientEnvelope, Leave, Message, Ping, Resume, Typing
from connectors.web.errors import BadEnvelope, Flood, UnknownSession, WebError
from connectors.web.following import follow
from connectors.web.pace import Pace
from connectors.web.sessions import Sessions

RESUME_WITHIN_S = 10
"""Seconds a socket may stay silent before it has said whose it is."""


class Socket:
    """One open socket: the citizen's messages in, the conversation's events out."""

    def __init__(
        self,
        websocket: WebSocket,
        transcript: Transcript,
        sessions: Sessions,
        asking: Asking,
        presence: Presence | None = None,
    ) -> None:
        self._presence = presence
        self._websocket = websocket
        self._transcript = transcript
        self._sessions = sessions
        self._asking = asking
        address = websocket.client.host if websocket.client else ""
        self._client_key = sessions.client_key(address)
        self._faults: set[asyncio.Task[None]] = set()
        self._pace = Pace()

    async def serve(self) -> None:
        """Serve the socket until either side closes it."""
        await self._websocket.accept()
        try:
            resume = await asyncio.wait_for(self._first(), RESUME_WITHIN_S)
            conversation_id = self._sessions.conversation_of(resume.session)
            await self._both_ways(conversation_id, resume.after)
        except WebError as error:
            await self._close(error)
        except TimeoutError:
            await self._close(UnknownSession())
        except WebSocketDisconnect:
            return

    async def _both_ways(self, conversation_id: str, after: int) -> None:
        """Run both directions; the end of one is the end of the other."""
        directions = {
            asyncio.create_task(self._listen(conversation_id)),
            asyncio.create_task(self._tell(conversation_id, after)),
        }
        try:
            done, _ = await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for direction in directions:
                direction.cancel()
        for direction in done:
            direction.result()

    async def _tell(self, conversation_id: str, after: int) -> None:
        async with follow(self._transcript, conversation_id, after) as following:
            for event in following.stored:
                await self._websocket.send_text(envelopes.encode(event))
            await self._websocket.send_text(envelopes.ready(following.last))
            async for event in following.live:
                await self._websocket.send_text(envelopes.encode(event))

    async def _listen(self, conversation_id: str) -> None:
        while True:
            try:
                await self._hear(await self._next(), conversation_id)
            except Flood:
                raise
            except WebError as error:
                await self._websocket.send_text(envelopes.refusal(error))

    async def _hear(self, envelope: ClientEnvelope, conversation_id: str) -> None:
        match envelope:
            case Ping():
                await self._websocket.send_text(envelopes.pong())
            case Resume():
                raise BadEnvelope
            case Message():
                await self._ask(envelope, conversation_id)
            case Typing() if self._presence is not None:
                self._presence.composing(conversation_id)
            case Leave() if self._presence is not None:
                await self._presence.left(conversation_id)

    async def _ask(self, message: Message, conversation_id: str) -> None:
        try:
            turn = self._asking.start(message, conversation_id, self._client_key)
        except WebError as error:
            await self._websocket.send_text(envelopes.refusal(error, message.msg_id))
        else:
            turn.add_done_callback(lambda done: self._turn_ended(done, message.msg_id))

    def _turn_ended(self, turn: asyncio.Task[Reply], msg_id: str) -> None:
        if not turn.cancelled() and (code := Asking.failure(turn)) is not None:
            telling = asyncio.ensure_future(self._tell_failure(code, msg_id))
            self._faults.add(telling)
            telling.add_done_callback(self._faults.discard)

    async def _tell_failure(self, code: str, msg_id: str) -> None:
        try:
            await self._websocket.send_text(envelopes.failure(code, msg_id))
        except (WebSocketDisconnect, RuntimeError):  # closed meanwhile; the widget asks again
            return

    async def _first(self) -> Resume:
        envelope = await self._next()
        if not isinstance(envelope, Resume):
            raise UnknownSession
        return envelope

    async def _next(self) -> ClientEnvelope:
        frame = await self._websocket.receive()
        if frame["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(frame.get("code", 1006))
        self._pace.step()
        text = frame.get("text")
        if text is None:  # a binary frame
            raise BadEnvelope
        return envelopes.decode(text)

    async def _close(self, error: WebError) -> None:
        await self._websocket.send_text(envelopes.refusal(error))
        await self._websocket.close(4000 + error.status, error.code)
