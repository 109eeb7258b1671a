"""The sentence encoder from the command line, and a scorer that learned with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from knowledge_base.answering import Answering, Decision
from knowledge_base.database import Base, Database
from knowledge_base.drafts import EntryDraft
from knowledge_base.learning import learn, write_scorer
from knowledge_base.published import load_published
from knowledge_base.retrieval.encoder import load_encoder
from knowledge_base.retrieval.forest import read_forest
from knowledge_base.retrieval.scorer import GATE_FEATURES, UnusableScorer, load_scorer
from knowledge_base.retrieval.vector_cache import VectorCache
from knowledge_base.throwaway import publish as publish_rows
from tests.integration.answering_desk import EVERYTHING, make_database, publish
from tests.support.encoder import tiny_encoder
from tests.support.knowledge import PERMIT_MATERIALS, small_district
from tests.support.knowledge import publish as publish_entry
from tests.support.service import live_service, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

ROOT = Path(__file__).resolve().parents[2]
STARTER_QA = ROOT / "knowledge_base" / "starter" / "qa"
LIBRARY = EntryDraft(
    key="test/library", question="图书馆几点开门？", answer="九点。", jurisdiction="sf"
)
MEANINGS = ("图书馆书籍阅览", "开门营业时间", "租房公住", "老人高龄", "上学校读书")


def bot(data: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {f"WENZHENG_{name.upper()}": value for name, value in settings.items()}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env={**os.environ, "WENZHENG_DATA_DIR": str(data), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", [("run", "--no-starter"), ("evaluate",)])
def test_a_bad_encoder_stops_the_start_with_one_clear_line(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    ended = bot(tmp_path, *command, encoder_dir=str(tmp_path / "nowhere"))
    said = (ended.stdout + ended.stderr).replace("\n", "")
    assert ended.returncode == 1
    assert "no model.onnx" in said
    assert "encoder_dir" in said
    assert "Traceback" not in said


def corpus() -> list[dict[str, object]]:
    lines = [
        line
        for name in ("housing", "elderly", "culture", "school")
        for line in (STARTER_QA / f"{name}.jsonl").read_bytes().splitlines()
    ]
    return [{"id": row["key"], **row} for row in map(orjson.loads, lines)]


def test_learning_weighs_the_encoder_and_is_of_use_only_with_it(tmp_path: Path) -> None:
    vectors = VectorCache(load_encoder(tiny_encoder(tmp_path / "encoder", MEANINGS)), tmp_path)
    written = Database(f"sqlite:///{tmp_path / 'starter.db'}")
    Base.metadata.create_all(written.engine)
    publish_rows(written, corpus())
    with written.read() as session:
        entries = list(load_published(session))
    written.close()
    by_words, with_meaning = learn(entries), learn(entries, vectors=vectors)
    assert len(with_meaning["weights"]) == len(by_words["weights"]) + 1
    assert with_meaning["weights"][-1] > 0
    looked_at = [read_forest(learned["gate"]).columns.max() for learned in (by_words, with_meaning)]
    assert looked_at == [len(GATE_FEATURES) - 1, len(GATE_FEATURES)]
    assert "encoder" not in by_words
    path = tmp_path / "scorer.json"
    write_scorer(with_meaning, path)
    with pytest.raises(UnusableScorer, match="another sentence encoder"):
        load_scorer(path)
    database = make_database(tmp_path)
    for entry_id, content in EVERYTHING.items():
        publish(database, entry_id, content)
    answering = Answering(database, None, scorer_path=path, vectors=vectors)
    answering.open()
    finding = answering.ask("区图书馆几点开门？")[0]
    assert (finding.decision, finding.matches[0].entry.id) == (Decision.ANSWER, "library")
    answering.close()
    database.close()


def test_the_service_finds_by_meaning_and_follows_what_is_published(tmp_path: Path) -> None:
    encoder = tiny_encoder(tmp_path / "encoder", ("图书馆藏楼", "开门营业"))
    database = small_district(f"sqlite:///{tmp_path / 'wenzheng.db'}")
    with live_service(tmp_path, encoder_dir=str(encoder)) as service:
        assert service.ask("办理居住证需要哪些材料？")["entry_id"] == PERMIT_MATERIALS.id
        assert all(c["entry_id"] != LIBRARY.id for c in service.ask("藏楼营业")["candidates"])
        publish_entry(database, LIBRARY)
        wait_until(lambda: service.ask("图书馆几点开门？")["entry_id"] == LIBRARY.id)
        candidates = service.ask("藏楼营业")["candidates"]
        assert candidates[0]["entry_id"] == LIBRARY.id
    database.close()
    assert list((tmp_path / "vectors").glob("vectors-*.db"))
