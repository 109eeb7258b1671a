"""HTTP calls to WeChat's API, with its error codes as named errors."""

from __future__ import annotations

from typing import Any

import httpx
import orjson

from connectors.wechat.errors import (
    ApiError,
    MenuRefused,
    MessageRefused,
    NoticeRefused,
    Temporary,
    TokenRefused,
    WindowClosed,
)

API_URL = "https://api.weixin.qq.com"
TIMEOUT_S = 5.0
MAX_MEDIA_BYTES = 2 * 1024 * 1024
"""Voice messages are at most 60 s; AMR of that length is about 100 KB."""

NO_CONNECTION = -2
"""Our own code for an answer that never came."""
TOKEN_CODES = frozenset({40001, 40014, 42001})
"""The token is wrong or has ended; another may do."""
NO_PERMISSION = 48001
"""The account may not make this call."""
_ERRORS: dict[int, type[ApiError]] = {
    **dict.fromkeys(TOKEN_CODES, TokenRefused),
    40013: TokenRefused,  # invalid appid
    40125: TokenRefused,  # invalid secret
    40164: TokenRefused,  # this machine's address is not on the account's list
    NO_PERMISSION: TokenRefused,
    45015: WindowClosed,
    45047: WindowClosed,
    40200: MenuRefused,
    40037: NoticeRefused,  # no such template
    43004: NoticeRefused,  # does not follow the account
    43101: NoticeRefused,  # has not agreed to the template, or has used up the agreement
    47003: NoticeRefused,  # a field is missing, or is not what the template wants
    -1: Temporary,
    45009: Temporary,
    45011: Temporary,  # too many calls a minute
    50002: Temporary,  # system error of theirs
}


class Calls:
    """Speaks HTTP; knows no account."""

    def __init__(self, http: httpx.AsyncClient, api_url: str = API_URL) -> None:
        """`api_url` is another one in tests and in the sandbox."""
        self._http = http
        self._api_url = api_url

    async def post(
        self, path: str, body: dict[str, Any], token: str | None = None
    ) -> dict[str, Any]:
        """POST JSON, in UTF-8 and not escaped: WeChat would show the escapes.

        Raises:
            ApiError: the one that fits the errcode.
        """
        response = await self._request("POST", path, token, content=orjson.dumps(body))
        return _checked(response)

    async def media(self, media_id: str, token: str) -> bytes:
        """A recording that a citizen sent (获取临时素材).

        Raises:
            ApiError: the one that fits the errcode.
        """
        response = await self._request("GET", "/cgi-bin/media/get", token, media_id=media_id)
        if response.headers.get("content-type", "").startswith(("application/json", "text/")):
            _checked(response)
            raise Temporary(NO_CONNECTION, "not a recording")
        if len(response.content) > MAX_MEDIA_BYTES:
            raise MessageRefused(NO_CONNECTION, "recording too large")
        return response.content

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _request(
        self, method: str, path: str, token: str | None, content: bytes = b"", **params: str
    ) -> httpx.Response:
        if token is not None:
            params["access_token"] = token
        url = self._api_url + path
        try:
            response = await self._http.request(
                method, url, params=params, content=content or None, timeout=TIMEOUT_S
            )
        except httpx.HTTPError as error:  # its text may hold the address with the token
            raise Temporary(NO_CONNECTION, type(error).__name__) from None
        if response.status_code >= 400:
            raise Temporary(NO_CONNECTION, f"HTTP {response.status_code}")
        return response


def _checked(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        raise Temporary(NO_CONNECTION, "not JSON") from None
    if not isinstance(answer, dict):
        raise Temporary(NO_CONNECTION, "not an object")
    code = int(answer.get("errcode", 0))
    if code != 0:
        raise _ERRORS.get(code, MessageRefused)(code, str(answer.get("errmsg", ""))[:100])
    return answer
