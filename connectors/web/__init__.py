"""The website channel: a model government page, the chat widget and its three transports.

One envelope on all of them (docs/widget.md): the client's `msg_id` makes a message idempotent,
the server's `seq` lets any transport resume where any other broke off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter, WebSocket

from connectors.base import Presence, Respond, Transcript
from connectors.web.asking import Asking
from connectors.web.errors import ForeignOrigin
from connectors.web.origins import Origins
from connectors.web.pages import pages_router
from connectors.web.routes import lookup_router, session_router
from connectors.web.sessions import Sessions
from connectors.web.websocket import Socket


def create_router(
    respond: Respond,
    transcript: Transcript,
    *,
    secret: str,
    allowed_origins: tuple[str, ...],
    suggest: Callable[[str, int], list[str]] | None = None,
    hot_questions: Callable[[str], list[str]] | None = None,
    jurisdictions: Mapping[str, str] | None = None,
    presence: Presence | None = None,
) -> APIRouter:
    """Everything the website channel serves, to be included at the root.

    Args:
        respond: The turn pipeline.
        transcript: The conversations' events.
        secret: Signs session tokens and hashes client addresses.
        allowed_origins: Websites that may embed the widget (`https://www.example.gov.cn`),
            besides our own pages.
        suggest: Published questions for what is being typed, at most so many; called in a
            worker thread. No suggestions where None.
        hot_questions: Questions much asked, in a language; called in a worker thread.
        jurisdictions: Code and name of the streets and communities one can ask about, in order.
        presence: Is told who types and who leaves; nobody where None.
    """
    router = APIRouter()
    sessions = Sessions(secret)
    origins = Origins(allowed_origins)
    asking = Asking(respond)
    router.include_router(session_router(transcript, sessions, asking, origins))
    router.include_router(lookup_router(origins, suggest, hot_questions, jurisdictions))
    router.include_router(pages_router())

    @router.websocket("/web/ws")
    async def socket(websocket: WebSocket) -> None:
        try:
            origins.check(websocket)
        except ForeignOrigin as error:
            await websocket.close(4000 + error.status, error.code)  # refuses the handshake: 403
        else:
            await Socket(websocket, transcript, sessions, asking, presence).serve()

    return router
