"""WeChat's signatures and its message cipher.

Rules: the platform's 消息加解密说明. Key = base64(43 characters + "="), IV = its first 16 bytes,
AES-256-CBC over 16 random bytes + length (4 bytes, big-endian) + XML + appid, padded as PKCS #7
with a block of 32 bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import struct
from collections.abc import Callable, Sequence

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from connectors.wechat.errors import BadCipher, BadSignature

_BLOCK_BITS = 256
_RANDOM_BYTES = 16
_HEAD = struct.Struct(f">{_RANDOM_BYTES}sI")


def sign(*parts: str) -> str:
    """The signature of these parts (token first, by custom; the order does not matter)."""
    joined = "".join(sorted(parts)).encode()
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()  # the platform's choice


def check_signature(given: str | None, *parts: str) -> None:
    """Compare in constant time.

    Raises:
        BadSignature: missing or different.
    """
    expected = sign(*parts)
    if given is None or not hmac.compare_digest(expected.encode(), given.encode()):
        raise BadSignature


class MessageCipher:
    """Seals and opens messages of one account under one key."""

    def __init__(
        self, aes_key: str, appid: str, random_bytes: Callable[[int], bytes] = os.urandom
    ) -> None:
        """Use an EncodingAESKey of 43 characters; `random_bytes` is replaced in tests only."""
        key = base64.b64decode(aes_key + "=")
        self._cipher = Cipher(algorithms.AES256(key), modes.CBC(key[:16]))
        self._appid = appid.encode()
        self._random_bytes = random_bytes

    def seal(self, xml: str) -> str:
        """Encrypt; the result is base64."""
        content = xml.encode()
        plain = _HEAD.pack(self._random_bytes(_RANDOM_BYTES), len(content)) + content + self._appid
        padder, encryptor = PKCS7(_BLOCK_BITS).padder(), self._cipher.encryptor()
        padded = padder.update(plain) + padder.finalize()
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()

    def open(self, encrypted: str) -> bytes:
        """Decrypt what `seal` made.

        Raises:
            BadCipher: damaged, under another key, or for another appid.
        """
        try:
            sealed = base64.b64decode(encrypted, validate=True)
            decryptor, unpadder = self._cipher.decryptor(), PKCS7(_BLOCK_BITS).unpadder()
            padded = decryptor.update(sealed) + decryptor.finalize()
            plain = unpadder.update(padded) + unpadder.finalize()
            _, length = _HEAD.unpack_from(plain)
        except (binascii.Error, ValueError, struct.error) as error:
            raise BadCipher from error
        content, appid = plain[_HEAD.size :][:length], plain[_HEAD.size + length :]
        if len(content) != length or not hmac.compare_digest(appid, self._appid):
            raise BadCipher
        return content


def open_with_any(ciphers: Sequence[MessageCipher], encrypted: str) -> tuple[bytes, MessageCipher]:
    """Open with the first key that works; that key then seals the reply.

    Raises:
        BadCipher: none works.
    """
    for cipher in ciphers:
        try:
            return cipher.open(encrypted), cipher
        except BadCipher:
            continue
    raise BadCipher
