"""What was lodged in a conversation opens there without its secret, and nowhere else."""

from __future__ import annotations

import pytest

from casework import messages
from casework.applications import lodging
from casework.errors import AccessRefused
from casework.message_forms import NewMessage
from casework.models import MessageKind, MessageState
from casework.own import OwnCase, own_applications, own_messages
from tests.integration.casework_desk import MONDAY, Office


def test_an_application_opens_in_its_own_conversation_only(office: Office) -> None:
    first, second = office.lodge().number, office.lodge().number
    elsewhere = office.lodge(conversation_id="c-2").number
    with office.database.read() as session:
        assert own_applications(session, "c-1") == [second, first]
    assert office.do(lodging.status, first, OwnCase("c-1", first)).number == first
    for number, key in (
        (first, OwnCase("c-2", first)),
        (first, OwnCase("c-1", second)),
        (elsewhere, OwnCase("c-1", elsewhere)),
        ("YSQ-2026-09999", OwnCase("c-1", "YSQ-2026-09999")),
    ):
        with pytest.raises(AccessRefused):
            office.do(lodging.status, number, key)


def test_a_case_without_a_conversation_is_nobodys_own(office: Office) -> None:
    number = office.lodge(conversation_id=None).number
    for conversation in ("c-1", ""):
        with pytest.raises(AccessRefused):
            office.do(lodging.status, number, OwnCase(conversation, number))


def test_a_message_is_read_and_taken_back_in_its_own_conversation(office: Office) -> None:
    new = NewMessage("zrzy", MessageKind.QUESTION, "路灯坏了三天", conversation_id="c-1")
    number = office.do(messages.leave, new, on=MONDAY).number
    with office.database.read() as session:
        assert own_messages(session, "c-1") == [number]
        assert own_messages(session, "c-2") == []
    with pytest.raises(AccessRefused):
        office.do(messages.withdraw, OwnCase("c-2", number))
    office.do(messages.withdraw, OwnCase("c-1", number))
    assert office.do(messages.read, OwnCase("c-1", number)).state is MessageState.WITHDRAWN
