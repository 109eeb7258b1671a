"""Chinese words for Rasa's NLU, by an own jieba with the domain's dictionary."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Dict, List, Optional

import jieba
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

STORED_DICTIONARY = "dictionary.txt"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class DomainTokenizer(Tokenizer):
    """Cuts text into words with a `jieba.Tokenizer` of its own.

    JiebaTokenizer loads words into jieba's global dictionary, where two models in one process
    change each other's cutting. The dictionary travels inside the model, so that it always cuts
    as it was trained to.
    """

    @staticmethod
    def supported_languages() -> Optional[List[str]]:
        """Chinese, and whatever stands in Latin script within it."""
        return ["zh"]

    @staticmethod
    def required_packages() -> List[str]:
        """Jieba does the cutting."""
        return ["jieba"]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Defaults; `dictionary` is a jieba user dictionary (word, frequency, tag a line)."""
        return {
            "dictionary": None,
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        dictionary: Optional[Path],
    ) -> None:
        """Reads the dictionary; jieba itself loads on the first text."""
        super().__init__(config)
        self._model_storage = model_storage
        self._resource = resource
        self._dictionary = dictionary
        self._jieba = jieba.Tokenizer()
        if dictionary is not None:
            self._jieba.load_userdict(str(dictionary))

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DomainTokenizer:
        """A tokenizer to train with, from the dictionary the config names."""
        dictionary = config["dictionary"]
        return cls(config, model_storage, resource, Path(dictionary) if dictionary else None)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DomainTokenizer:
        """A trained tokenizer, from the dictionary inside the model."""
        if not config["dictionary"]:
            return cls(config, model_storage, resource, None)
        with model_storage.read_from(resource) as directory:
            return cls(config, model_storage, resource, directory / STORED_DICTIONARY)

    def train(self, training_data: TrainingData) -> Resource:
        """Stores the dictionary; there is nothing to learn."""
        if self._dictionary is not None:
            with self._model_storage.write_to(self._resource) as directory:
                shutil.copyfile(self._dictionary, directory / STORED_DICTIONARY)
        return self._resource

    def tokenize(self, message: Message, attribute: str) -> List[Token]:
        """Words with their offsets; white space is not a word."""
        cut = self._jieba.tokenize(message.get(attribute))
        tokens = [Token(word, start) for word, start, _ in cut if not word.isspace()]
        return self._apply_token_pattern(tokens)
