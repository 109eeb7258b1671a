"""Finding answers: this product beside bm25s, plain tantivy and SQLite FTS5, one corpus, one run.

`python -m benchmarks.retrieval [--sizes 10000 100000 1000000] [--queries 200]` writes a synthetic
corpus, lets each engine index it and answer the same noisy questions, one thread, interleaved, and
prints a Markdown table. Ours is the whole answer (clean, expand, candidates, features, score,
decide), measured from a cold cache; the others only look candidates up. bm25s is left out where it
is not installed.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import rjieba
import tantivy

from knowledge_base.throwaway import throwaway

Find = Callable[[str], list[str]]
PLACES = [a + b for a in "东西南北中上下新旧大小" for b in "桥河湖山城塘坪岭洲港湾"]
MATTERS = (
    "居住证 身份证 护照 驾驶证 结婚证 营业执照 食品经营许可 卫生许可 公租房 廉租补贴 公积金 "
    "养老保险 医疗保险 失业保险 工伤认定 生育津贴 高龄津贴 残疾补贴 低保 临时救助 人才补贴 "
    "创业贷款 稳岗返还 施工许可 排水许可 占道审批 户外广告 犬只登记 校车许可 民办学校 电梯登记 "
    "特种设备 林木采伐 取水许可"
).split()
ACTIONS = "首次申领 补领 换领 变更 延续 注销 查询 转移 年检 备案 公示 复核 撤销 委托 预约".split()
ASPECTS = (
    "需要哪些材料 多长时间办结 收费标准是什么 在哪里办理 办理流程是什么 需要符合什么条件 "
    "由哪个部门负责 依据是什么 咨询电话是多少 网上怎么办理"
).split()
FILLERS = "请问 想问下 那个 麻烦 我想知道".split()


LARGE = 50_000
"""From this size on house numbers keep a million questions apart."""


@dataclass(slots=True)
class Engine:
    """One way of finding, ready to be asked."""

    name: str
    find: Find
    megabytes: float
    """On disk; in memory where it keeps nothing on disk."""
    build_s: float = 0.0
    grown_mb: float = 0.0
    """What the process grew by while building, as the operating system sees it."""
    times_ms: list[float] = field(default_factory=list)
    ranks: list[int] = field(default_factory=list)


class Corpus:
    """Distinct questions of about 25 characters, a line each, in a file: never all in memory."""

    def __init__(self, path: Path, size: int) -> None:
        self._path = path
        chance = random.Random(size)
        seen: set[int] = set()
        with path.open("w", encoding="utf-8") as file:
            while len(seen) < size:
                question = _question(chance, numbered=size > LARGE)
                if (mark := hash(question)) not in seen:
                    seen.add(mark)
                    file.write(question + "\n")

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Id and question."""
        with self._path.open(encoding="utf-8") as file:
            yield from ((str(n), line.rstrip("\n")) for n, line in enumerate(file))


def _question(chance: random.Random, *, numbered: bool) -> str:
    number = f"{chance.randrange(1, 400)}号" if numbered else ""
    place = chance.choice(PLACES) + chance.choice(PLACES) + chance.choice(["街道", "社区", "镇"])
    matter = chance.choice(MATTERS) + chance.choice(ACTIONS)
    return f"{place}{number}{matter}{chance.choice(ASPECTS)}？"


def noisy(question: str, chance: random.Random) -> str:
    """The question as somebody else would put it: a word dropped, two swapped, a filler."""
    words = rjieba.cut(question.rstrip("？"))
    del words[chance.randrange(len(words))]
    at = chance.randrange(len(words) - 1)
    words[at], words[at + 1] = words[at + 1], words[at]
    return chance.choice(FILLERS) + "".join(words)


def words_of(text: str) -> list[str]:
    return [w for w in rjieba.cut_for_search(text) if w.isalnum()]


def _size(path: Path) -> float:
    files = [path] if path.is_file() else path.rglob("*")
    return sum(f.stat().st_size for f in files if f.is_file()) / 1e6


def _ours(corpus: Corpus, _folder: Path, held: ExitStack) -> Engine:
    rows = ({"id": i, "question": q, "answer": q} for i, q in corpus)
    answering = held.enter_context(throwaway(rows))

    def find(text: str) -> list[str]:
        return [match.entry.id for match in answering.ask(text, limit=5)[0].matches]

    size = _size(answering.index_dir) if answering.index_dir else 0.0
    return Engine("ours, whole answer", find, size)


