"""The knowledge's tables. Import from here: `from knowledge_base.models import Entry`."""

from knowledge_base.models.audit import AuditRecord, ImportRun, IndexChange
from knowledge_base.models.catalog import CatalogItem
from knowledge_base.models.entry import (
    CONTENT,
    Aspect,
    Entry,
    EntryStatus,
    EntryVersion,
    Review,
    ReviewStage,
    VersionSource,
)
from knowledge_base.models.guide import Guide, Material, Situation
from knowledge_base.models.organisation import Jurisdiction, Level, Organisation, ServicePoint
from knowledge_base.models.policy import Policy
from knowledge_base.models.source import Source, SourceKind

__all__ = [
    "CONTENT",
    "Aspect",
    "AuditRecord",
    "CatalogItem",
    "Entry",
    "EntryStatus",
    "EntryVersion",
    "Guide",
    "ImportRun",
    "IndexChange",
    "Jurisdiction",
    "Level",
    "Material",
    "Organisation",
    "Policy",
    "Review",
    "ReviewStage",
    "ServicePoint",
    "Situation",
    "Source",
    "SourceKind",
    "VersionSource",
]
