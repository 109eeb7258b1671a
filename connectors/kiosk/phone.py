"""扫码继续: codes that hand a conversation to a phone, once."""

from __future__ import annotations

import asyncio
import secrets

from connectors.kiosk.errors import CodeGone

GOOD_FOR_S = 120
"""Seconds a code may be scanned."""


class PhoneCodes:
    """Codes that are good now, and whose conversation they open."""

    def __init__(self, good_for_s: float = GOOD_FOR_S) -> None:
        self._good_for_s = good_for_s
        self._open: dict[str, tuple[str, float]] = {}

    def issue(self, conversation_id: str) -> str:
        """A new code of 128 random bits; earlier ones of the conversation are void."""
        self.revoke(conversation_id)
        code = secrets.token_urlsafe(16)
        self._open[code] = (conversation_id, _now() + self._good_for_s)
        return code

    def take(self, code: str) -> str:
        """The conversation of a code, which is used up by this.

        Raises:
            CodeGone: it is used, too old or none of ours.
        """
        # 128 random bits are found or not found: comparing them takes no secret time.
        conversation_id, until = self._open.pop(code, ("", 0.0))
        if _now() >= until:
            raise CodeGone
        return conversation_id

    def revoke(self, conversation_id: str) -> None:
        """The conversation is over, or has a newer code."""
        now = _now()
        self._open = {
            code: (whose, until)
            for code, (whose, until) in self._open.items()
            if whose != conversation_id and until > now
        }


def _now() -> float:
    return asyncio.get_running_loop().time()
