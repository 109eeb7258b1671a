"""The starter knowledge: organisations first, then everything that refers to them."""

from __future__ import annotations

from pathlib import Path

from knowledge_base.database import Database
from knowledge_base.importers.base import ImportReport
from knowledge_base.importers.organisations import ORGANISATIONS
from knowledge_base.importers.reading import Progress
from knowledge_base.importers.runner import import_paths

STARTER = Path(__file__).resolve().parent.parent / "starter"
"""The model district 示范区 that comes with the product."""
FOLDERS = ("catalogs", "guides", "policies", "interpretations", "qa")
"""In this order: what comes later may cite what comes before."""

PUBLISH_REASON = "示例内容，随系统提供，未经本单位审查"
"""What the audit log says of every entry of the sample: true, and a reason to replace it."""


def import_starter(
    database: Database,
    starter_dir: Path,
    *,
    actor: str,
    publish: bool = True,
    progress: Progress | None = None,
) -> ImportReport:
    """Load a folder of knowledge in the shape of `knowledge_base/starter`.

    Args:
        database: with its tables made.
        starter_dir: holds `organisations.json` and any of `FOLDERS`.
        actor: who imports, for the audit log.
        publish: let it answer at once; the audit log calls it sample content without review.
        progress: told about every file.

    Raises:
        UnreadableFile: `organisations.json` is missing or damaged.
    """
    folders = [starter_dir / name for name in FOLDERS if (starter_dir / name).is_dir()]
    paths = [starter_dir / ORGANISATIONS, *folders]
    return import_paths(
        database,
        paths,
        actor=actor,
        publish_reason=PUBLISH_REASON if publish else None,
        progress=progress,
    )
