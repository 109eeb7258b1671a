"""The look-ups behind the kiosk's keys: words, questions, codes."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Annotated, Any

import segno
from fastapi import APIRouter, Query
from starlette.responses import Response

from bot.turns import Language
from connectors.kiosk.headers import HEADERS
from connectors.kiosk.pinyin_input import MAX_LETTERS, PinyinInput, load_pinyin_input

QUESTIONS = 8
"""Questions that fit under one topic on the screen."""
MAX_TYPED = 200
"""Characters of a text that is being typed."""
SEEDS = 8
"""Search words that one topic may have."""
MAX_QR_CHARS = 500
"""A code of more is too fine for a phone held before a screen."""

_HAN = re.compile(r"[\u4e00-\u9fff]")

Suggest = Callable[[str, int], list[str]]
HotQuestions = Callable[[str], list[str]]


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


class Lookups:
    """Answers the page's look-ups, each in a worker thread."""

    def __init__(
        self,
        input_method: InputMethod,
        suggest: Suggest | None,
        hot_questions: HotQuestions | None,
        hearing: bool,
    ) -> None:
        self._input_method = input_method
        self._suggest = suggest
        self._hot_questions = hot_questions
        self._hearing = hearing

    def router(self) -> APIRouter:
        """`GET /kiosk/hot`, `/kiosk/questions`, `/kiosk/pinyin` and `/kiosk/qr.svg`."""
        router = APIRouter(prefix="/kiosk", tags=["kiosk"])
        router.get("/hot")(self.hot)
        router.get("/questions")(self.questions)
        router.get("/pinyin")(self.pinyin)
        router.get("/qr.svg", include_in_schema=False)(qr)
        return router

    def hot(self, language: Language = "zh") -> dict[str, Any]:
        """Questions to offer before anybody has asked, and whether one may speak."""
        questions = self._hot_questions(language) if self._hot_questions else []
        return {"questions": questions, "hearing": self._hearing}

    def questions(
        self,
        q: Annotated[list[Annotated[str, Query(max_length=MAX_TYPED)]], Query(max_length=SEEDS)],
        language: Language = "zh",
    ) -> dict[str, list[str]]:
        """Published questions under a topic: the nearest to each search word, in turn."""
        return {"questions": _in_turn([self._near(word, language) for word in q])}

    def pinyin(
        self,
        q: Annotated[str, Query(max_length=MAX_LETTERS)] = "",
        before: Annotated[str, Query(max_length=MAX_TYPED)] = "",
        language: Language = "zh",
    ) -> dict[str, Any]:
        """What letters may mean, and questions that the text with its likeliest end may become."""
        candidates = self._input_method.get().candidates(q) if q else []
        text = (before + (candidates[0].text if candidates else "")).strip()
        return {
            "candidates": [{"text": c.text, "letters": c.letters} for c in candidates],
            "questions": self._near(text, language) if len(text) > 1 else [],
        }

    def _near(self, text: str, language: Language) -> list[str]:
        found = self._suggest(text, QUESTIONS) if self._suggest else []
        return [question for question in found if _is_chinese(question) == (language == "zh")]


def qr(
    content: Annotated[str, Query(max_length=MAX_QR_CHARS, pattern=r"^(https?://|tel:)")],
) -> Response:
    """An address as a picture: a kiosk opens no pages of others, a phone does."""
    picture = BytesIO()
    segno.make(content, micro=False).save(picture, kind="svg", border=4, light="#fff")
    return Response(picture.getvalue(), headers=HEADERS, media_type="image/svg+xml")


def _is_chinese(question: str) -> bool:
    return _HAN.search(question) is not None


def _in_turn(found: list[list[str]]) -> list[str]:
    """The first of each list, then the second of each, without repetitions."""
    longest = max(map(len, found), default=0)
    rows = (questions[n] for n in range(longest) for questions in found if n < len(questions))
    return list(dict.fromkeys(rows))[:QUESTIONS]
