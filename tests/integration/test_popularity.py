"""What is asked for often comes first among equals, and nowhere else."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.models import ReceiptRecord
from bot.popular import EntryPopularity, HotQuestions
from knowledge_base.answering import Answering
from knowledge_base.database import Database
from knowledge_base.retrieval.popularity import MOST_GAINED, preferred
from knowledge_base.retrieval.scorer import Ranking
from tests.integration.answering_desk import EVERYTHING, answering, make_database, publish

IDS = ("a", "b", "c", "d")


def test_of_equals_the_popular_one_comes_first() -> None:
    ranking = Ranking(order=(0, 1, 2, 3), scores=(2.0, 2.0, 1.95, 1.0), probability=0.6)
    assert preferred(ranking, IDS, {"a": 0.2, "b": 0.9, "c": 0.0, "d": 1.0}.__getitem__) == Ranking(
        order=(1, 0, 2, 3), scores=(2.0, 2.0, 1.95, 1.0), probability=0.6
    )


def test_with_nothing_known_the_order_stays() -> None:
    ranking = Ranking(order=(2, 0, 1), scores=(1.0, 1.0, 1.0), probability=0.5)
    assert preferred(ranking, IDS, lambda _: 0.0) == ranking


@given(
    scores=st.lists(st.floats(-20, 20), min_size=1, max_size=4),
    shares=st.lists(st.floats(-5, 5), min_size=4, max_size=4),
)
def test_nothing_passes_what_fits_clearly_better(scores: list[float], shares: list[float]) -> None:
    scores.sort(reverse=True)
    ranking = Ranking(tuple(range(len(scores))), tuple(scores), 0.7)
    after = preferred(ranking, IDS, lambda entry_id: shares[IDS.index(entry_id)])
    assert sorted(after.order) == list(ranking.order)
    assert after.probability == ranking.probability
    for place, number in enumerate(after.order):
        for later in after.order[place + 1 :]:
            assert scores[later] - scores[number] <= MOST_GAINED + 1e-9


def receipts(database: Database, entry_id: str, conversations: list[str | None]) -> None:
    with database.begin() as session:
        for number, conversation in enumerate(conversations):
            session.add(
                ReceiptRecord(
                    turn_id=f"{entry_id}-{number}",
                    conversation_id=conversation,
                    channel="web",
                    language="zh",
                    question="",
                    cleaned="",
                    status="answered",
                    rule="",
                    entry_id=entry_id,
                    candidates=[],
                    degraded=False,
                    latency_ms={},
                )
            )


def test_popularity_counts_conversations_and_not_turns(database: Database) -> None:
    popularity = EntryPopularity(database)
    assert popularity("often") == 0.0
    receipts(database, "often", [f"c{n}" for n in range(20)])
    receipts(database, "loud", ["one"] * 50)
    popularity.count()
    assert popularity("often") == 1.0
    assert 0 < popularity("loud") < 0.5
    assert popularity("never") == 0.0


def test_hot_questions_are_those_asked_most_and_else_those_prepared_best(tmp_path: Path) -> None:
    made = make_database(tmp_path)
    prepared = (("社保", 3), ("社保", 2), ("户籍", 1), ("医保", 0))
    for number, (field, wordings) in enumerate(prepared):
        publish(
            made,
            f"e{number}",
            {
                "question": f"问题{number}？",
                "similar_questions": [f"说法{number}-{n}" for n in range(wordings)],
                "answer": "答。",
                "field": field,
            },
        )
    with answering(made) as asked:
        assert HotQuestions(made, asked.entry)("zh") == ["问题0？", "问题2？", "问题3？"]
        receipts(made, "e3", ["c1", "c2"])
        receipts(made, "e1", ["c1"])
        assert HotQuestions(made, asked.entry)("zh") == ["问题3？", "问题1？", "问题2？"]
        assert HotQuestions(made, asked.entry)("en") == []
    made.close()


def test_a_popular_entry_does_not_answer_another_question(tmp_path: Path) -> None:
    made = make_database(tmp_path)
    for entry_id, content in EVERYTHING.items():
        publish(made, entry_id, content)
    loved = Answering(made, None, popularity=lambda entry_id: float(entry_id == "fee"))
    loved.open()
    with answering(made) as plain:
        for content in EVERYTHING.values():
            for text in (str(content["question"]), *map(str, content["similar_questions"])):
                one, other = plain.ask(text)[0], loved.ask(text)[0]
                assert one.matches[0].entry.id == other.matches[0].entry.id
                assert one.decision is other.decision
    loved.close()
    made.close()
