"""Hands the language of the turn, which the service has detected, to a slot."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, ENTITY_ATTRIBUTE_TYPE, ENTITY_ATTRIBUTE_VALUE
from rasa.shared.nlu.training_data.message import Message

ENTITY = "language"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TurnLanguage(GraphComponent):
    """Adds an entity `language` from the message's metadata.

    Responses have a variant for each language, chosen by the slot `language`. The slot must be set
    before the first action of the turn, which is when entities fill slots.
    """

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TurnLanguage:
        """A component without state or settings."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the entity where the metadata names a language."""
        for message in messages:
            language = (message.get("metadata") or {}).get("language")
            if language:
                entity = {ENTITY_ATTRIBUTE_TYPE: ENTITY, ENTITY_ATTRIBUTE_VALUE: language}
                message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        return messages
