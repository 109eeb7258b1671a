"""The access token of an account: one for all processes, refreshed by one of them.

Rules: 获取稳定版接口调用凭据 (stable_token). Without force_refresh the platform hands out the same
token until it nears its end; with it, the old one dies at once, at most 20 times a day and 30 s
apart. So force is only used where the platform insists on a token that it then refuses.
"""

from __future__ import annotations

import asyncio

from connectors.wechat.accounts import Account
from connectors.wechat.calls import Calls
from connectors.wechat.errors import Temporary, TokenRefused
from connectors.wechat.store import Store

EARLY_S = 300.0
"""A token is fetched anew so long before it ends; the platform keeps both valid meanwhile."""
FORCE_PAUSE_S = 30.0
_LEASE_S = 15.0
_POLL_S = 0.05


class Tokens:
    """Hands out the account's token."""

    def __init__(self, account: Account, calls: Calls, store: Store) -> None:
        """Share the token through `store`."""
        self._account = account
        self._calls = calls
        self._store = store
        self._key = f"token:{account.appid}"
        self._lock = asyncio.Lock()

    async def get(self) -> str:
        """A token that should work.

        Raises:
            TokenRefused: the credentials or this machine's address are refused.
            Temporary: WeChat cannot be reached.
        """
        return await self._store.get(self._key) or await self._replace(None)

    async def renew(self, refused: str) -> str:
        """Another token than the one that was refused; many callers at once cause one fetch.

        Raises:
            TokenRefused: there is no other to be had.
            Temporary: WeChat cannot be reached.
        """
        return await self._replace(refused)

    async def _replace(self, refused: str | None) -> str:
        async with self._lock:
            while True:
                current = await self._store.get(self._key)
                if current is not None and current != refused:
                    return current
                if await self._store.add(self._key + ":lease", "", _LEASE_S):
                    break
                await asyncio.sleep(_POLL_S)  # another process is at it
            try:
                return await self._fetch(refused)
            finally:
                await self._store.remove(self._key + ":lease")

    async def _fetch(self, refused: str | None) -> str:
        token, life_s = await self._ask(force=False)
        if token == refused:
            if not await self._store.add(self._key + ":forced", "", FORCE_PAUSE_S):
                raise TokenRefused(40001, "refused again within 30 s of a forced refresh")
            token, life_s = await self._ask(force=True)
        await self._store.set(self._key, token, max(life_s - EARLY_S, life_s / 2))
        return token

    async def _ask(self, *, force: bool) -> tuple[str, float]:
        answer = await self._calls.post(
            "/cgi-bin/stable_token",
            {
                "grant_type": "client_credential",
                "appid": self._account.appid,
                "secret": self._account.secret,
                "force_refresh": force,
            },
        )
        try:
            return str(answer["access_token"]), float(answer["expires_in"])
        except (KeyError, ValueError) as error:
            raise Temporary(-1, "no token in the answer") from error
