"""From any draft to its entries."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge_base.drafts import EntryDraft
from knowledge_base.importers.base import Draft
from knowledge_base.importers.drafts import CatalogItemDraft, GuideDraft, PolicyDraft
from knowledge_base.importers.generate_catalog import generate_from_catalog
from knowledge_base.importers.generate_guide import generate_from_guide
from knowledge_base.importers.generate_policy import PolicyIndex, generate_from_policy


def entries_of(draft: Draft, policies: PolicyIndex) -> Iterable[EntryDraft]:
    """The entries that a draft is or is worth."""
    match draft:
        case EntryDraft():
            return (draft,)
        case CatalogItemDraft():
            return generate_from_catalog(draft)
        case GuideDraft():
            return generate_from_guide(draft)
        case PolicyDraft():
            return generate_from_policy(draft, policies)
