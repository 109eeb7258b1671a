"""Who governs what: organisations and the places they govern."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.database import Base, stored_enum


class Level(StrEnum):
    """The three tiers of a district's disclosure (县级、乡级、村级)."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"


class Jurisdiction(Base):
    """A place: the district, one of its streets, or one of their communities.

    What holds in a place holds in every place below it unless an entry there overrides it.
    """

    __tablename__ = "jurisdictions"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str | None]
    level: Mapped[Level] = mapped_column(stored_enum(Level))
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("jurisdictions.code"))


class Organisation(Base):
    """A body that publishes, answers or receives: a department, street or community."""

    __tablename__ = "organisations"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str | None]
    jurisdiction_code: Mapped[str] = mapped_column(ForeignKey("jurisdictions.code"))
    phone: Mapped[str | None]
    address: Mapped[str | None]
    hours: Mapped[str | None]


class ServicePoint(Base):
    """A place near home where services are to be had (家门口便民服务站), and what its agents do."""

    __tablename__ = "service_points"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_code: Mapped[str] = mapped_column(ForeignKey("organisations.code"), index=True)
    name: Mapped[str]
    name_en: Mapped[str | None]
    address: Mapped[str]
    hours: Mapped[str | None]
    phone: Mapped[str | None]
    agent_services: Mapped[list[str]]
    """Topics of what its agents (代办员) do for people."""
    visits: Mapped[str | None]
    """Who is visited at home (上门), such as people over 80."""
