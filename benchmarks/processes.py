"""Processes under measurement: started, waited for, weighed and ended."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str | Path], log: Path, **environment: str
) -> Iterator[psutil.Process]:
    """A process and its children for as long as the block runs."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdout=output,
            stderr=output,
        )
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(url: str, good: Callable[[bytes], bool], seconds: float = 180) -> float:
    """Seconds until a GET of `url` answers 200 with a body that is `good`.

    Raises:
        TimeoutError: it never did.
    """
    started = time.perf_counter()
    while time.perf_counter() - started < seconds:
        try:
            with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 -- loopback
                if good(response.read()):
                    return time.perf_counter() - started
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.05)
    raise TimeoutError(url)


def family(process: psutil.Process) -> list[psutil.Process]:
    """A process and everything it started."""
    return [process, *process.children(recursive=True)]


def cpu_seconds(processes: Sequence[psutil.Process]) -> float:
    """CPU seconds, user and system, that the processes have used so far."""
    return sum(sum(p.cpu_times()[:2]) for root in processes for p in family(root))


def cpu_of_each(processes: Sequence[psutil.Process]) -> dict[str, float]:
    """CPU seconds so far by the module that each process runs: `bot`, `bot.assistant`, `rasa`."""
    used: dict[str, float] = {}
    for process in (p for root in processes for p in family(root)):
        arguments = process.cmdline()
        if "-m" in arguments:
            module = arguments[arguments.index("-m") + 1]
            used[module] = used.get(module, 0.0) + sum(process.cpu_times()[:2])
    return used


def memory_mb(processes: Sequence[psutil.Process]) -> list[float]:
    """Resident megabytes of each process, largest first."""
    sizes = [p.memory_info().rss / 1e6 for root in processes for p in family(root)]
    return sorted(sizes, reverse=True)
