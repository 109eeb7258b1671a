"""From openid to conversation: one way, so that nothing stored or logged names the citizen."""

from __future__ import annotations

import hmac

_CHARS = 32


def conversation_of(secret: str, appid: str, openid: str) -> str:
    """The conversation of a citizen with an account: a keyed hash, the same every time.

    Two accounts have two conversations with the same person, as they have two openids of them.
    """
    message = f"wechat:{appid}:{openid}".encode()
    return hmac.digest(secret.encode(), message, "sha256").hex()[:_CHARS]
