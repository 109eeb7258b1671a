"""Training without work that nothing reads: the same model in half the time.

Stock Rasa checks files with a parser written in Python, copies every example once for each file,
makes the features of every word beside those of the sentence, and joins them text by text.
`tests/assistant/test_lean_training.py` compares each replacement with what it stands for.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, List, Optional, Union

import rasa.shared.utils.io
import rasa.shared.utils.validation
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.nlu.constants import DENSE_FEATURIZABLE_ATTRIBUTES
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from rasa.shared.exceptions import YamlException
from rasa.shared.nlu.training_data import util
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, vstack

from bot.assistant.lean_nlu import CLASSES_WITHOUT_WORDS, Matrices, sentence_row

_stock_read_yaml = rasa.shared.utils.io.read_yaml
_stock_validate = rasa.shared.utils.validation.validate_yaml_schema
_stock_create_x = LogisticRegressionClassifier._create_X


def read_yaml(content: str, reader_type: Union[str, List[str]] = "safe") -> Any:
    """`rasa.shared.utils.io.read_yaml` by its fast parser, though lines be wanted."""
    return _stock_read_yaml(content, "safe" if isinstance(reader_type, list) else reader_type)


def validate_yaml_schema(*arguments: Any, **named: Any) -> None:
    """The stock check; what it refuses is read again by the parser that knows the lines."""
    try:
        _stock_validate(*arguments, **named)
    except YamlException:
        rasa.shared.utils.io.read_yaml = _stock_read_yaml
        try:
            _stock_validate(*arguments, **named)
        finally:
            rasa.shared.utils.io.read_yaml = read_yaml


def merge(self: TrainingData, *others: Optional[TrainingData]) -> TrainingData:
    """`TrainingData.merge` without copies of the examples: what was read is used nowhere else."""
    merged = TrainingData(
        list(self.training_examples),
        dict(self.entity_synonyms),
        list(self.regex_features),
        list(self.lookup_tables),
        dict(self.responses),
    )
    for other in filter(None, others):
        merged.training_examples.extend(other.training_examples)
        merged.regex_features.extend(other.regex_features)
        merged.lookup_tables.extend(other.lookup_tables)
        for text, synonym in other.entity_synonyms.items():
            util.check_duplicate_synonym(
                merged.entity_synonyms, text, synonym, "merging training data"
            )
        merged.entity_synonyms.update(other.entity_synonyms)
        merged.responses.update(other.responses)
    return merged


def sentence_features(
    self: CountVectorsFeaturizer, attribute: str, all_tokens: List[List[str]]
) -> tuple[Matrices, Matrices]:
    """`CountVectorsFeaturizer._create_features` of sentences alone, all of them counted at once."""
    vectorizer = (self.vectorizers or {}).get(attribute)
    if not vectorizer:
        return [None], [None]
    nothing: Matrices = [None] * len(all_tokens)
    if attribute not in DENSE_FEATURIZABLE_ATTRIBUTES or not any(all_tokens):
        return nothing, nothing
    counts = vectorizer.transform([" ".join(tokens) for tokens in all_tokens])
    counts.sort_indices()
    rows = (counts[number].tocoo() if tokens else None for number, tokens in enumerate(all_tokens))
    return nothing, list(rows)


def sentence_rows(self: LogisticRegressionClassifier, messages: List[Message]) -> csr_matrix:
    """`LogisticRegressionClassifier._create_X`, joining the sentences' own indices."""
    rows = [sentence_row(message) for message in messages]
    if any(row is None for row in rows):
        return _stock_create_x(self, messages)
    return vstack(rows, format="csr")


def install(config: Path = Path("config.yml")) -> bool:
    """Put the replacements in place; those of features where no part of the pipeline reads words.

    Returns:
        Whether the latter are.
    """
    rasa.shared.utils.io.read_yaml = read_yaml
    rasa.shared.utils.validation.validate_yaml_schema = validate_yaml_schema
    TrainingData.merge = merge
    pipeline = read_yaml(config.read_text(encoding="utf-8")).get("pipeline") or []
    names = {part["name"].rpartition(".")[2] for part in pipeline}
    fits = bool(names) and names <= CLASSES_WITHOUT_WORDS
    if fits:
        CountVectorsFeaturizer._create_features = sentence_features
        LogisticRegressionClassifier._create_X = sentence_rows
    return fits
