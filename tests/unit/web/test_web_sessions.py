"""Tokens: who may open a conversation."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.web.errors import UnknownSession
from connectors.web.sessions import MAX_AGE_S, Sessions


def test_token_opens_its_conversation_and_no_other() -> None:
    sessions = Sessions("secret")
    first, second = sessions.issue(), sessions.issue()
    assert sessions.conversation_of(first.token) == first.conversation_id
    assert first.conversation_id != second.conversation_id
    assert len(bytes.fromhex(first.conversation_id)) == 16


def test_token_of_another_secret_is_unknown() -> None:
    with pytest.raises(UnknownSession):
        Sessions("one").conversation_of(Sessions("another").issue().token)


def test_token_ends_with_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = Sessions("secret")
    session = sessions.issue()
    later = time.time() + MAX_AGE_S - 5
    monkeypatch.setattr(time, "time", lambda: later)
    assert sessions.conversation_of(session.token) == session.conversation_id
    monkeypatch.setattr(time, "time", lambda: later + 10)
    with pytest.raises(UnknownSession):
        sessions.conversation_of(session.token)


@given(st.text())
def test_no_text_is_a_token(text: str) -> None:
    with pytest.raises(UnknownSession):
        Sessions("secret").conversation_of(text)


def test_client_key_counts_but_does_not_tell() -> None:
    sessions = Sessions("secret")
    assert sessions.client_key("10.0.0.1") == sessions.client_key("10.0.0.1")
    assert sessions.client_key("10.0.0.1") != sessions.client_key("10.0.0.2")
    assert sessions.client_key("10.0.0.1") != Sessions("other").client_key("10.0.0.1")
