"""Must-pass 6: the phone takes the conversation, once."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
import pytest

from connectors.kiosk.phone import PhoneCodes
from tests.e2e.kiosk.robot import Kiosk, Robot, closed, kiosk_of


def take(kiosk: Kiosk, code: str) -> httpx.Response:
    return httpx.post(f"{kiosk.url}/kiosk/continue", json={"code": code}, trust_env=False)


def phone_code(robot: Robot) -> str:
    robot.send(type="phone")
    frame = robot.until("phone")
    assert frame["size"] > 20
    assert frame["path"].startswith("M")
    assert frame["expires_s"] == 120
    url = urlsplit(frame["content"])
    assert (url.netloc, url.path, url.query) == ("ask.example.gov.cn", "/kiosk/continue", "")
    return url.fragment


def test_kiosk_06_the_phone_takes_the_conversation_once() -> None:
    with kiosk_of() as kiosk, kiosk.robot() as robot:
        robot.ask("居住证")
        robot.until("reply")
        code = phone_code(robot)
        conversation = kiosk.bot.turns[0].conversation_id or ""
        assert len(code) == 22
        assert conversation not in code
        first, second = take(kiosk, code), take(kiosk, code)
        assert first.json() == {"session": f"widget-token-of-{conversation}"}
        assert second.status_code == 410
        assert robot.until("wipe")["reason"] == "continued"
        assert closed(robot) == 1000
    assert kiosk.erased == []


def test_kiosk_06_a_newer_code_voids_the_older_and_a_wipe_voids_all() -> None:
    with kiosk_of() as kiosk, kiosk.robot() as robot:
        old, new = phone_code(robot), phone_code(robot)
        assert take(kiosk, old).status_code == 410
        robot.send(type="bye")
        robot.until("wipe")
        assert take(kiosk, new).status_code == 410


@pytest.mark.parametrize("code", ["", "guessed", "x" * 64, "x" * 65])
def test_kiosk_06_a_guessed_code_is_refused(code: str) -> None:
    with kiosk_of() as kiosk:
        assert take(kiosk, code).status_code in (410, 422)


def test_kiosk_06_a_code_grows_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PhoneCodes.__init__, "__defaults__", (0.0,))
    with kiosk_of() as kiosk, kiosk.robot() as robot:
        code = phone_code(robot)
        assert take(kiosk, code).status_code == 410
