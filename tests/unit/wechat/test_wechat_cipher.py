"""Signatures and the cipher, against the official vector and two other implementations."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.wechat.cipher import MessageCipher, check_signature, open_with_any, sign
from connectors.wechat.errors import BadCipher, BadSignature

VECTORS = json.loads(
    (Path(__file__).parents[2] / "fixtures" / "wechat" / "sealed_by_oracles.json").read_text(
        encoding="utf-8"
    )
)
KEY, APPID = VECTORS["aes_key"], VECTORS["appid"]
OTHER_KEY = "ZZZZZBBBBBCCCCCDDDDDEEEEEFFFFFGGGGGHHHHHIII"


def test_wechat_01_the_official_signature_vector() -> None:
    signature = "899cf89e464efb63f54ddac96b0a0a235f53aa78"
    assert sign("AAAAA", "1714037059", "486452656") == signature
    check_signature(signature, "AAAAA", "1714037059", "486452656")


@pytest.mark.parametrize("given", [None, "", "0" * 40, "签名"])
def test_wechat_01_any_other_signature_is_refused(given: str | None) -> None:
    with pytest.raises(BadSignature):
        check_signature(given, "AAAAA", "1714037059", "486452656")


def test_wechat_02_the_same_bytes_as_wechatpy_and_werobot_for_lengths_0_to_129_and_emoji() -> None:
    cipher = MessageCipher(KEY, APPID, lambda size: VECTORS["random"].encode())
    assert len(VECTORS["contents"]) == 263
    for content, (sealed, signature) in zip(VECTORS["contents"], VECTORS["sealed"], strict=True):
        assert cipher.seal(content) == sealed
        assert cipher.open(sealed) == content.encode()
        assert sign(VECTORS["token"], VECTORS["timestamp"], VECTORS["nonce"], sealed) == signature


@given(st.text(max_size=300))
def test_wechat_02_whatever_is_sealed_opens_again(content: str) -> None:
    content = content.encode("utf-8", "replace").decode()
    cipher = MessageCipher(KEY, APPID)
    assert cipher.open(cipher.seal(content)) == content.encode()


def test_wechat_02_the_key_that_opened_is_the_one_that_seals() -> None:
    current, previous = MessageCipher(OTHER_KEY, APPID), MessageCipher(KEY, APPID)
    content, cipher = open_with_any((current, previous), previous.seal("旧密钥"))
    assert (content.decode(), cipher) == ("旧密钥", previous)


def test_wechat_04_another_key_or_another_appid_does_not_open() -> None:
    sealed = MessageCipher(KEY, APPID).seal("内容")
    for cipher in (MessageCipher(OTHER_KEY, APPID), MessageCipher(KEY, "wx0000000000000000")):
        with pytest.raises(BadCipher):
            cipher.open(sealed)


@given(st.binary(max_size=200))
def test_wechat_04_random_bytes_never_open(noise: bytes) -> None:
    with pytest.raises(BadCipher):
        MessageCipher(KEY, APPID).open(base64.b64encode(noise).decode())


@given(st.text(max_size=100))
def test_wechat_04_text_that_is_no_base64_never_opens(noise: str) -> None:
    with pytest.raises(BadCipher):
        MessageCipher(KEY, APPID).open(noise)


def test_wechat_04_a_length_beyond_the_content_does_not_open() -> None:
    cipher = MessageCipher(KEY, APPID)
    sealed = base64.b64decode(cipher.seal("内容" * 40))
    with pytest.raises(BadCipher):
        cipher.open(base64.b64encode(sealed[:-32]).decode())
