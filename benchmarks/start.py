"""From starting the process to the first answer, and from publishing to the new answer.

`python -m benchmarks.start [--rounds 5] [--data DIR]` starts the service on the sample knowledge,
which it imports once, and prints medians. The assistant is off: the first answers come before it.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from benchmarks.processes import free_port, running, wait_for
from benchmarks.turns import post
from bot.settings import Settings
from knowledge_base.database import Database
from knowledge_base.editorial import draft_of, publish_reviewed, save_draft
from knowledge_base.models import Entry

QUESTION = "依申请公开多久答复？"


def ask(port: int) -> dict[str, object]:
    """One question to the knowledge."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    reply: dict[str, object] = json.loads(post(connection, "/api/ask", {"question": QUESTION}))
    return reply


def first_answer(data: Path, stack: ExitStack) -> tuple[float, int]:
    """Seconds from starting the process to its first answer, and its port."""
    port = free_port()
    started = time.perf_counter()
    stack.enter_context(
        running(
            [sys.executable, "-m", "bot", "run", "--port", str(port)],
            data / "start.log",
            WENZHENG_DATA_DIR=str(data),
            WENZHENG_ASSISTANT_ENABLED="false",
            WENZHENG_ADDRESS_RATE_PER_MINUTE="1000000",
        )
    )
    wait_for(f"http://127.0.0.1:{port}/health", lambda _: True)
    if not str(ask(port)["status"]).startswith("answered"):
        raise RuntimeError(f"{QUESTION} was not answered")
    return time.perf_counter() - started, port


def publish_to_answer(data: Path, port: int, number: int) -> float:
    """Seconds from publishing a changed entry to its being the answer."""
    entry_id, words = str(ask(port)["entry_id"]), f"第{number}次修改后的答案。"
    database = Database(Settings(data_dir=data).resolved_database_url)
    with database.begin() as session:
        entry = session.get_one(Entry, entry_id)
        draft = replace(draft_of(entry, entry.latest), answer=words)
        saved = save_draft(session, draft, "benchmark")
        publish_reviewed(session, entry_id, saved.number, "benchmark", "benchmark")
    published = time.perf_counter()
    while words not in json.dumps(ask(port), ensure_ascii=False):
        time.sleep(0.01)
    return time.perf_counter() - published


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--data", type=Path, help="a data directory to use again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        data = arguments.data or Path(temporary)
        starts, follows = [], []
        with ExitStack() as stack:
            filled, _ = first_answer(data, stack)
        for number in range(arguments.rounds):
            with ExitStack() as stack:
                seconds, port = first_answer(data, stack)
                starts.append(seconds)
                follows.append(publish_to_answer(data, port, number))
    print(f"first start, with the import of the sample knowledge: {filled:.1f} s")
    print(f"start to first answer, median of {len(starts)}: {statistics.median(starts):.2f} s")
    print(f"publish to answer, median of {len(follows)}: {statistics.median(follows):.2f} s")


if __name__ == "__main__":
    main()