def _tantivy(corpus: Corpus, folder: Path, _held: ExitStack) -> Engine:
    path = folder / "tantivy"
    path.mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("q", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    schema = builder.build()
    index = tantivy.Index(schema, path=str(path))
    writer = index.writer(100_000_000, 1)
    for identifier, question in corpus:
        writer.add_document(tantivy.Document(q=[" ".join(words_of(question))], id=[identifier]))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def find(text: str) -> list[str]:
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "q", word, "freq"))
            for word in words_of(text)
        ]
        hits = searcher.search(tantivy.Query.boolean_query(terms), 5, count=False).hits
        return [str(searcher.doc(address).get_first("id")) for _, address in hits]

    return Engine("tantivy, words", find, _size(path))


def _fts5(corpus: Corpus, folder: Path, held: ExitStack) -> Engine:
    path = folder / "fts.db"
    database = sqlite3.connect(path)
    held.callback(database.close)
    database.execute("CREATE VIRTUAL TABLE f USING fts5(q, id UNINDEXED)")
    database.executemany(
        "INSERT INTO f VALUES (?, ?)", ((" ".join(words_of(q)), i) for i, q in corpus)
    )
    database.commit()

    def find(text: str) -> list[str]:
        query = " OR ".join(f'"{word}"' for word in words_of(text))
        statement = "SELECT id FROM f WHERE f MATCH ? ORDER BY rank LIMIT 5"
        return [row[0] for row in database.execute(statement, (query,))]

    return Engine("SQLite FTS5, words", find, _size(path))


def _bm25s(corpus: Corpus, _folder: Path, _held: ExitStack) -> Engine:
    import bm25s

    vocabulary: dict[str, int] = {}
    ids = [
        [vocabulary.setdefault(word, len(vocabulary)) for word in words_of(question)]
        for _, question in corpus
    ]
    model = bm25s.BM25()
    model.index((ids, vocabulary), show_progress=False)
    del ids

    def find(text: str) -> list[str]:
        asked = [word for word in words_of(text) if word in vocabulary]
        found, _ = model.retrieve([asked], k=5, show_progress=False)
        return [str(number) for number in found[0]]

    megabytes = sum(array.nbytes for array in model.scores.values() if hasattr(array, "nbytes"))
    return Engine("bm25s, words", find, megabytes / 1e6)


def measure(size: int, count: int) -> Iterator[str]:
    """Lines of the table for one size."""
    chance = random.Random(size)
    with tempfile.TemporaryDirectory() as name, ExitStack() as held:
        folder = Path(name)
        corpus = Corpus(folder / "questions.txt", size)
        chosen = set(chance.sample(range(size), count))
        asked = [(noisy(q, chance), i) for n, (i, q) in enumerate(corpus) if n in chosen]
        builders = [_ours, _tantivy, _fts5]
        builders += [_bm25s] if importlib.util.find_spec("bm25s") else []
        engines = [_built(build, corpus, folder, held) for build in builders]
        for question, right in asked:
            for engine in engines:
                start = time.perf_counter()
                ids = engine.find(question)
                engine.times_ms.append(1000 * (time.perf_counter() - start))
                engine.ranks.append(ids.index(right) if right in ids else 99)
        yield from (_line(size, engine) for engine in engines)


def _built(
    build: Callable[[Corpus, Path, ExitStack], Engine],
    corpus: Corpus,
    folder: Path,
    held: ExitStack,
) -> Engine:
    gc.collect()
    process = psutil.Process()
    before, start = process.memory_info().rss, time.perf_counter()
    engine = build(corpus, folder, held)
    engine.build_s = time.perf_counter() - start
    gc.collect()
    engine.grown_mb = (process.memory_info().rss - before) / 1e6
    return engine


def _line(size: int, engine: Engine) -> str:
    total = len(engine.ranks)
    first, five = (sum(rank < n for rank in engine.ranks) / total for n in (1, 5))
    slow = sorted(engine.times_ms)[int(total * 0.99)]
    return (
        f"| {size:,} | {engine.name} | {engine.build_s:.1f} | {engine.megabytes:.0f} "
        f"| {engine.grown_mb:.0f} | {statistics.median(engine.times_ms):.2f} | {slow:.2f} "
        f"| {first:.2f} | {five:.2f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--queries", type=int, default=200)
    options = parser.parse_args()
    print("| entries | engine | build s | MB | grown MB | p50 ms | p99 ms | R@1 | R@5 |")
    print("|---|---|---|---|---|---|---|---|---|")
    for size in options.sizes:
        for line in measure(size, options.queries):
            print(line)
            sys.stdout.flush()


if __name__ == "__main__":
    main()
