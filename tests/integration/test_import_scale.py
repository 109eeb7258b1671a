"""20,000 entries at once: the size to hold, within the memory there is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from tests.integration.import_desk import PLACES

ENTRIES = 20_000
MEMORY_MB = 512
PROGRAM = """
import re, sys
from pathlib import Path
from knowledge_base.database import Base, Database
from knowledge_base.importers.base import Outcome
from knowledge_base.importers.organisations import load_organisations
from knowledge_base.importers.runner import import_paths

folder = Path(sys.argv[1])
database = Database(f"sqlite:///{folder / 'scale.db'}")
Base.metadata.create_all(database.engine)
with database.begin() as session:
    load_organisations(session, folder / "organisations.json")
files = [folder / name for name in sys.argv[2:]]
report = import_paths(database, files, actor="test", publish_reason="reviewed before")
print(report.total(Outcome.NEW), len(report.problems))
# Not ru_maxrss: that begins with what the process that started this one had.
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


def _record(number: int) -> dict[str, object]:
    """An entry of ordinary length, unlike every other."""
    return {
        "key": f"k{number}",
        "question": f"第{number}号事项怎么办理？",
        "similar": [
            f"{number}号事项{word}"
            for word in ("咋办", "要啥材料", "去哪办", "多久", "找谁", "行不行")
        ],
        "answer": f"第{number}号事项的办理说明。" + "请带好材料到窗口办理，也可以网上申请。" * 12,
        "topic": f"事项{number}",
        "sources": [
            {"kind": "law", "title": f"办法{number % 50}", "document_number": "示府〔2024〕1号"}
        ],
    }


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_twenty_thousand_entries_fit_in_half_a_gigabyte(tmp_path: Path) -> None:
    (tmp_path / "organisations.json").write_bytes(orjson.dumps(PLACES))
    with (tmp_path / "big.jsonl").open("wb") as out:
        for number in range(ENTRIES):
            out.write(orjson.dumps(_record(number)) + b"\n")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path), "big.jsonl"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    counted, memory = done.stdout.split("\n")[:2]
    assert counted == f"{ENTRIES} 0"
    assert int(memory) < MEMORY_MB
