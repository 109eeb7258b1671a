"""The kiosk's page, its files, and the look-ups behind its keys: words, questions, codes."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any

import segno
from fastapi import APIRouter, Query, Request
from fastapi.staticfiles import StaticFiles
from starlette.background import BackgroundTask
from starlette.responses import Response

from bot.turns import Language
from connectors.kiosk.pinyin_input import MAX_LETTERS, PinyinInput, load_pinyin_input

STATIC = Path(__file__).parent / "static"
"""The files as they are served; there is no build step."""
QUESTIONS = 8
"""Questions that fit under one topic on the screen."""
MAX_TYPED = 200
"""Characters of a text that is being typed."""
SEEDS = 8
"""Search words that one topic may have."""
MAX_QR_CHARS = 500
"""A code of more is too fine for a phone held before a screen."""

HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "media-src 'self' blob:",
            "worker-src 'self'",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
}
"""What goes with every file: nothing inline, nothing foreign, and the microphone."""

_HAN = re.compile(r"[\u4e00-\u9fff]")

Suggest = Callable[[str, int], list[str]]


def pages_router(
    *,
    suggest: Suggest | None = None,
    hot_questions: Callable[[str], list[str]] | None = None,
    vocabulary: Callable[[], Iterable[str]] | None = None,
    hearing: bool = True,
) -> APIRouter:
    """`GET /kiosk`, `/kiosk/continue`, `/kiosk/static/...` and the page's look-ups.

    Args:
        suggest: published questions near a text, at most so many; called in a worker thread.
        hot_questions: questions much asked, in a language; called in a worker thread.
        vocabulary: the district's own words, for the keyboard; called once, in a worker thread.
        hearing: whether a recogniser is configured; the page offers no microphone otherwise.
    """
    router = APIRouter()
    input_method = InputMethod(vocabulary)
    files = StaticFiles(directory=STATIC)

    async def file(path: str, request: Request) -> Response:
        response = await files.get_response(path, request.scope)
        response.headers.update(HEADERS)
        return response

    @router.get("/kiosk", include_in_schema=False)
    async def page(request: Request) -> Response:
        response = await file("index.html", request)
        response.background = BackgroundTask(input_method.get)  # ready when somebody types
        return response

    @router.get("/kiosk/continue", include_in_schema=False)
    async def phone_page(request: Request) -> Response:
        return await file("continue.html", request)

    @router.get("/kiosk/static/{path:path}", include_in_schema=False)
    async def static_file(path: str, request: Request) -> Response:
        return await file(path, request)

    router.include_router(_lookups(input_method, suggest or _nothing, hot_questions, hearing))
    return router


def _lookups(
    input_method: InputMethod,
    suggest: Suggest,
    hot_questions: Callable[[str], list[str]] | None,
    hearing: bool,
) -> APIRouter:
    router = APIRouter(prefix="/kiosk", tags=["kiosk"])

    def near(text: str, language: Language) -> list[str]:
        found = suggest(text, QUESTIONS)
        return [question for question in found if _is_chinese(question) == (language == "zh")]

    @router.get("/hot")
    def hot(language: Language = "zh") -> dict[str, Any]:
        """Questions to offer before anybody has asked, and whether one may speak."""
        questions = hot_questions(language) if hot_questions else []
        return {"questions": questions, "hearing": hearing}

    @router.get("/questions")
    def questions(
        q: Annotated[list[Annotated[str, Query(max_length=MAX_TYPED)]], Query(max_length=SEEDS)],
        language: Language = "zh",
    ) -> dict[str, list[str]]:
        """Published questions under a topic: the nearest to each search word, in turn."""
        return {"questions": _in_turn([near(word, language) for word in q])}

    @router.get("/pinyin")
    def pinyin(
        q: Annotated[str, Query(max_length=MAX_LETTERS)] = "",
        before: Annotated[str, Query(max_length=MAX_TYPED)] = "",
        language: Language = "zh",
    ) -> dict[str, Any]:
        """What letters may mean, and questions that the text with its likeliest end may become."""
        candidates = input_method.get().candidates(q) if q else []
        text = (before + (candidates[0].text if candidates else "")).strip()
        return {
            "candidates": [{"text": c.text, "letters": c.letters} for c in candidates],
            "questions": near(text, language) if len(text) > 1 else [],
        }

    @router.get("/qr.svg", include_in_schema=False)
    def qr(
        content: Annotated[str, Query(max_length=MAX_QR_CHARS, pattern=r"^(https?://|tel:)")],
    ) -> Response:
        """An address as a picture: a kiosk opens no pages of others, a phone does."""
        picture = BytesIO()
        segno.make(content, micro=False).save(picture, kind="svg", border=4, light="#fff")
        return Response(picture.getvalue(), headers=HEADERS, media_type="image/svg+xml")

    return router


class InputMethod:
    """The input method, loaded when it is first needed and once only."""

    def __init__(self, vocabulary: Callable[[], Iterable[str]] | None) -> None:
        self._vocabulary = vocabulary
        self._loading = threading.Lock()
        self._loaded: PinyinInput | None = None

    def get(self) -> PinyinInput:
        """The input method; the first call takes a second or two."""
        with self._loading:
            if self._loaded is None:
                self._loaded = load_pinyin_input(self._vocabulary() if self._vocabulary else ())
            return self._loaded


def _is_chinese(question: str) -> bool:
    return _HAN.search(question) is not None


def _nothing(_text: str, _limit: int) -> list[str]:
    return []


def _in_turn(found: list[list[str]]) -> list[str]:
    """The first of each list, then the second of each, without repetitions."""
    longest = max(map(len, found), default=0)
    rows = (questions[n] for n in range(longest) for questions in found if n < len(questions))
    return list(dict.fromkeys(rows))[:QUESTIONS]
