"""What wordings mean, as learned directions."""

from __future__ import annotations

import numpy as np
import orjson
import pytest

from knowledge_base.published import PublishedEntry
from knowledge_base.retrieval.lexicon import load_lexicon
from knowledge_base.retrieval.meaning import Meaning, blank_meaning, read_meaning, unit
from knowledge_base.retrieval.meaning_training import train_meaning
from knowledge_base.retrieval.tokens import Analyser
from knowledge_base.thesaurus import Thesaurus
from tests.support.entries import published_entry

WORDINGS = {
    "结婚登记": ["怎么扯证", "去哪扯证", "扯证带什么", "扯证要钱吗", "小两口扯证", "小两口领红本"],
    "犬只登记": ["狗狗上牌", "遛狗上牌", "狗狗办证", "狗狗登记", "毛孩子上牌", "毛孩子办证"],
}


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser(load_lexicon(), Thesaurus([]))


def knowledge() -> list[PublishedEntry]:
    return [
        published_entry(topic, topic=topic, similar_questions=tuple(wordings * 3))
        for topic, wordings in WORDINGS.items()
    ]


@pytest.fixture(scope="module")
def meaning(analyser: Analyser) -> Meaning:
    return train_meaning(knowledge(), analyser, seed=1)


def near(meaning: Meaning, analyser: Analyser, one: str, other: str) -> float:
    return float(meaning.of(analyser.analyse(one)) @ meaning.of(analyser.analyse(other)))


def test_words_of_one_matter_point_the_same_way(meaning: Meaning, analyser: Analyser) -> None:
    assert near(meaning, analyser, "扯证", "领红本") > near(meaning, analyser, "扯证", "遛狗")


def test_an_entry_points_where_its_wordings_do(meaning: Meaning, analyser: Analyser) -> None:
    texts = WORDINGS["结婚登记"]
    held = [sorted({p.token for p in analyser.analyse(text).pieces}) for text in texts]
    tokens = sorted({token for each in held for token in each})
    numbers = np.array([tokens.index(token) for each in held for token in each], np.int32)
    lengths = np.array([len(each) for each in held], np.int32)
    direction = unit(meaning.together(tokens, numbers, lengths))
    asked = meaning.of(analyser.analyse("扯证"))
    other = meaning.of(analyser.analyse("狗"))
    assert direction @ asked > 0 > direction @ other


def test_what_was_learned_can_be_kept(meaning: Meaning, analyser: Analyser) -> None:
    kept = read_meaning(orjson.loads(orjson.dumps(meaning.exported())))
    asked = analyser.analyse("小两口扯证")
    assert kept.of(asked) == pytest.approx(meaning.of(asked), abs=0.02)


def test_the_same_knowledge_gives_the_same_meaning(meaning: Meaning, analyser: Analyser) -> None:
    again = train_meaning(knowledge(), analyser, seed=1)
    assert again.exported() == meaning.exported()


def test_unknown_words_point_nowhere(meaning: Meaning, analyser: Analyser) -> None:
    assert not meaning.of(analyser.analyse("囍")).any()
    assert not meaning.of(analyser.analyse("")).any()


@pytest.mark.parametrize("entries", [[], knowledge()[:1]], ids=["nothing", "one topic"])
def test_too_little_to_learn_from_teaches_nothing(
    entries: list[PublishedEntry], analyser: Analyser
) -> None:
    meaning = train_meaning(entries, analyser, seed=1)
    assert not meaning.of(analyser.analyse("怎么扯证")).any()
    assert read_meaning(meaning.exported()).tokens == blank_meaning().tokens
