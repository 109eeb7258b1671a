"""The product as an evaluation by others takes it."""

from __future__ import annotations

from knowledge_base.evaluation import search_factory

CORPUS = [
    {"id": "permit", "question": "居住证怎么办理？", "answer": "到派出所办理。"},
    {"id": "fund", "question": "公积金怎么提取？", "answer": "到公积金中心办理。"},
]


def test_a_corpus_is_searched_and_nothing_is_left_of_it() -> None:
    search = search_factory(CORPUS)
    (best, probability), *_ = search("居住证怎么办", 2)
    assert best == "permit"
    assert 0 < probability <= 1
    search.close()
