"""Service guides (办事指南): the item, its situations and the materials each needs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge_base.database import Base


class Guide(Base):
    """One service item (事项)."""

    __tablename__ = "guides"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """实施编码 where there is one, else the name and the body."""
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"))
    name: Mapped[str]
    aliases: Mapped[list[str]]
    field: Mapped[str | None]
    organisation_code: Mapped[str | None] = mapped_column(ForeignKey("organisations.code"))
    jurisdiction_code: Mapped[str] = mapped_column(ForeignKey("jurisdictions.code"))
    facts: Mapped[dict[str, Any]]
    """The guide's fields by their Chinese names, as the table gave them."""
    questions: Mapped[list[dict[str, Any]]]
    """The situation tree: [{id, question, options: [{label, words, next | situation}]}]."""
    content_hash: Mapped[str] = mapped_column(String(64))
    retired: Mapped[bool] = mapped_column(default=False)

    materials: Mapped[list[Material]] = relationship(
        cascade="all, delete-orphan", order_by="Material.position"
    )
    situations: Mapped[list[Situation]] = relationship(
        cascade="all, delete-orphan", order_by="Situation.position"
    )


class Material(Base):
    """One thing to bring."""

    __tablename__ = "materials"

    pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    guide_id: Mapped[str] = mapped_column(ForeignKey("guides.id"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str]
    form: Mapped[str | None]
    """原件, 复印件 or 电子."""
    copies: Mapped[int] = mapped_column(default=1)
    required: Mapped[bool] = mapped_column(default=True)
    origin: Mapped[str | None]
    """来源渠道."""
    review_points: Mapped[str | None]
    """受理标准: what the window checks."""
    note: Mapped[str | None]


class Situation(Base):
    """A leaf of the tree (情形): a case with its own materials and facts."""

    __tablename__ = "situations"

    pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    guide_id: Mapped[str] = mapped_column(ForeignKey("guides.id"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str]
    material_codes: Mapped[list[str]]
    facts: Mapped[dict[str, Any]]
    """What differs from the guide: 费用, 承诺办结时限, 办理地点, 说明 …"""
