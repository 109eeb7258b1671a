"""The kiosk and the voice robot: a page, and one WebSocket for it and for any vendor's machine.

The protocol is docs/kiosk.md. What is heard and touched goes through the same `respond(UserTurn)`
as everywhere; what is answered is shown as blocks and said sentence by sentence.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, Body, FastAPI, HTTPException, Request, WebSocket

from connectors.base import Respond, Say, Transcript
from connectors.kiosk.conversing import Conversing
from connectors.kiosk.errors import CodeGone
from connectors.kiosk.hearing import engine_at
from connectors.kiosk.listening import Listening, Mask
from connectors.kiosk.options import KioskOptions
from connectors.kiosk.pages import pages_router
from connectors.kiosk.speaking import voice_at
from connectors.kiosk.speaking.cache import Voice
from connectors.kiosk.stay import Erase
from connectors.kiosk.stays import Stays
from connectors.kiosk.websocket import KioskParts, Socket
from connectors.web.errors import ForeignOrigin
from connectors.web.origins import Origins


def create_router(
    respond: Respond,
    transcript: Transcript,
    *,
    options: KioskOptions,
    secret: str,
    say: Say,
    mask: Mask,
    erase: Erase,
    hand_over: Callable[[str], str],
    public_url: str,
    suggest: Callable[[str, int], list[str]] | None = None,
    hot_questions: Callable[[str], list[str]] | None = None,
    vocabulary: Callable[[], Iterable[str]] | None = None,
) -> APIRouter:
    """Everything the kiosk channel serves, to be included at the root.

    Args:
        respond: The turn pipeline.
        transcript: The conversations' events.
        options: How the kiosk behaves.
        secret: Signs sessions and hashes client addresses.
        say: The service's wording.
        mask: Hides the middle of personal numbers.
        erase: Forgets a conversation; may be called again.
        hand_over: The widget's token of a conversation, for the phone that takes it.
        public_url: Where a phone reaches the service.
        suggest: Published questions near a text, at most so many; called in a worker thread.
        hot_questions: Questions much asked, in a language; called in a worker thread.
        vocabulary: The district's own words, for the keyboard; called once, in a worker thread.

    Raises:
        BadEngine: An engine's address in the options cannot work.
    """
    parts = _parts(respond, transcript, options, secret, say, mask, erase, public_url)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await parts.stays.recover()
        yield
        await parts.stays.close()

    router = APIRouter(lifespan=lifespan)
    router.include_router(
        pages_router(
            suggest=suggest,
            hot_questions=hot_questions,
            vocabulary=vocabulary,
            hearing=options.recogniser is not None,
        )
    )
    _add_routes(router, parts, hand_over)
    return router


def _parts(
    respond: Respond,
    transcript: Transcript,
    options: KioskOptions,
    secret: str,
    say: Say,
    mask: Mask,
    erase: Erase,
    public_url: str,
) -> KioskParts:
    """What every socket works with."""
    voice = Voice(voice_at(options.synthesiser) if options.synthesiser else None)
    recogniser = engine_at(options.recogniser) if options.recogniser else None
    stays = Stays(
        options,
        voice,
        secret=secret,
        erase=erase,
        ask_idle=lambda language: say("utter_kiosk_idle", language),
    )
    conversing = Conversing(respond, say)
    listening = Listening(recogniser, conversing, options, mask)
    phone_url = f"{public_url.rstrip('/')}/kiosk/continue"
    return KioskParts(transcript, stays, conversing, listening, say, phone_url)


def _add_routes(router: APIRouter, parts: KioskParts, hand_over: Callable[[str], str]) -> None:
    ours = Origins(())

    @router.websocket("/kiosk/ws")
    async def socket(websocket: WebSocket) -> None:
        try:
            ours.check(websocket)
        except ForeignOrigin as error:
            await websocket.close(4000 + error.status, error.code)  # refuses the handshake: 403
        else:
            await Socket(websocket, parts).serve()

    @router.post("/kiosk/continue", tags=["kiosk"])
    async def take_over(
        request: Request, code: Annotated[str, Body(embed=True, max_length=64)]
    ) -> dict[str, str]:
        """Take a conversation to the phone that has scanned its code; works once."""
        try:
            ours.check(request)
            return {"session": hand_over(parts.stays.hand_over(code))}
        except CodeGone as error:
            raise HTTPException(410, "code_gone") from error
        except ForeignOrigin as error:
            raise HTTPException(error.status, error.code) from error
