"""The WeChat channel: official accounts (服务号、订阅号) in plain, compatible and safe mode.

docs/wechat.md says how to set an account up and how to try everything without one.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from fastapi import APIRouter, FastAPI

from connectors.base import Respond, Say
from connectors.wechat.accounts import Account, Opening
from connectors.wechat.addresses import Address, Addresses, Watched
from connectors.wechat.answers import Hearing
from connectors.wechat.calls import API_URL, Calls
from connectors.wechat.erasing import Erase
from connectors.wechat.fronts import Fronts
from connectors.wechat.routes import Endpoint, endpoint_router
from connectors.wechat.store import MemoryStore, Store
from connectors.wechat.templates import NoticeTemplate

__all__ = [
    "Account",
    "Address",
    "Addresses",
    "Hearing",
    "MemoryStore",
    "NoticeTemplate",
    "Opening",
    "Store",
    "create_router",
]


def create_router(
    respond: Respond,
    transcript: Watched,
    *,
    accounts: Sequence[Account],
    secret: str,
    say: Say,
    erase: Erase,
    addresses: Addresses,
    full_answer_url: Callable[[str], str],
    store: Store | None = None,
    hearing: Hearing | None = None,
    http: httpx.AsyncClient | None = None,
    api_url: str = API_URL,
    clock_s: Callable[[], float] = time.time,
    leftovers: Path | None = None,
) -> APIRouter:
    """Everything the WeChat channel serves, to be included at the root.

    Args:
        respond: The turn pipeline.
        transcript: The conversations' events; what an agent says in one is passed on.
        accounts: The official accounts; each is reached at `/wechat/{account.name}`.
        secret: Hashes openids into conversation ids.
        say: The service's wording, by name and language.
        erase: Removes a conversation from the database; called when a citizen unsubscribes, and
            again where it raised.
        addresses: Keeps openids while something is to be told there.
        full_answer_url: The public page of an entry, by its id.
        store: What several processes share; in memory where None.
        hearing: Speech recogniser, place of an address, meaning of QR scenes and menu keys.
        http: Client for WeChat's API, closed with the router; a plain one where None.
        api_url: Another address of WeChat's API, for the sandbox.
        clock_s: Time of day in seconds since 1970.
        leftovers: Directory that remembers what is still to be erased; none where None.
    """
    fronts = Fronts(
        respond,
        transcript,
        say=say,
        erase=erase,
        addresses=addresses,
        full_answer_url=full_answer_url,
        store=store or MemoryStore(),
        hearing=hearing or Hearing(),
        calls=Calls(http or httpx.AsyncClient(), api_url),
        clock_s=clock_s,
        leftovers=leftovers,
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        fronts.start()
        yield
        await fronts.close()

    router = APIRouter(lifespan=lifespan)
    opened = {account.name: fronts.open(account) for account in accounts}
    router.include_router(endpoint_router(Endpoint(opened, secret, say, clock_s)))
    return router
