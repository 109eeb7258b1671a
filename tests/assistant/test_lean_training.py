"""What training leaves out changes nothing of what is learned."""

from __future__ import annotations

import unittest
from pathlib import Path
from typing import List

import numpy as np
import rasa.shared.utils.io
import rasa.shared.utils.validation
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from rasa.shared.constants import DOMAIN_SCHEMA_FILE
from rasa.shared.exceptions import YamlException
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import CountVectorizer

from bot.assistant import lean_training

STOCK_FEATURES = CountVectorsFeaturizer._create_features
STOCK_ROWS = LogisticRegressionClassifier._create_X
STOCK_MERGE = TrainingData.merge
R, S = {"name": "r", "pattern": "a"}, {"name": "s", "pattern": "b"}
LOOKUP = {"name": "l", "elements": ["c"]}
TEXTS = [["居住证", "怎么", "办"], [], ["多少", "钱"], ["how", "much"]]


class Counter:
    """As much of a featurizer as counts."""

    def __init__(self) -> None:
        words = CountVectorizer(token_pattern=r"\S+").fit([" ".join(t) for t in TEXTS])
        self.vectorizers = {TEXT: words}


def messages(counter: Counter) -> List[Message]:
    """Texts with two kinds of features each."""
    made = []
    _, sentences = STOCK_FEATURES(counter, TEXT, [t for t in TEXTS if t])
    for row in sentences:
        message = Message({TEXT: "x"})
        for origin in ("one", "two"):
            message.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, origin))
        made.append(message)
    return made


class YamlTest(unittest.TestCase):
    def test_every_file_is_read_as_ever(self) -> None:
        files = [Path("domain.yml"), Path("config.yml"), *sorted(Path("nlu_data").rglob("*.yml"))]
        for file in files:
            content = file.read_text(encoding="utf-8")
            kinds = ["safe", "rt"]
            stock = lean_training._stock_read_yaml(content, kinds)
            self.assertEqual(lean_training.read_yaml(content, kinds), stock, str(file))

    def test_what_is_refused_is_refused_with_its_line(self) -> None:
        wrong = "version: '3.1'\nresponses:\n  utter_greet:\n  - 好: 1\n"
        rasa.shared.utils.io.read_yaml = lean_training.read_yaml
        try:
            with self.assertRaises(YamlException) as refused:
                lean_training.validate_yaml_schema(wrong, DOMAIN_SCHEMA_FILE)
        finally:
            rasa.shared.utils.io.read_yaml = lean_training._stock_read_yaml
        self.assertIn("line", str(refused.exception).lower())


class FeaturesTest(unittest.TestCase):
    def test_sentences_are_counted_as_ever(self) -> None:
        counter = Counter()
        _, stock = STOCK_FEATURES(counter, TEXT, TEXTS)
        _, lean = lean_training.sentence_features(counter, TEXT, TEXTS)
        for one, other in zip(stock, lean, strict=True):
            self.assertEqual(one is None, other is None)
            if one is not None:
                np.testing.assert_array_equal(one.toarray(), other.toarray())

    def test_rows_are_joined_as_ever(self) -> None:
        rows = messages(Counter())
        stock, lean = STOCK_ROWS(None, rows), lean_training.sentence_rows(None, rows)
        np.testing.assert_array_equal(stock.toarray(), lean.toarray())


class MergeTest(unittest.TestCase):
    def test_files_are_merged_as_ever(self) -> None:
        one = TrainingData([Message({TEXT: "一"})], {"a": "b"}, [R], [LOOKUP])
        two = TrainingData([Message({TEXT: "二"})], {"c": "d"}, [S], [])
        stock, lean = STOCK_MERGE(one, two, None), lean_training.merge(one, two, None)
        for part in ("training_examples", "entity_synonyms", "regex_features", "lookup_tables"):
            self.assertEqual(getattr(stock, part), getattr(lean, part))
        self.assertEqual(len(one.training_examples), 1)


if __name__ == "__main__":
    unittest.main()
