"""What a citizen does at the kiosk, and what there is to see."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Locator, Page, ViewportSize, WebSocket, expect

from tests.e2e.browsing import faults_of

PORTRAIT = ViewportSize(width=1080, height=1920)
LANDSCAPE = ViewportSize(width=1920, height=1080)


class KioskPage:
    """The kiosk's page, as somebody before the machine uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sent: list[dict[str, Any]] = []
        """Frames of the page to the server, without sound and pings."""
        self.received: list[dict[str, Any]] = []
        """Frames of the server."""
        self.sound: list[int] = []
        """For each frame of sound sent: how many other frames had been sent before it."""
        self.faults = faults_of(page)
        page.on("websocket", self._watch)
        self.answers = page.locator(".log article")
        self.said = page.locator(".log .said p")
        self.caption = page.locator(".captions .caption")
        self.ways = page.locator(".captions .ways")
        self.input = page.locator("textarea")
        self.keys = page.locator(".keys")
        self.candidates = page.locator(".candidates")
        self.idle = page.locator("dialog.idle")
        self.phone = page.locator("dialog.phone")
        self.status = page.locator(".status")

    def _watch(self, socket: WebSocket) -> None:
        def keep(frames: list[dict[str, Any]], payload: str | bytes) -> None:
            if isinstance(payload, str):
                frames.append(json.loads(payload))
            elif frames is self.sent:
                self.sound.append(len(self.sent))

        socket.on("framesent", lambda payload: keep(self.sent, payload))
        socket.on("framereceived", lambda payload: keep(self.received, payload))

    def visit(self, url: str) -> KioskPage:
        self.page.goto(f"{url}/kiosk")
        self.page.locator(".door").first.wait_for()
        return self

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def dock(self, name: str) -> Locator:
        """A main button: home, type, speak, phone, human."""
        return self.page.locator(f'[data-dock="{name}"]')

    def section(self, name: str) -> KioskPage:
        self.page.locator(f'.sign[data-section="{name}"]').click()
        self.page.locator(f'.section[data-section="{name}"]').wait_for()
        return self

    def ask(self, text: str) -> KioskPage:
        """Ask with a keyboard that is plugged in."""
        self.dock("type").click()
        self.input.fill(text)
        self.input.press("Enter")
        return self

    def press(self, keys: str) -> KioskPage:
        """Touch keys on the screen, one after another."""
        for key in keys:
            self.keys.get_by_role("button", name=key, exact=True).click()
        return self

    def answered(self, count: int = 1) -> Locator:
        """The newest of `count` answers, once it is there."""
        expect(self.answers).to_have_count(count)
        return self.answers.last

    def told(self, kind: str) -> list[dict[str, Any]]:
        """Frames of one `kind` that the server has sent."""
        return [frame for frame in self.received if frame.get("kind") == kind]

    def until_told(self, kind: str, count: int = 1) -> dict[str, Any]:
        """The server's frame of a kind, once there are so many."""
        for _ in range(400):
            if len(self.told(kind)) >= count:
                return self.told(kind)[-1]
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never told {kind}")
