"""Signed session tokens: who holds one may read and continue its conversation."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer

from connectors.web.errors import UnknownSession

MAX_AGE_S = 30 * 24 * 3600
"""Seconds a token opens its conversation; the transcript itself is kept longer."""


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation and the token that opens it."""

    token: str
    """Kept by the widget, sent with every request."""
    conversation_id: str
    """128 random bits in hexadecimal."""


class Sessions:
    """Issues and checks session tokens."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._signer = URLSafeTimedSerializer(
            secret, salt="wenzheng.web.session", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def issue(self) -> Session:
        """Start a conversation that nobody can guess."""
        conversation_id = secrets.token_hex(16)
        return Session(self.token_of(conversation_id), conversation_id)

    def token_of(self, conversation_id: str) -> str:
        """A token that opens a conversation begun elsewhere, for the person who had it there."""
        return str(self._signer.dumps(conversation_id))

    def conversation_of(self, token: str) -> str:
        """The conversation a token opens.

        Raises:
            UnknownSession: the token is forged, damaged or older than `MAX_AGE_S`.
        """
        try:
            return str(self._signer.loads(token, max_age=MAX_AGE_S))
        except (BadSignature, UnicodeEncodeError) as error:
            raise UnknownSession from error

    def client_key(self, address: str) -> str:
        """A keyed hash of a client's address: countable for rate limits, not readable."""
        return hmac.digest(self._secret, b"web-client:" + address.encode(), "sha256").hex()[:32]
