"""Rows of the standard catalogs of disclosure items (基层政务公开标准目录)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base


class CatalogItem(Base):
    """One item with the elements that 国办发〔2019〕54号 requires of a catalog."""

    __tablename__ = "catalog_items"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """Catalog, first-, second- and third-level item: what makes a row the same row."""
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"), index=True)
    file: Mapped[str]
    sheet: Mapped[str]
    row: Mapped[int]
    field: Mapped[str]
    level_one: Mapped[str]
    level_two: Mapped[str]
    level_three: Mapped[str | None]
    content: Mapped[str]
    basis: Mapped[str]
    time_limit: Mapped[str]
    time_limit_parsed: Mapped[dict[str, Any]]
    body: Mapped[str]
    channels: Mapped[list[str]]
    audience: Mapped[str]
    """全社会, or the particular group the table names."""
    on_request: Mapped[bool]
    """依申请公开 rather than 主动公开."""
    levels: Mapped[list[str]]
    life_stages: Mapped[list[str]]
    jurisdiction_code: Mapped[str] = mapped_column(ForeignKey("jurisdictions.code"))
    retired: Mapped[bool] = mapped_column(default=False)
