"""A stranger who means harm at the kiosk's door: machines that somebody stands at go on."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from tests.e2e.kiosk.test_kiosk_protocol_staying import closed, kiosk_of

FLOODS: list[dict[str, Any]] = [
    {"type": "phone"},
    {"type": "control", "action": "louder"},
    {"type": "touch"},
    {"is_speaking": True, "wav_name": "u"},
]


@pytest.mark.parametrize("frame", FLOODS, ids=lambda frame: next(iter(frame.values())))
def test_kiosk_a_flood_closes_its_socket_and_nobody_elses(frame: dict[str, Any]) -> None:
    with kiosk_of() as kiosk, kiosk.robot() as citizen:
        with kiosk.robot() as stranger:
            try:
                for _ in range(3_000):
                    stranger.send(**frame)
            except ConnectionClosed:
                pass  # closed while we were still shouting
            assert closed(stranger) == 4429
        citizen.ask("居住证")
        assert citizen.until("reply")


def test_kiosk_one_address_cannot_take_every_place() -> None:
    with kiosk_of(max_sessions=8) as kiosk, ExitStack() as stack:
        for _ in range(2):
            assert stack.enter_context(kiosk.robot())
        with kiosk.socket() as third:
            third.send(type="start")
            assert third.receive()["code"] == "full"
            assert closed(third) == 4429


def test_kiosk_machines_that_know_the_key_may_all_be_behind_one_address() -> None:
    with kiosk_of(max_sessions=8, key="k" * 20) as kiosk, ExitStack() as stack:
        for _ in range(8):
            assert stack.enter_context(kiosk.robot(key="k" * 20))


NOTHING_KNOWN = [
    "[" * 60_000,
    '{"type":' * 5_000,
    "null",
    '{"type": {}}',
    '{"is_speaking": "maybe"}',
]


@pytest.mark.parametrize("frame", NOTHING_KNOWN, ids=range(len(NOTHING_KNOWN)))
def test_kiosk_a_frame_that_says_nothing_is_refused_and_the_stay_goes_on(frame: str) -> None:
    with kiosk_of() as kiosk, kiosk.robot() as robot:
        robot.socket.send(frame)
        assert robot.until("error")["code"] == "bad_envelope"
        robot.ask("居住证")
        assert robot.until("reply")
