"""`python -m bot.assistant`: load a trained model and serve it to the service.

The service starts this process and supervises it. Settings come by environment, because a command
line is readable to every user of the machine: `WENZHENG_ACTION_SECRET`, `WENZHENG_TRACKER_URL`.
The process ends when its standard input is closed, so that it never
outlives the service, however that died.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import os
import signal
import sys
import threading

import jieba
import uvloop
from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog

from bot.assistant import lean, lean_nlu
from bot.assistant.server import TurnServer, serve
from bot.assistant.tracker_store import BoundedTrackerStore
from bot.assistant.wire import WireEndpoint


def main() -> None:
    """Parse the arguments, load the model, serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m bot.assistant")
    parser.add_argument("--model", required=True, help="trained model, a .tar.gz")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    configure_structlog(logging.WARNING)
    jieba.setLogLevel(logging.WARNING)
    uvloop.install()
    asyncio.run(_run(arguments.model, arguments.host, arguments.port))


async def _run(model: str, host: str, port: int) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    threading.Thread(target=_watch_parent, args=(loop, stopped), daemon=True).start()

    secret = os.environ["WENZHENG_ACTION_SECRET"]
    lean.install()
    trackers = BoundedTrackerStore(None, url=os.environ["WENZHENG_TRACKER_URL"])
    agent = Agent.load(model, action_endpoint=WireEndpoint(), tracker_store=trackers)
    lean_nlu.install(agent.processor.model_metadata.predict_schema)
    server = TurnServer(agent, trackers, secret)
    await server.warm_up()
    gc.freeze()  # nobody looks for garbage among the half a million objects of what is loaded
    await serve(server, host, port, stopped)


def _watch_parent(loop: asyncio.AbstractEventLoop, stopped: asyncio.Event) -> None:
    sys.stdin.read()
    loop.call_soon_threadsafe(stopped.set)


if __name__ == "__main__":
    main()
