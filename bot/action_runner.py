"""Runs the assistant's action calls inside the service, whether by WebSocket or by HTTP."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import structlog

from actions.errors import ActionRejectedError, UnknownActionError
from actions.parts import Parts

if TYPE_CHECKING:
    from actions.server import ActionServer

logger = structlog.get_logger(__name__)


class ActionRunner:
    """Runs action calls; rasa_sdk is imported with the first one, to start 0.3 s earlier."""

    def __init__(self, parts: Parts) -> None:
        """Run the actions on these parts of the service."""
        self.parts = parts
        self._server: ActionServer | None = None

    async def run(self, call: dict[str, Any]) -> tuple[int, object]:
        """Run the action a call names.

        Args:
            call: Rasa's action call.

        Returns:
            The HTTP status and the body that Rasa expects of an action server.
        """
        try:
            if self._server is None:
                self._server = await asyncio.to_thread(self._load)
            return 200, await self._server.run(call)
        except ActionRejectedError as error:
            return 400, error.detail
        except UnknownActionError as error:
            return 404, {"detail": str(error)}
        except Exception:  # the call's boundary: Rasa goes on without the action
            logger.exception("action.failed")
            return 500, {"detail": "the action failed"}

    def _load(self) -> ActionServer:
        from actions.server import ActionServer, all_actions

        return ActionServer(all_actions(self.parts))
