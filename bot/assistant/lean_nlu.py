"""A text is classified by its sentence's features: those of each word need not be made.

Stock Rasa makes the features of every word beside those of the sentence, and joins all of them as
sparse matrices to classify one line of text. Only sequence models read the features of words; a
model that has none is served with the replacements here, any other as ever.
"""

from __future__ import annotations

from typing import Any, List, Optional, Tuple

import numpy as np
from rasa.engine.graph import GraphSchema
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.nlu.constants import DENSE_FEATURIZABLE_ATTRIBUTES
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import coo_matrix, csr_matrix

CLASSES_WITHOUT_WORDS = frozenset(
    (
        "CountVectorsFeaturizer",
        "DefaultPolicyPredictionEnsemble",
        "DomainForCoreTrainingProvider",
        "DomainProvider",
        "DomainTokenizer",
        "FallbackClassifier",
        "LogisticRegressionClassifier",
        "MemoizationPolicy",
        "NLUMessageConverter",
        "NLUPredictionToHistoryAdder",
        "RegexFeaturizer",
        "RegexMessageHandler",
        "RuleOnlyDataProvider",
        "RulePolicy",
        "TurnLanguage",
    )
)
"""Parts of a model that read no features of words."""

_stock_create_features = CountVectorsFeaturizer._create_features
_stock_create_x = LogisticRegressionClassifier._create_X

Matrices = List[Optional[coo_matrix]]


def sentence_features(
    self: CountVectorsFeaturizer, attribute: str, all_tokens: List[List[str]]
) -> Tuple[Matrices, Matrices]:
    """`CountVectorsFeaturizer._create_features` without the features of each word."""
    vectorizer = (self.vectorizers or {}).get(attribute)
    if not vectorizer:
        return [None], [None]
    nothing: Matrices = [None] * len(all_tokens)
    if attribute not in DENSE_FEATURIZABLE_ATTRIBUTES:
        return nothing, nothing
    return nothing, [_counted(vectorizer, tokens) if tokens else None for tokens in all_tokens]


def _counted(vectorizer: Any, tokens: List[str]) -> coo_matrix:
    counts = vectorizer.transform([" ".join(tokens)])
    counts.sort_indices()
    return counts.tocoo()


def sentence_rows(self: LogisticRegressionClassifier, messages: List[Message]) -> csr_matrix:
    """`LogisticRegressionClassifier._create_X`, joining the sentences' own indices.

    The weights are put in the order in which scipy multiplies them: else it copies all of them,
    megabytes, for each text.
    """
    self.clf.coef_ = np.asfortranarray(self.clf.coef_)
    row = sentence_row(messages[0]) if len(messages) == 1 else None
    return _stock_create_x(self, messages) if row is None else row


def sentence_row(message: Message) -> Optional[csr_matrix]:
    """One row of all sparse features of a text, or None where some are not sparse."""
    parts = [
        feature
        for feature in message.features
        if feature.attribute == TEXT and feature.type == FEATURE_TYPE_SENTENCE
    ]
    if not parts or any(feature.is_dense() for feature in parts):
        return None
    offsets = np.cumsum([0, *(feature.features.shape[1] for feature in parts)])
    columns = [f.features.col + offset for f, offset in zip(parts, offsets, strict=False)]
    values = np.concatenate([feature.features.data for feature in parts])
    rows = np.zeros(len(values), dtype=np.int32)
    return csr_matrix((values, (rows, np.concatenate(columns))), shape=(1, int(offsets[-1])))


def install(schema: GraphSchema) -> bool:
    """Put the replacements in place for a loaded model, if none of its parts reads words.

    Returns:
        Whether they are.
    """
    fits = all(node.uses.__name__ in CLASSES_WITHOUT_WORDS for node in schema.nodes.values())
    wanted = (sentence_features, sentence_rows)
    CountVectorsFeaturizer._create_features, LogisticRegressionClassifier._create_X = (
        wanted if fits else (_stock_create_features, _stock_create_x)
    )
    return fits
