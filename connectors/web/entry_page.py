"""`GET /entry/{id}`: one entry on a page of its own, where QR codes and long answers lead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape

from bot.turns import Language, Reply
from connectors.web.pages import CONTENT_SECURITY_POLICY

TEMPLATES = Path(__file__).parent / "templates"
WORDS = {
    "zh": {
        "home": "返回首页",
        "source": "依据",
        "version": "条目与版本",
        "gone": "这条内容不存在，或已更新、撤下。",
    },
    "en": {
        "home": "Home",
        "source": "Source",
        "version": "Entry and version",
        "gone": "There is no such entry, or it has been updated or withdrawn.",
    },
}
"""The page's own words; the entry's come from the knowledge."""


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry and how it is answered today."""

    question: str
    language: Language
    reply: Reply


def entry_router(show: Callable[[str], ShownEntry | None]) -> APIRouter:
    """The route.

    Args:
        show: how an entry is answered today, None where it is not published.
    """
    router = APIRouter(include_in_schema=False)
    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape())
    headers = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
    }

    @router.get("/entry/{entry_id}")
    async def page(entry_id: str) -> HTMLResponse:
        entry = show(entry_id)
        if entry is None:
            gone = templates.get_template("gone.html").render(words=WORDS["zh"])
            return HTMLResponse(gone, 404, headers)
        html = templates.get_template("entry.html").render(
            entry=entry, words=WORDS[entry.language], safe=_safe
        )
        return HTMLResponse(html, 200, headers)

    return router


def _safe(url: str) -> bool:
    return urlsplit(url).scheme in {"http", "https", "tel"}
