"""Keeps an assistant running: starts it, watches it, restarts it, replaces it without a gap."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import structlog

from bot.errors import AssistantUnavailableError, TrainingFailedError
from bot.training import Models, assistant_environment

START_LIMIT_S = 180.0
"""Seconds an assistant may take to load: TensorFlow alone takes 10 to 20."""
DRAIN_S = 10.0
"""Seconds a replaced assistant has to finish the turns under way."""
STEADY_S = 300.0
"""An assistant that lived this long, loading included, was well: the next restart comes soon."""
WATCH_S = 1.0
"""Seconds between looks at the process and at the `active` file."""
BACKOFF_S = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Pauses before the first, second … restart in a row; the last one repeats."""

logger = structlog.get_logger(__name__)


class AssistantState(StrEnum):
    """How the assistant is, for health checks and the console."""

    OFF = "off"
    TRAINING = "training"
    STARTING = "starting"
    READY = "ready"
    WAITING = "waiting"
    """Dead; to be started again after a pause."""


@dataclass(slots=True)
class _Running:
    process: asyncio.subprocess.Process
    model: Path
    address: str


@dataclass(frozen=True, slots=True)
class AssistantEnvironment:
    """What an assistant process is told."""

    python: Path
    secret: str
    tracker_url: str
    log_file: Path


class Supervisor:
    """One assistant process, at most two while one replaces the other."""

    def __init__(self, models: Models, environment: AssistantEnvironment) -> None:
        """Set up; `run` starts it all."""
        self._models = models
        self._environment = environment
        self._running: _Running | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.state = AssistantState.OFF
        self._refused: Path | None = None
        """A model that would not start: not tried again until another one is named."""

    def address(self) -> str | None:
        """Base URL of the assistant that takes turns now, or None."""
        running = self._running
        if running is None or running.process.returncode is not None:
            return None
        return running.address

    @property
    def model(self) -> str | None:
        """Name of the model in use."""
        return self._running.model.name if self._running else None

    async def run(self) -> None:
        """Keep an assistant running until cancelled, training it first where it never was."""
        failures = 0
        renewal = asyncio.create_task(self._renew())
        try:
            while True:
                started = time.monotonic()
                try:
                    await self._once()
                except (AssistantUnavailableError, TrainingFailedError) as error:
                    logger.error("assistant.failed", reason=str(error))
                lived = time.monotonic() - started
                failures = 0 if lived > STEADY_S else failures + 1
                self.state = AssistantState.WAITING
                pause = BACKOFF_S[min(failures, len(BACKOFF_S) - 1)]
                await asyncio.sleep(pause * random.uniform(0.8, 1.2))
        finally:
            renewal.cancel()
            await self._stop_all()

    async def _renew(self) -> None:
        """Train again where the files have changed since the model in use was trained."""
        if self._models.active in (None, self._models.current):
            return
        try:
            self._models.activate(await self._models.train())
        except TrainingFailedError as error:
            logger.error("assistant.not_renewed", reason=str(error))

    async def _once(self) -> None:
        """From start to death of one assistant, with the replacements in between."""
        model = self._models.active or await self._trained()
        self.state = AssistantState.STARTING
        self._running = await self._start(model)
        self.state = AssistantState.READY
        logger.info("assistant.ready", model=model.name)
        while self._running.process.returncode is None:
            await asyncio.sleep(WATCH_S)
            wanted = self._models.active
            if wanted is not None and wanted not in (self._running.model, self._refused):
                await self._replace(wanted)
        logger.error("assistant.died", code=self._running.process.returncode)
        self._running = None

    async def _trained(self) -> Path:
        self.state = AssistantState.TRAINING
        logger.info("assistant.training")
        model = await self._models.train()
        self._models.activate(model)
        return model

    async def _replace(self, model: Path) -> None:
        """Start the new one, and only when it is ready let go of the old one."""
        try:
            new = await self._start(model)
        except AssistantUnavailableError as error:
            logger.error("assistant.not_replaced", model=model.name, reason=str(error))
            self._refused = model
            return
        old, self._running = self._running, new
        logger.info("assistant.replaced", model=model.name)
        if old is not None:
            self._keep(asyncio.create_task(_end(old.process)))

    async def _start(self, model: Path) -> _Running:
        environment = self._environment
        environment.log_file.parent.mkdir(parents=True, exist_ok=True)
        with environment.log_file.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *(str(environment.python.absolute()), "-m", "bot.assistant", "--model", str(model)),
                env={
                    **assistant_environment(),
                    "WENZHENG_ACTION_SECRET": environment.secret,
                    "WENZHENG_TRACKER_URL": environment.tracker_url,
                },
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        try:
            async with asyncio.timeout(START_LIMIT_S):
                port = await _listening_port(process)
        except (TimeoutError, AssistantUnavailableError, asyncio.CancelledError):
            await _end(process)
            raise
        self._keep(asyncio.create_task(_drain(process)))
        return _Running(process, model, f"http://127.0.0.1:{port}")

    def _keep(self, task: asyncio.Task[None]) -> None:
        """Hold a task until it is done."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _stop_all(self) -> None:
        if self._running is not None:
            await _end(self._running.process)
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._running = None
        self.state = AssistantState.OFF


async def _listening_port(process: asyncio.subprocess.Process) -> int:
    """The port from the line `listening <port>`, which the assistant prints once it is ready."""
    if process.stdout is None:
        raise AssistantUnavailableError("the assistant has no standard output")
    async for line in process.stdout:
        word, _, number = line.decode(errors="replace").strip().partition(" ")
        if word == "listening" and number.isdecimal():
            return int(number)
    raise AssistantUnavailableError("the assistant ended before it was ready; see its log")


async def _drain(process: asyncio.subprocess.Process) -> None:
    """Read what the assistant prints on, so that a full pipe never stops it."""
    while process.stdout is not None and await process.stdout.read(65_536):
        pass


async def _end(process: asyncio.subprocess.Process) -> None:
    """Ask a process to finish what it is at, then make it."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(DRAIN_S):
            await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
