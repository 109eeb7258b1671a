"""The service as its users meet it: a process of its own, with a real assistant beside it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

ROOT = Path(__file__).resolve().parents[2]
ASSISTANT_PYTHON = ROOT / ".venv-assistant" / "bin" / "python"
READY_LIMIT_S = 300
ALWAYS_OPEN = "00:00-24:00"
"""Hours of the desk in tests, which open and close it by the calendar; see `support.desk`."""


@dataclass
class LiveService:
    """A running service and how to speak to it."""

    data: Path
    port: int
    process: subprocess.Popen[bytes]
    http: httpx.Client

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database_url(self) -> str:
        """The URL of its database."""
        return f"sqlite:///{self.data / 'wenzheng.db'}"

    def ask(self, question: str, **more: Any) -> dict[str, Any]:
        """POST /api/ask; the reply's JSON."""
        response = self.http.post("/api/ask", json={"question": question, **more})
        response.raise_for_status()
        reply: dict[str, Any] = response.json()
        return reply

    def session(self) -> str:
        """A new conversation's token."""
        return str(self.http.post("/web/session").json()["session"])

    def health(self) -> dict[str, Any]:
        """GET /health."""
        health: dict[str, Any] = self.http.get("/health").json()
        return health

    def wait_for_assistant(self, model: str | None = None) -> None:
        """Until the assistant is ready (with this model)."""
        wait_until(
            lambda: (
                (health := self.health())["assistant"] == "ready"
                and model in (None, health["model"])
            )
        )

    def assistant_process(self) -> psutil.Process:
        """The assistant, as the operating system knows it."""
        for child in psutil.Process(self.process.pid).children(recursive=True):
            if "bot.assistant" in child.cmdline():
                return child
        raise AssertionError("no assistant runs")

    def texts(self, reply: dict[str, Any]) -> str:
        """What a citizen reads of a reply."""
        return "\n".join(block["text"] for block in reply["blocks"] if "text" in block)


def wait_until(condition: Callable[[], bool], seconds: float = READY_LIMIT_S) -> None:
    """Wait for something that must come true; fail where it does not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def live_service(
    data: Path, *, model: Path | None = None, starter: bool = False, **settings: str
) -> Iterator[LiveService]:
    """`python -m bot run` on a data directory; returns once it answers.

    Args:
        data: the data directory; made where it is missing.
        model: a trained model to be in use; none runs where None.
        starter: fill an empty database with the starter knowledge.
        settings: more settings by their names, such as `rate_per_minute="5"`.
    """
    if model is not None:
        models = data / "assistant" / "models"
        models.mkdir(parents=True, exist_ok=True)
        shutil.copy(model, models)
        (models / "active").write_text(model.name)
    port = free_port()
    environment = {
        "WENZHENG_DATA_DIR": str(data),
        "WENZHENG_ASSISTANT_ENABLED": "true" if model else "false",
        "WENZHENG_ASSISTANT_PYTHON": str(ASSISTANT_PYTHON),
        "WENZHENG_DESK_HOURS": ALWAYS_OPEN,
        "WENZHENG_RATE_PER_MINUTE": "100000",
        "WENZHENG_ADDRESS_RATE_PER_MINUTE": "100000",
        **{f"WENZHENG_{name.upper()}": value for name, value in settings.items()},
    }
    flag = "--starter" if starter else "--no-starter"
    data.mkdir(parents=True, exist_ok=True)
    with (data / "output.log").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", flag, "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=output,
            stderr=output,
        )
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as http:
        service = LiveService(data, port, process, http)
        try:
            wait_until(lambda: _answers(service))
            yield service
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(service: LiveService) -> bool:
    code = service.process.poll()
    assert code is None, (
        f"the service ended with {code}: {(service.data / 'output.log').read_text()}"
    )
    try:
        return service.http.get("/health").status_code == 200
    except httpx.TransportError:
        return False
