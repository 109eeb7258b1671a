"""What is on record stays as it is: versions, reviews and audit records.

Importing this module guards every session of the process. Only a version's status may change.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, inspect

from knowledge_base.editorial.wording import version_name
from knowledge_base.errors import ImmutableRecord
from knowledge_base.models import AuditRecord, EntryVersion, Review

MAY_CHANGE = {"status"}
"""Attributes of a version that are not its content."""


@event.listens_for(EntryVersion, "before_update")
def _refuse_new_wording(_mapper: Any, _connection: Any, version: EntryVersion) -> None:
    state = inspect(version)
    changed = {
        column.key
        for column in state.mapper.column_attrs
        if state.attrs[column.key].history.has_changes()
    }
    if refused := changed - MAY_CHANGE:
        raise ImmutableRecord(
            f"{version_name(version.entry_id, version.number)}已存档："
            f"不能改动{'、'.join(sorted(refused))}，请另存新版"
        )


@event.listens_for(EntryVersion, "before_delete")
@event.listens_for(Review, "before_update")
@event.listens_for(Review, "before_delete")
@event.listens_for(AuditRecord, "before_update")
@event.listens_for(AuditRecord, "before_delete")
def _refuse(_mapper: Any, _connection: Any, record: Any) -> None:
    raise ImmutableRecord(f"{type(record).__name__} {record.pk} 已存档，不能改动")
