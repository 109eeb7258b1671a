"""Keeps personal data sealed in the database, and hands out secrets that are never stored."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
import unicodedata
from collections.abc import Sequence
from hashlib import sha256
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from casework.errors import AccessRefused, SealError

MIN_KEY_BYTES = 32
NONCE_BYTES = 12
TYPED_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that looks like something else
SECRET_CHARS = 12


class Seal:
    """Authenticated encryption (AES-256-GCM) and keyed fingerprints under the caller's keys.

    A sealed text is bound to its place: moved to another case or field it does not open.
    """

    def __init__(self, key: bytes, former: Sequence[bytes] = ()) -> None:
        """Derive the keys.

        Args:
            key: at least 32 secret bytes; seals and opens.
            former: earlier keys, which only open, so that a key can be changed. Fingerprints
                are made with the oldest, for they must stay comparable.

        Raises:
            ValueError: a key is too short.
        """
        if any(len(each) < MIN_KEY_BYTES for each in (key, *former)):
            raise ValueError(f"a sealing key has at least {MIN_KEY_BYTES} bytes")
        self._ciphers = [AESGCM(_derived(each, b"seal")) for each in (key, *former)]
        self._fingerprint_key = _derived((key, *former)[-1], b"fingerprint")

    def __repr__(self) -> str:
        return "Seal(…)"

    def close(self, text: str, place: str) -> str:
        """Seal a text for one place, such as `application:YSQ-2026-00001:applicant`."""
        return base64.urlsafe_b64encode(self.close_bytes(text.encode(), place)).decode("ascii")

    def close_bytes(self, content: bytes, place: str) -> bytes:
        """Seal what is no text, such as a file, for one place."""
        nonce = urandom(NONCE_BYTES)
        return nonce + self._ciphers[0].encrypt(nonce, content, place.encode())

    def open(self, sealed: str, place: str) -> str:
        """The text that was sealed for this place.

        Raises:
            SealError: it was changed, belongs elsewhere, or no key given opens it.
        """
        try:
            raw = base64.urlsafe_b64decode(sealed.encode("ascii"))
        except (binascii.Error, UnicodeEncodeError) as error:
            raise SealError(f"{place} is damaged") from error
        try:
            return self.open_bytes(raw, place).decode()
        except UnicodeDecodeError as error:
            raise SealError(f"{place} is damaged") from error

    def open_bytes(self, raw: bytes, place: str) -> bytes:
        """What `close_bytes` sealed for this place.

        Raises:
            SealError: it was changed, belongs elsewhere, or no key given opens it.
        """
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode())
            except (InvalidTag, ValueError):
                continue
        raise SealError(f"no key opens {place}")

    def fingerprint(self, text: str) -> str:
        """A keyed digest: tells whether two texts are the same, and nothing without the key.

        Case, width and spaces are levelled first.
        """
        level = "".join(unicodedata.normalize("NFKC", text).casefold().split())
        return hmac.new(self._fingerprint_key, level.encode(), sha256).hexdigest()

    def check_secret(self, secret: str, fingerprint: str) -> None:
        """Compare a secret with the fingerprint kept of it, in constant time.

        Raises:
            AccessRefused: it is another one.
        """
        if not hmac.compare_digest(self.fingerprint(secret), fingerprint):
            raise AccessRefused("number and secret do not belong together")


def new_secret() -> str:
    """A secret a person can type, of 58 random bits: handed out once, kept as a fingerprint."""
    return "".join(secrets.choice(TYPED_ALPHABET) for _ in range(SECRET_CHARS))


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"wenzheng casework " + purpose).derive(key)
