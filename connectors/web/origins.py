"""Which websites may talk to us from a browser."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from connectors.web.errors import ForeignOrigin


class Origins:
    """The websites that may embed the widget, besides our own pages."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = frozenset(origin.rstrip("/").lower() for origin in allowed)

    def check(self, connection: HTTPConnection) -> str | None:
        """The foreign origin to admit, None for our own pages and for programs.

        A browser always names the page's origin where the page is foreign, so a request without
        one is not from a foreign page. Only the host is compared with ours: a proxy in front may
        speak TLS for us.

        Raises:
            ForeignOrigin: a page of a website that is not among the allowed ones.
        """
        origin = connection.headers.get("origin")
        if origin is None or urlsplit(origin).netloc == connection.headers.get("host"):
            return None
        if origin.lower() not in self._allowed:
            raise ForeignOrigin
        return origin


def cors_headers(origin: str | None) -> dict[str, str]:
    """Headers that let an admitted foreign page read the response."""
    if origin is None:
        return {"Vary": "Origin"}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Headers": "authorization, content-type",
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Max-Age": "7200",
        "Vary": "Origin",
    }
