"""How to reach an applicant, read from one line."""

from __future__ import annotations

import pytest

from casework.applications.contact import Contact, read_contact
from casework.errors import InvalidInput


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("13800000000", Contact(phone="13800000000")),
        ("我的手机号是１３８００００００００", Contact(phone="13800000000")),
        ("0100-8800001", Contact(phone="0100-8800001")),
        ("a.b@example.com", Contact(email="a.b@example.com")),
        ("13800000000，a.b@example.com", Contact(phone="13800000000", email="a.b@example.com")),
        ("示范区河滨路15号2栋301室", Contact(address="示范区河滨路15号2栋301室")),
    ],
)
def test_each_way_is_told_apart(text: str, contact: Contact) -> None:
    assert read_contact(text) == contact


@pytest.mark.parametrize(
    "text", ["", "随便", "哈哈哈哈哈哈哈哈", "12345", "a@b", "你们看着办就是了"]
)
def test_what_reaches_nobody_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_contact(text)


def test_a_contact_shows_nothing_of_itself() -> None:
    assert "138" not in repr(read_contact("13800000000"))
