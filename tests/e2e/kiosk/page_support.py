"""The kiosk channel on a real port, with a bot whose answers a test can foresee."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI

import connectors.web
from bot.conversations.privacy import mask
from bot.wording import Wording
from connectors.kiosk import create_router
from connectors.kiosk.options import KioskOptions
from connectors.web.sessions import Sessions
from tests.e2e.web.support import HOT, SECRET, MemoryBot, suggest
from tests.support.service import wait_until
from tests.support.serving import Served

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


class KioskServer(Served):
    """The kiosk and the widget on a real port."""

    def __init__(
        self,
        **options: float | str | None,
    ) -> None:
        super().__init__()
        self.bot = KioskBot()
        wording, sessions = Wording(), Sessions(SECRET)
        app = FastAPI()
        app.include_router(
            create_router(
                self.bot,
                self.bot,
                options=KioskOptions(**options),
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
        app.include_router(
            connectors.web.create_router(self.bot, self.bot, secret=SECRET, allowed_origins=())
        )

        self.app = app

    def until(self, holds: Callable[[], bool], seconds: float = 15) -> None:
        """Wait for something that the server does in its own time."""
        wait_until(holds, seconds)
