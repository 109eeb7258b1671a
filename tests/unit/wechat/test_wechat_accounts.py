"""Settings of an account that could not work are refused, without saying a secret."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.wechat.accounts import Account
from connectors.wechat.errors import BadAccount
from connectors.wechat.identity import conversation_of

KEY = "AAAAABBBBBCCCCCDDDDDEEEEEFFFFFGGGGGHHHHHIII"
SECRETS = {"token": "a-token", "aes_key": KEY, "secret": "an-appsecret"}


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "../sf"},
        {"name": ""},
        {"appid": ""},
        {"token": ""},
        {"aes_key": None},
        {"mode": "compatible", "aes_key": None},
        {"aes_key": KEY[:-1]},
        {"previous_aes_key": KEY + "="},
        {"customer_service": True, "secret": None},
    ],
)
def test_what_cannot_work_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadAccount) as caught:
        Account(**{"name": "sf", "appid": "wx1", **SECRETS, **changes})
    assert not any(secret in str(caught.value) for secret in SECRETS.values())


def test_an_accounts_secrets_are_never_shown() -> None:
    account = Account("sf", "wx1", **SECRETS)
    assert not any(secret in repr(account) for secret in SECRETS.values())
    assert account.aes_keys == (KEY,)


def test_a_plain_account_needs_no_key() -> None:
    assert Account("sf", "wx1", "a-token", mode="plain").aes_keys == ()


def test_a_conversation_is_the_same_every_time_and_names_nobody() -> None:
    ids = {
        conversation_of(secret, appid, openid)
        for secret in ("one", "other")
        for appid in ("wx1", "wx2")
        for openid in ("oCitizen1", "oCitizen2")
    }
    assert len(ids) == 8
    assert conversation_of("one", "wx1", "oCitizen1") in ids
    assert not any("citizen" in name.lower() or len(name) != 32 for name in ids)
