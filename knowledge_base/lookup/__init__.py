"""Read-only lookups of structured knowledge: guides with their cases, catalog items, places.

What is looked up is shown only as far as it has been approved: see `lookup.guides`.
"""

from __future__ import annotations

from dataclasses import dataclass

from knowledge_base.database import Database
from knowledge_base.lookup.catalog import Catalogs
from knowledge_base.lookup.guides import Guides
from knowledge_base.lookup.life_stages import LifeStage, load_life_stages
from knowledge_base.lookup.places import Places


@dataclass(frozen=True, slots=True)
class Lookup:
    """Everything that can be looked up."""

    guides: Guides
    """Service guides, their questions and cases."""
    catalogs: Catalogs
    """Fields and items of the disclosure catalogs."""
    places: Places
    """Streets and communities, and where to go in them."""
    life_stages: tuple[LifeStage, ...]
    """Stages of a person's and an enterprise's life."""


def lookup_of(database: Database) -> Lookup:
    """The lookups of a database; reads the life stages, opens nothing else."""
    return Lookup(Guides(database), Catalogs(database), Places(database), load_life_stages())
