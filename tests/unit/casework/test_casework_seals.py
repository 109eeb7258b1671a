"""Seals: what is sealed opens only where it belongs, and only with the key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import AccessRefused, SealError
from casework.seals import Seal, new_secret

KEY, OTHER = b"k" * 32, b"o" * 32


@given(st.text(max_size=300), st.text(max_size=60))
def test_what_is_sealed_opens_again(text: str, place: str) -> None:
    seal = Seal(KEY)
    assert seal.open(seal.close(text, place), place) == text


def test_the_same_text_never_looks_the_same() -> None:
    seal = Seal(KEY)
    assert seal.close("张三", "a") != seal.close("张三", "a")


def test_a_sealed_text_does_not_open_elsewhere() -> None:
    seal = Seal(KEY)
    with pytest.raises(SealError):
        seal.open(seal.close("张三", "application:1"), "application:2")


@pytest.mark.parametrize("damaged", ["", "not base64!", "AAAA", "中文"])
def test_damage_is_named(damaged: str) -> None:
    with pytest.raises(SealError):
        Seal(KEY).open(damaged, "a")


def test_a_changed_byte_is_noticed() -> None:
    seal = Seal(KEY)
    sealed = seal.close("张三", "a")
    changed = sealed[:-4] + ("AAAA" if sealed[-4:] != "AAAA" else "BBBB")
    with pytest.raises(SealError):
        seal.open(changed, "a")


def test_another_key_opens_nothing_and_a_former_key_still_opens() -> None:
    sealed = Seal(OTHER).close("张三", "a")
    with pytest.raises(SealError):
        Seal(KEY).open(sealed, "a")
    assert Seal(KEY, former=[OTHER]).open(sealed, "a") == "张三"


def test_fingerprints_survive_a_new_key_and_level_typing() -> None:
    before, after = Seal(OTHER), Seal(KEY, former=[OTHER])
    assert before.fingerprint("AB 12") == after.fingerprint("ａｂ12")
    assert Seal(KEY).fingerprint("AB12") != before.fingerprint("AB12")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Seal(b"short")


def test_secrets_are_checked_and_never_shown() -> None:
    seal, secret = Seal(KEY), new_secret()
    seal.check_secret(f" {secret.lower()} ", seal.fingerprint(secret))
    with pytest.raises(AccessRefused):
        seal.check_secret(new_secret(), seal.fingerprint(secret))
    assert KEY.decode() not in repr(seal)


def test_secrets_are_typable_and_differ() -> None:
    made = {new_secret() for _ in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("01OIlUu")
