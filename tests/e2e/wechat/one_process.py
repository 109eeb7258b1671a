"""One of several processes that serve the same account and share a Redis.

Run as `python -m tests.e2e.wechat.one_process PORT REDIS_URL TURNS_FILE`; every turn that runs
adds a line to the file.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from bot.turns import Reply, UserTurn
from connectors.wechat import create_router
from connectors.wechat.redis_store import RedisStore
from tests.e2e.wechat.support import SECRET, KeptAddresses, ScriptedBot, bare_account, say

ANSWER_S = 0.8


class CountingBot(ScriptedBot):
    """Writes each turn down where every process writes."""

    def __init__(self, turns: Path) -> None:
        super().__init__(delay_s=ANSWER_S)
        self._file = turns

    async def __call__(self, turn: UserTurn) -> Reply:
        with self._file.open("a") as file:
            file.write(f"{turn.msg_id}\n")
        return await super().__call__(turn)


def app(redis_url: str, turns: Path) -> FastAPI:
    bot = CountingBot(turns)
    application = FastAPI()
    application.include_router(
        create_router(
            bot,
            bot,
            accounts=[bare_account()],
            secret=SECRET,
            say=say,
            erase=bot.erase,
            addresses=KeptAddresses(bot),
            full_answer_url=lambda entry: entry,
            store=RedisStore.at(redis_url),
        )
    )
    return application


if __name__ == "__main__":
    port, redis_url, turns = sys.argv[1:]
    server = uvicorn.Server(
        uvicorn.Config(app(redis_url, Path(turns)), port=int(port), log_level="critical")
    )
    asyncio.run(server.serve())
