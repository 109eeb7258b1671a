"""Every importer, in the order in which they are asked."""

from __future__ import annotations

from knowledge_base.importers.base import Importer
from knowledge_base.importers.catalogs import Catalogs
from knowledge_base.importers.guides import Guides
from knowledge_base.importers.policies import Interpretations, Policies
from knowledge_base.importers.questions_and_answers import QuestionsAndAnswers

IMPORTERS: tuple[Importer, ...] = (
    QuestionsAndAnswers(),
    Guides(),
    Catalogs(),
    Interpretations(),
    Policies(),
)
