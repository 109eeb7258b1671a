"""Whether a request was sent from the staff pages themselves.

A cookie is sent along from every page of the same site, and a district has many of those: what is
changed must have been asked for here.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import HTTPException, Request

REFUSAL = "请求不是从工作台页面发出的，已拒绝。"


def from_here(request: Request) -> bool:
    """Whether a request was sent from these pages: the browser says so.

    Where it sends no `Sec-Fetch-Site`, as over plain HTTP, `Origin` must be the host asked for.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin, host = request.headers.get("origin", ""), request.headers.get("host", "")
    return bool(host) and urlsplit(origin).netloc.lower() == host.lower()


def refuse_foreign(request: Request) -> None:
    """Let no page of others change anything; depend on it. A program names no page, and may.

    Raises:
        HTTPException: the browser says that the request comes from elsewhere.
    """
    named = {"sec-fetch-site", "origin"} & set(request.headers)
    if request.method not in ("GET", "HEAD") and named and not from_here(request):
        raise HTTPException(403, REFUSAL)
