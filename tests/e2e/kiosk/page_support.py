"""The kiosk channel on a real port, with a bot whose answers a test can foresee."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

import connectors.web
from bot.conversations.privacy import mask
from bot.wording import Wording
from connectors.kiosk import create_router
from connectors.kiosk.options import KioskOptions
from connectors.web.sessions import Sessions
from tests.e2e.web.support import HOT, QUESTIONS, SECRET, MemoryBot
from tests.support.service import free_port, wait_until

VOCABULARY = ("居住证", "公租房", "依申请公开")


class KioskBot(MemoryBot):
    """The widget's bot, which can also forget."""

    def __init__(self) -> None:
        super().__init__()
        self.erased: list[str] = []

    async def erase(self, conversation_id: str) -> None:
        self.erased.append(conversation_id)
        self._events.pop(conversation_id, None)

    @property
    def conversations(self) -> list[str]:
        """Those of which anything is still known."""
        return [name for name, events in self._events.items() if events]


def suggest(typed: str, count: int) -> list[str]:
    return [question for question in QUESTIONS if typed in question][:count]


class KioskServer:
    """The kiosk and the widget on a real port; may be stopped and started again."""

    def __init__(
        self,
        **options: float | str | None,
    ) -> None:
        self.bot = KioskBot()
        self.port = free_port()
        wording, sessions = Wording(), Sessions(SECRET)
        self.app = FastAPI()
        self.app.include_router(
            create_router(
                self.bot,
                self.bot,
                options=KioskOptions(**options),  # type: ignore[arg-type]
                secret=SECRET,
                say=wording.say,
                mask=mask,
                erase=self.bot.erase,
                hand_over=sessions.token_of,
                public_url=self.url,
                suggest=suggest,
                hot_questions=lambda language: HOT[language],
                vocabulary=lambda: VOCABULARY,
            )
        )
        self.app.include_router(
            connectors.web.create_router(self.bot, self.bot, secret=SECRET, allowed_origins=())
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        config = uvicorn.Config(
            self.app, port=self.port, log_level="critical", timeout_graceful_shutdown=0
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        wait_until(lambda: self._server.started, 20)

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        await self._server.serve()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(20)

    def drop_connections(self) -> None:
        """Cut every connection as a failing network does, without a goodbye."""

        def cut() -> None:
            for connection in list(self._server.server_state.connections):
                connection.transport.abort()

        self.loop.call_soon_threadsafe(cut)

    def until(self, holds: Callable[[], bool], seconds: float = 15) -> None:
        """Wait for something that the server does in its own time."""
        wait_until(holds, seconds)
