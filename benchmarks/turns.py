"""A turn of the dialogue: this service beside stock Rasa, same model, same domain, same knowledge.

`python -m benchmarks.turns [--rounds 3] [--turns 200]` starts both, then measures them in turn,
round by round, with 1 and with 8 conversations at a time, and prints a Markdown table of medians,
the time by step of our turn, and the cost of the 1,000th turn of one conversation against the 10th.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.processes import (
    cpu_of_each,
    cpu_seconds,
    free_port,
    memory_mb,
    running,
    wait_for,
)
from bot.training import ROOT

QUESTIONS = (
    "居住证怎么办",
    "那要多久",
    "依申请公开多久答复",
    "谢谢",
    "身份证丢了怎么补办要带什么",
    "我妈82了高龄津贴找哪个",
    "公积金能提取出来付房租吗",
    "再说一遍",
    "今天天气好",
    "How do I renew my residence permit",
)
TURNS_A_CONVERSATION = 10
TIMEOUT_S = 30

Ask = Callable[[http.client.HTTPConnection, str, str], None]


@dataclass(frozen=True)
class Peer:
    """A system under measurement."""

    name: str
    port: int
    processes: list[psutil.Process]
    ask: Ask
    session: Callable[[], str]


@dataclass(frozen=True)
class Measured:
    """One peer, one round, one concurrency."""

    turns_per_s: float
    p50_ms: float
    p99_ms: float
    cpu_ms_per_turn: float


def post(connection: http.client.HTTPConnection, path: str, body: object) -> bytes:
    """POST JSON over a kept connection; anything but 200 ends the benchmark."""
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    response = connection.getresponse()
    content = response.read()
    if response.status != 200:
        raise RuntimeError(f"{path}: {response.status} {content[:200]!r}")
    return content


def ask_stock(connection: http.client.HTTPConnection, session: str, text: str) -> None:
    """A turn through stock Rasa's REST channel."""
    body = {"sender": session, "message": text, "metadata": {"language": "zh"}}
    if not json.loads(post(connection, "/webhooks/rest/webhook", body)):
        raise RuntimeError(f"stock Rasa said nothing to {text!r}")


def ask_ours(connection: http.client.HTTPConnection, session: str, text: str) -> None:
    """A turn through this service's API."""
    reply = json.loads(post(connection, "/api/ask", {"question": text, "session": session}))
    if reply["status"].startswith(("error", "refused")):
        raise RuntimeError(f"{reply['status']} for {text!r}")


def our_session(port: int) -> str:
    """A new conversation's token."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    return str(json.loads(post(connection, "/web/session", {}))["session"])


def measure(peer: Peer, concurrent: int, turns: int) -> Measured:
    """Let `concurrent` conversations talk until `turns` turns are done."""
    latencies: list[float] = []
    faults: list[BaseException] = []
    quota = turns // concurrent

    def talk() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", peer.port, timeout=TIMEOUT_S)
        try:
            for number in range(quota):
                if number % TURNS_A_CONVERSATION == 0:
                    session = peer.session()
                started = time.perf_counter()
                peer.ask(connection, session, QUESTIONS[number % len(QUESTIONS)])
                latencies.append((time.perf_counter() - started) * 1000)
        except BaseException as fault:
            faults.append(fault)

    cpu, started = cpu_seconds(peer.processes), time.perf_counter()
    threads = [threading.Thread(target=talk) for _ in range(concurrent)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    elapsed = time.perf_counter() - started
    used = cpu_seconds(peer.processes) - cpu
    latencies.sort()
    return Measured(
        turns_per_s=len(latencies) / elapsed,
        p50_ms=latencies[len(latencies) // 2],
        p99_ms=latencies[int(len(latencies) * 0.99)],
        cpu_ms_per_turn=used / len(latencies) * 1000,
    )


def start_ours(stack: ExitStack, data: Path, log: Path) -> Peer:
    """This service with the sample knowledge; returns once its assistant is ready."""
    port = free_port()
    process = stack.enter_context(
        running(
            [sys.executable, "-m", "bot", "run", "--port", str(port)],
            log,
            WENZHENG_DATA_DIR=str(data),
            WENZHENG_RATE_PER_MINUTE="1000000",
            WENZHENG_ADDRESS_RATE_PER_MINUTE="1000000",
        )
    )
    wait_for(f"http://127.0.0.1:{port}/health", lambda body: b'"ready"' in body, 300)
    return Peer("Wenzheng", port, [process], ask_ours, lambda: our_session(port))


def start_stock(stack: ExitStack, data: Path, log: Path) -> Peer:
    """`rasa run` and `rasa run actions` with the model that our service has trained."""
    actions_port, port = free_port(), free_port()
    model = data / "assistant" / "models" / (data / "assistant/models/active").read_text()
    endpoints = data / "stock-endpoints.yml"
    endpoints.write_text(f"action_endpoint:\n  url: http://127.0.0.1:{actions_port}/webhook\n")
    actions = stack.enter_context(
        running(
            [sys.executable, "-m", "benchmarks.stock_actions", str(actions_port)],
            log,
            WENZHENG_DATA_DIR=str(data / "stock"),
            WENZHENG_DATABASE_URL=f"sqlite:///{data.resolve() / 'wenzheng.db'}",
        )
    )
    rasa = stack.enter_context(
        running(
            [
                *(ROOT / ".venv-assistant/bin/python", "-m", "rasa", "run"),
                *("--model", model, "--endpoints", endpoints, "--port", str(port)),
                *("--credentials", ROOT / "credentials.yml", "--interface", "127.0.0.1"),
            ],
            log,
            RASA_TELEMETRY_ENABLED="false",
        )
    )
    wait_for(f"http://127.0.0.1:{actions_port}/health", lambda _: True)
    wait_for(f"http://127.0.0.1:{port}/", lambda _: True)
    return Peer("stock Rasa", port, [rasa, actions], ask_stock, lambda: uuid.uuid4().hex)


def table(results: dict[tuple[str, int], list[Measured]]) -> str:
    """Medians over the rounds, as Markdown."""
    lines = [
        "| system | conversations at a time | turns/s | p50 ms | p99 ms | CPU ms per turn |",
        "|---|---|---|---|---|---|",
    ]
    for (name, concurrent), rounds in sorted(results.items(), key=lambda item: item[0][1]):
        figures = (
            statistics.median(getattr(r, field) for r in rounds)
            for field in ("turns_per_s", "p50_ms", "p99_ms", "cpu_ms_per_turn")
        )
        lines.append(f"| {name} | {concurrent} | " + " | ".join(f"{f:.1f}" for f in figures) + " |")
    return "\n".join(lines)


def ratios(results: dict[tuple[str, int], list[Measured]]) -> str:
    """Ours over stock's, round by round, median."""
    lines = []
    for concurrent in sorted({c for _, c in results}):
        pairs = list(
            zip(results["Wenzheng", concurrent], results["stock Rasa", concurrent], strict=True)
        )
        speed = statistics.median(ours.turns_per_s / stock.turns_per_s for ours, stock in pairs)
        delay = statistics.median(ours.p50_ms / stock.p50_ms for ours, stock in pairs)
        lines.append(f"{concurrent} at a time: {speed:.2f} × the turns/s, {delay:.2f} × the p50")
    return "\n".join(lines)


