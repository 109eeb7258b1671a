"""Editorial rules: nothing speaks that was not reviewed, and every act is on record."""

from knowledge_base.editorial import immutable as immutable  # guards every session
from knowledge_base.editorial.actors import ROLE_OF_STAGE, Actor, Role
from knowledge_base.editorial.batches import (
    BatchGate,
    BatchResult,
    approve_all,
    publish_all,
    submit_all,
    waiting_from_import,
)
from knowledge_base.editorial.bulk import Editor, Saved
from knowledge_base.editorial.checking import SHORT_ANSWER_MAX, check, check_source
from knowledge_base.editorial.contents import draft_of
from knowledge_base.editorial.emergency import EmergencyDuty, emergency_duties, emergency_publish
from knowledge_base.editorial.gating import Gate, GateResult
from knowledge_base.editorial.history import (
    FieldChange,
    compare,
    content,
    diff,
    log,
    marked,
    rollback,
    version_on,
)
from knowledge_base.editorial.links import UnresolvedLink
from knowledge_base.editorial.operator import entry_of, publish_reviewed, retire, save_draft
from knowledge_base.editorial.queue import Waiting, waiting
from knowledge_base.editorial.review import approve, publish, reject, submit
from knowledge_base.editorial.stages import due_stages
from knowledge_base.editorial.validity import confirm_translation, end_validity

__all__ = [
    "ROLE_OF_STAGE",
    "SHORT_ANSWER_MAX",
    "Actor",
    "BatchGate",
    "BatchResult",
    "Editor",
    "EmergencyDuty",
    "FieldChange",
    "Gate",
    "GateResult",
    "Role",
    "Saved",
    "UnresolvedLink",
    "Waiting",
    "approve",
    "approve_all",
    "check",
    "check_source",
    "compare",
    "confirm_translation",
    "content",
    "diff",
    "draft_of",
    "due_stages",
    "emergency_duties",
    "emergency_publish",
    "end_validity",
    "entry_of",
    "log",
    "marked",
    "publish",
    "publish_all",
    "publish_reviewed",
    "reject",
    "retire",
    "rollback",
    "save_draft",
    "submit",
    "submit_all",
    "version_on",
    "waiting",
    "waiting_from_import",
]
