"""The HTTP side: sessions, the transports beside the WebSocket, and look-ups."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.routing import APIRoute
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.requests import ClientDisconnect

from bot.events import Event
from bot.turns import Language
from connectors.base import Transcript
from connectors.web import envelopes
from connectors.web.asking import Asking
from connectors.web.envelopes import Message
from connectors.web.errors import BadEnvelope, Busy, TooLarge, UnknownSession, WebError
from connectors.web.following import follow
from connectors.web.origins import Origins, cors_headers
from connectors.web.sessions import Sessions

POLL_S = 25.0
"""Seconds a long poll waits at most; proxies commonly give up after 30 or 60."""
SUGGESTIONS = 6
"""Questions offered while typing."""


def guarded_route(origins: Origins) -> type[APIRoute]:
    """A route class that checks the page's origin and turns refusals into envelopes."""

    class GuardedRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def guarded(request: Request) -> Response:
                origin = None
                try:
                    origin = origins.check(request)
                    response = await handle(request)
                except WebError as error:
                    response = _json(envelopes.refusal(error), error.status)
                response.headers.update(cors_headers(origin))
                return response

            return guarded

    return GuardedRoute


def session_router(
    transcript: Transcript, sessions: Sessions, asking: Asking, origins: Origins
) -> APIRouter:
    """Sessions and the transports: `/web/session`, `/web/messages`, `/web/events`, `/web/poll`."""
    router = APIRouter(prefix="/web", tags=["web widget"], route_class=guarded_route(origins))

    def conversation_of(authorization: Annotated[str, Header()] = "") -> str:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise UnknownSession
        return sessions.conversation_of(token)

    Conversation = Annotated[str, Depends(conversation_of)]

    @router.options("/{path:path}", include_in_schema=False)
    async def preflight(path: str) -> Response:
        return Response(status_code=204)

    @router.post("/session")
    async def start_session() -> dict[str, str]:
        """Start a conversation; the token opens it."""
        return {"session": sessions.issue().token}

    @router.post("/messages", status_code=202)
    async def say(request: Request, conversation_id: Conversation) -> Response:
        """Take one `message` envelope; returns when its answer is among the events."""
        message = await _message(request)
        address = request.client.host if request.client else ""
        turn = asking.start(message, conversation_id, sessions.client_key(address))
        await asyncio.wait({turn})  # unlike `await turn`, a closed browser does not cancel it
        if (code := Asking.failure(turn)) is not None:
            status = Busy.status if code == Busy.code else 500
            return _json(envelopes.failure(code, message.msg_id), status)
        return _json(envelopes.accepted(message.msg_id), 202)

    _add_streams(router, transcript, conversation_of)
    return router


def _add_streams(
    router: APIRouter, transcript: Transcript, conversation_of: Callable[..., str]
) -> None:
    """Events as they come: one after the other, or by long polls."""
    Conversation = Annotated[str, Depends(conversation_of)]
    After = Annotated[int, Query(ge=0, le=envelopes.MAX_SEQ)]

    @router.get("/events", response_class=EventSourceResponse)
    async def stream(conversation_id: Conversation, after: After = 0) -> AsyncIterator[Any]:
        """Server-sent events: what is stored after `after`, `ready`, then what comes."""
        async with follow(transcript, conversation_id, after) as following:
            for event in following.stored:
                yield _server_sent(event)
            yield ServerSentEvent(raw_data=envelopes.ready(following.last))
            async for event in following.live:
                yield _server_sent(event)

    @router.get("/poll")
    async def poll(
        conversation_id: Conversation,
        after: After = 0,
        wait: Annotated[float, Query(ge=0, le=POLL_S)] = POLL_S,
    ) -> Response:
        """Events after `after`: at once where there are any, else the next within `wait` s."""
        async with follow(transcript, conversation_id, after) as following:
            events = list(following.stored)
            if not events:
                events = await _next_within(following.live, wait)
        return _json("[" + ",".join(envelopes.encode(event) for event in events) + "]")


def lookup_router(
    origins: Origins,
    suggest: Callable[[str, int], list[str]] | None,
    hot_questions: Callable[[str], list[str]] | None,
    jurisdictions: Mapping[str, str] | None,
) -> APIRouter:
    """What needs no session: `/web/suggest` and `/web/start`."""
    router = APIRouter(prefix="/web", tags=["web widget"], route_class=guarded_route(origins))

    @router.get("/suggest")
    def suggestions(q: Annotated[str, Query(max_length=100)] = "") -> dict[str, list[str]]:
        """Questions to offer while `q` is being typed (联想)."""
        typed = q.strip()
        return {"questions": suggest(typed, SUGGESTIONS) if suggest and typed else []}

    @router.get("/start")
    def start(language: Language = "zh") -> dict[str, Any]:
        """What a fresh widget shows: hot questions, and the places one can ask about."""
        return {
            "questions": hot_questions(language) if hot_questions else [],
            "jurisdictions": [
                {"code": code, "name": name} for code, name in (jurisdictions or {}).items()
            ],
        }

    return router


async def _message(request: Request) -> Message:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > envelopes.MAX_BYTES:
                raise TooLarge
    except ClientDisconnect as error:
        raise BadEnvelope from error
    envelope = envelopes.decode(bytes(body))
    if not isinstance(envelope, Message):
        raise BadEnvelope
    return envelope


async def _next_within(live: AsyncIterator[Event], seconds: float) -> list[Event]:
    try:
        return [await asyncio.wait_for(anext(live), seconds)]
    except (TimeoutError, StopAsyncIteration):
        return []


def _server_sent(event: Event) -> ServerSentEvent:
    return ServerSentEvent(raw_data=envelopes.encode(event))


def _json(content: str, status: int = 200) -> Response:
    return Response(content, status, media_type="application/json")