def weight(peer: Peer, at_first: dict[str, float], turns: int) -> str:
    """CPU time a turn and memory of each of a peer's processes."""
    used = cpu_of_each(peer.processes)
    cpu = (f"{name} {(used[name] - at_first[name]) / turns * 1000:.1f}" for name in at_first)
    sizes = (f"{size:.0f}" for size in memory_mb(peer.processes) if size > 10)
    return f"{peer.name}: CPU ms a turn: {', '.join(cpu)}; memory: {', '.join(sizes)} MB"


def long_conversation(peer: Peer, turns: int) -> tuple[float, float]:
    """Median ms of the turns around the 10th and around the last of one conversation."""
    connection = http.client.HTTPConnection("127.0.0.1", peer.port, timeout=TIMEOUT_S)
    session, latencies = peer.session(), []
    for number in range(turns):
        started = time.perf_counter()
        peer.ask(connection, session, QUESTIONS[number % len(QUESTIONS)])
        latencies.append((time.perf_counter() - started) * 1000)
    return statistics.median(latencies[5:25]), statistics.median(latencies[-20:])


def steps(data: Path, turns: int) -> str:
    """Median ms of each step of our latest turns, from their receipts."""
    from sqlalchemy import select

    from bot.conversations.models import ReceiptRecord
    from bot.settings import Settings
    from knowledge_base.database import Database

    database = Database(Settings(data_dir=data).resolved_database_url)
    query = select(ReceiptRecord.latency_ms).order_by(ReceiptRecord.at.desc()).limit(turns)
    with database.read() as session:
        receipts = list(session.scalars(query))
    names = list(dict.fromkeys(name for receipt in receipts for name in receipt))
    medians = {n: statistics.median(r[n] for r in receipts if n in r) for n in names}
    return "\n".join(f"{name:<20} {ms:8.2f} ms" for name, ms in medians.items())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--turns", type=int, default=200)
    parser.add_argument("--long", type=int, default=1000, help="turns of the long conversation")
    parser.add_argument("--data", type=Path, help="a data directory to use again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        data = arguments.data or Path(temporary)
        log = Path(temporary) / "processes.log"
        peers = [start_ours(stack, data, log), start_stock(stack, data, log)]
        results: dict[tuple[str, int], list[Measured]] = {}
        for peer in peers:
            measure(peer, 1, 20)
        before = [cpu_of_each(peer.processes) for peer in peers]
        for _ in range(arguments.rounds):
            for concurrent in (1, 8):
                for peer in peers:
                    result = measure(peer, concurrent, arguments.turns)
                    results.setdefault((peer.name, concurrent), []).append(result)
        print(table(results))
        print()
        print(ratios(results))
        for peer, at_first in zip(peers, before, strict=True):
            print(weight(peer, at_first, 2 * arguments.rounds * arguments.turns))
        print()
        print(steps(data, arguments.turns))
        if arguments.long:
            early, late = long_conversation(peers[0], arguments.long)
            print(
                f"\nturn {arguments.long}: {late:.1f} ms, turn 10: {early:.1f} ms"
                f" ({late / early:.2f} ×)"
            )


if __name__ == "__main__":
    main()
