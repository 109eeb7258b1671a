"""Each own component: trained, persisted, loaded, and the same as before."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.components.tokenizer import DomainTokenizer
from bot.assistant.components.turn_language import TurnLanguage

TEXTS = ("居住证怎么办", "示范奇特词怎么办", "gongjijin zenme qu", "  空格 很多 ")


class TokenizerTest(unittest.TestCase):
    """`DomainTokenizer`."""

    def setUp(self) -> None:
        """An empty storage and a dictionary with a word that jieba does not know."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.dictionary = self.folder / "words.txt"
        self.dictionary.write_text("示范奇特词 1000 n\n", encoding="utf-8")
        self.storage = LocalModelStorage.create(self.folder)
        self.resource = Resource("tokenizer")
        self.context = ExecutionContext(GraphSchema({}))
        self.config = {**DomainTokenizer.get_default_config(), "dictionary": str(self.dictionary)}

    def _arguments(self) -> tuple:
        return (self.config, self.storage, self.resource, self.context)

    def _words(self, tokenizer: DomainTokenizer, text: str) -> list:
        return [token.text for token in tokenizer.tokenize(Message({TEXT: text}), TEXT)]

    def test_a_loaded_tokenizer_cuts_as_the_trained_one(self) -> None:
        trained = DomainTokenizer.create(*self._arguments())
        trained.train(TrainingData())
        self.dictionary.unlink()
        loaded = DomainTokenizer.load(*self._arguments())
        for text in TEXTS:
            self.assertEqual(self._words(trained, text), self._words(loaded, text))

    def test_the_dictionary_decides(self) -> None:
        with_it = DomainTokenizer.create(*self._arguments())
        without = DomainTokenizer.create(
            {**self.config, "dictionary": None}, *self._arguments()[1:]
        )
        self.assertIn("示范奇特词", self._words(with_it, TEXTS[1]))
        self.assertNotIn("示范奇特词", self._words(without, TEXTS[1]))

    def test_two_tokenizers_do_not_change_each_other(self) -> None:
        before = DomainTokenizer.create({**self.config, "dictionary": None}, *self._arguments()[1:])
        words = self._words(before, TEXTS[1])
        DomainTokenizer.create(*self._arguments())
        self.assertEqual(self._words(before, TEXTS[1]), words)

    def test_offsets_point_into_the_text(self) -> None:
        tokenizer = DomainTokenizer.create(*self._arguments())
        for text in TEXTS:
            for token in tokenizer.tokenize(Message({TEXT: text}), TEXT):
                self.assertEqual(text[token.start : token.end], token.text)

    def test_space_is_no_word(self) -> None:
        tokenizer = DomainTokenizer.create(*self._arguments())
        self.assertEqual(self._words(tokenizer, TEXTS[3]), ["空格", "很多"])


class TurnLanguageTest(unittest.TestCase):
    """`TurnLanguage`."""

    def _entities(self, metadata: dict) -> list:
        message = Message({TEXT: "hello", "metadata": metadata, ENTITIES: [{"entity": "entry"}]})
        return TurnLanguage().process([message])[0].get(ENTITIES)

    def test_the_language_becomes_an_entity_beside_the_others(self) -> None:
        entities = self._entities({"language": "en"})
        self.assertEqual([e["entity"] for e in entities], ["entry", "language"])
        self.assertEqual(entities[1]["value"], "en")

    def test_nothing_is_added_where_no_language_is_known(self) -> None:
        self.assertEqual(len(self._entities({})), 1)


if __name__ == "__main__":
    unittest.main()
