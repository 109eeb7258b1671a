"""The parts that serve each account, put together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.turns import TextBlock
from connectors.base import Respond, Say
from connectors.leftovers import Leftovers
from connectors.wechat.accounts import Account
from connectors.wechat.addresses import Addresses, Watched
from connectors.wechat.answers import Answers, Hearing
from connectors.wechat.background import Background
from connectors.wechat.calls import Calls
from connectors.wechat.cipher import MessageCipher
from connectors.wechat.erasing import Erase, Eraser
from connectors.wechat.exchange import Exchange
from connectors.wechat.flights import Flights
from connectors.wechat.outbox import Outbox
from connectors.wechat.rendering import Answer, Renderer
from connectors.wechat.sender import Sender
from connectors.wechat.store import Store
from connectors.wechat.telling import Route, Teller
from connectors.wechat.tokens import Tokens

GOODBYE_S = 5.0
"""At the service's end, late answers get so long to go out."""


@dataclass(frozen=True, slots=True)
class Front:
    """An account with what serves it."""

    account: Account
    ciphers: tuple[MessageCipher, ...]
    """Current key first."""
    exchange: Exchange
    eraser: Eraser


class Fronts:
    """Opens fronts, and holds what they share."""

    def __init__(
        self,
        respond: Respond,
        transcript: Watched,
        *,
        addresses: Addresses,
        say: Say,
        erase: Erase,
        full_answer_url: Callable[[str], str],
        store: Store,
        hearing: Hearing,
        calls: Calls,
        clock_s: Callable[[], float],
        leftovers: Path | None,
    ) -> None:
        """See `connectors.wechat.create_router` for each."""
        self._respond = respond
        self._addresses = addresses
        self._say = say
        self._erase = erase
        self._store = store
        self._hearing = hearing
        self._calls = calls
        self._clock_s = clock_s
        self._leftovers = Leftovers(leftovers)
        self._opened: list[Front] = []
        self._renderer = Renderer(say, full_answer_url)
        self._background = Background()
        self._flights = Flights(store, lambda: Answer((TextBlock(say("utter_error", "zh")),)))
        self._teller = Teller(transcript, addresses, self._background, clock_s)
        self._telling: asyncio.Task[None] | None = None

    def open(self, account: Account) -> Front:
        """Put an account's parts together."""
        sender = Sender(
            account, self._calls, Tokens(account, self._calls, self._store), self._clock_s
        )
        outbox = Outbox(account.name, sender, self._store)
        self._teller.open(Route(account, self._renderer, outbox))
        exchange = Exchange(
            account=account,
            answers=Answers(account, self._respond, self._say, sender, self._store, self._hearing),
            renderer=self._renderer,
            flights=self._flights,
            sender=sender,
            outbox=outbox,
            teller=self._teller,
            addresses=self._addresses,
            store=self._store,
            background=self._background,
            say=self._say,
        )
        eraser = Eraser(
            account.name, self._erase, self._flights, self._store, self._background, self._leftovers
        )
        ciphers = tuple(MessageCipher(key, account.appid) for key in account.aes_keys)
        front = Front(account, ciphers, exchange, eraser)
        self._opened.append(front)
        return front

    def start(self) -> None:
        """Begin to tell citizens what they have not asked for; erase what a crash left."""
        for conversation in self._leftovers.all():
            self._opened[0].eraser.start(conversation)
        self._telling = asyncio.create_task(self._teller.run())

    async def close(self) -> None:
        """Let late answers go out, then end everything."""
        if self._telling is not None:
            self._telling.cancel()
        await self._flights.close(GOODBYE_S)
        await self._background.close(GOODBYE_S)
        await self._calls.close()
        await self._store.close()
