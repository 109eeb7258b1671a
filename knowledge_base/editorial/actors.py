"""Who may do what, in which department."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from knowledge_base.errors import NotAllowed
from knowledge_base.models import ReviewStage


class Role(StrEnum):
    """What a member of staff is trusted with."""

    EDITOR = "editor"
    FIRST_REVIEWER = "first_reviewer"
    SECOND_REVIEWER = "second_reviewer"
    FINAL_REVIEWER = "final_reviewer"
    SECRECY_REVIEWER = "secrecy_reviewer"
    PUBLISHER = "publisher"
    EMERGENCY = "emergency"
    """May publish before review when it cannot wait (应急发布)."""


ROLES = {
    Role.EDITOR: "编辑",
    Role.FIRST_REVIEWER: "初审",
    Role.SECOND_REVIEWER: "复审",
    Role.FINAL_REVIEWER: "终审",
    Role.SECRECY_REVIEWER: "保密审查",
    Role.PUBLISHER: "发布",
    Role.EMERGENCY: "应急发布",
}
"""What the staff call them."""

ROLE_OF_STAGE = {
    ReviewStage.FIRST: Role.FIRST_REVIEWER,
    ReviewStage.SECOND: Role.SECOND_REVIEWER,
    ReviewStage.FINAL: Role.FINAL_REVIEWER,
    ReviewStage.SECRECY: Role.SECRECY_REVIEWER,
    ReviewStage.EMERGENCY: Role.EMERGENCY,
}
"""The role each review asks for (初审、复审、终审、保密审查)."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A member of staff, as far as the editorial rules care."""

    name: str
    """The account's name; the same person always has the same."""
    roles: frozenset[Role]
    organisation_code: str | None = None
    """The department whose entries these roles hold for; every department's where None."""

    def require(self, role: Role, *organisations: str | None) -> None:
        """Check that the actor may act in this role for all of these organisations.

        Raises:
            NotAllowed: the role is missing, or holds for another department only.
        """
        if role not in self.roles:
            raise NotAllowed(f"{self.name}没有“{ROLES[role]}”的权限")
        if self.organisation_code is None:
            return
        for organisation in organisations:
            if organisation != self.organisation_code:
                raise NotAllowed(
                    f"{self.name}只能处理 {self.organisation_code} 的条目，"
                    f"这一条属于 {organisation or '全区'}"
                )
