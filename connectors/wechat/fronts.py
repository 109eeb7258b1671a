"""The parts that serve each account, put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.turns import TextBlock
from connectors.base import Respond, Transcript
from connectors.wechat.accounts import Account
from connectors.wechat.answers import Answers, Hearing
from connectors.wechat.background import Background
from connectors.wechat.calls import Calls
from connectors.wechat.cipher import MessageCipher
from connectors.wechat.erasing import Erase, Eraser
from connectors.wechat.exchange import Exchange
from connectors.wechat.flights import Flights
from connectors.wechat.following import Followers
from connectors.wechat.menus import Say
from connectors.wechat.outbox import Outbox
from connectors.wechat.rendering import Answer, Renderer
from connectors.wechat.sender import Sender
from connectors.wechat.store import Store
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
        transcript: Transcript,
        *,
        say: Say,
        erase: Erase,
        full_answer_url: Callable[[str], str],
        store: Store,
        hearing: Hearing,
        calls: Calls,
        clock_s: Callable[[], float],
    ) -> None:
        """See `connectors.wechat.create_router` for each."""
        self._respond = respond
        self._transcript = transcript
        self._say = say
        self._erase = erase
        self._store = store
        self._hearing = hearing
        self._calls = calls
        self._clock_s = clock_s
        self._renderer = Renderer(say, full_answer_url)
        self._background = Background()
        self._flights = Flights(store, lambda: Answer((TextBlock(say("utter_error", "zh")),)))
        self._followers: list[Followers] = []

    def open(self, account: Account) -> Front:
        """Put an account's parts together."""
        sender = Sender(
            account, self._calls, Tokens(account, self._calls, self._store), self._clock_s
        )
        outbox = Outbox(account.name, sender, self._store)
        followers = Followers(
            account, self._transcript, self._renderer, outbox, self._store, self._background
        )
        self._followers.append(followers)
        exchange = Exchange(
            account=account,
            answers=Answers(account, self._respond, self._say, sender, self._store, self._hearing),
            renderer=self._renderer,
            flights=self._flights,
            sender=sender,
            outbox=outbox,
            followers=followers,
            store=self._store,
            background=self._background,
            say=self._say,
        )
        eraser = Eraser(
            account.name, self._erase, self._flights, followers, self._store, self._background
        )
        ciphers = tuple(MessageCipher(key, account.appid) for key in account.aes_keys)
        return Front(account, ciphers, exchange, eraser)

    async def close(self) -> None:
        """Let late answers go out, then end everything."""
        for followers in self._followers:
            followers.close()
        await self._flights.close(GOODBYE_S)
        await self._background.close(GOODBYE_S)
        await self._calls.close()
        await self._store.close()
