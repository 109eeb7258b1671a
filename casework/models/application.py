"""Applications for disclosure (依申请公开). Nothing personal is kept in clear."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.applications.codes import (
    ApplicantKind,
    ArrivalChannel,
    ConsultationKind,
    FeeBasis,
    Opinion,
    Outcome,
    PaperKind,
    ReplyKind,
    Step,
)
from knowledge_base.database import Base, stored_enum, utc_now


class Application(Base):
    """One application, with the clocks that run for it."""

    __tablename__ = "applications"

    number: Mapped[str] = mapped_column(String(32), primary_key=True)
    secret_fingerprint: Mapped[str] = mapped_column(String(64))
    """Of the secret for looking the status up; the secret itself is not kept."""
    organisation_code: Mapped[str] = mapped_column(ForeignKey("organisations.code"), index=True)
    step: Mapped[Step] = mapped_column(stored_enum(Step), index=True)
    applicant_kind: Mapped[ApplicantKind] = mapped_column(stored_enum(ApplicantKind))
    applicant_sealed: Mapped[str]
    """Name, identity proof and contact, as sealed JSON."""
    applicant_fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    request_fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    form_wanted: Mapped[str] = mapped_column(String(16))
    channel: Mapped[ArrivalChannel] = mapped_column(stored_enum(ArrivalChannel))
    conversation_id: Mapped[str | None] = mapped_column(String(64))
    """Where the applicant is told of notices."""
    language: Mapped[str] = mapped_column(String(8))
    taken_down_by: Mapped[str | None]
    """Who wrote an oral request down."""
    lodged_at: Mapped[datetime] = mapped_column(default=utc_now)
    submitted_on: Mapped[date]
    received_on: Mapped[date | None] = mapped_column(index=True)
    """Date of receipt (收到申请之日), None until it is certain."""
    last_act_on: Mapped[date]

    clock_from: Mapped[date | None]
    """The reply clock counts from the day after; moved by a correction or a payment."""
    due_on: Mapped[date | None] = mapped_column(index=True)
    """Last day for the reply; None while no clock runs."""
    provisional: Mapped[bool] = mapped_column(default=False)
    """暂定: the clock runs over a year whose holidays are not announced."""
    wait_days: Mapped[int | None]
    """Working days given to the applicant for what is awaited now."""
    wait_from: Mapped[date | None]
    wait_due_on: Mapped[date | None]
    """Last day for the applicant's correction or payment."""
    correction_asked_on: Mapped[date | None]
    corrected_on: Mapped[date | None]
    reasons_asked_on: Mapped[date | None]
    reasons_given_on: Mapped[date | None]
    extended_days: Mapped[int] = mapped_column(default=0)
    extended_by: Mapped[str | None]
    deferred_until: Mapped[date | None]
    fee_basis: Mapped[FeeBasis | None] = mapped_column(stored_enum(FeeBasis))
    fee_yuan: Mapped[int | None]
    fee_paid_on: Mapped[date | None]

    cleared_by: Mapped[str | None]
    """Who checked for secrecy (保密审查)."""
    reply_kind: Mapped[ReplyKind | None] = mapped_column(stored_enum(ReplyKind))
    outcome: Mapped[Outcome | None] = mapped_column(stored_enum(Outcome))
    withheld: Mapped[list[str]] = mapped_column(default=list)
    """Grounds (`Outcome` codes) on which a part was withheld."""
    refer_to: Mapped[str | None]
    """The body that has the information, where known."""
    proposed_by: Mapped[str | None]
    approved_by: Mapped[str | None]
    concluded_on: Mapped[date | None] = mapped_column(index=True)
    """The day it ended: reply delivered, abandoned or withdrawn."""
    archived_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()
    """Counts changes, so that of two at once one is refused."""

    papers: Mapped[list[Paper]] = relationship(order_by="Paper.pk", cascade="all, delete-orphan")
    consultations: Mapped[list[Consultation]] = relationship(
        order_by="Consultation.pk", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy reads it


class Paper(Base):
    """A text in the file, sealed: request, notice, correction, opinion, reply."""

    __tablename__ = "application_papers"

    pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    number: Mapped[str] = mapped_column(ForeignKey("applications.number"), index=True)
    kind: Mapped[PaperKind] = mapped_column(stored_enum(PaperKind))
    written_on: Mapped[date]
    author: Mapped[str]
    text_sealed: Mapped[str]


class Consultation(Base):
    """A third party or another body that is asked; the time is not counted (第三十三条)."""

    __tablename__ = "consultations"

    pk: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    number: Mapped[str] = mapped_column(ForeignKey("applications.number"), index=True)
    kind: Mapped[ConsultationKind] = mapped_column(stored_enum(ConsultationKind))
    asked_on: Mapped[date]
    received_on: Mapped[date]
    """When they received the letter: their 15 working days run from the day after."""
    due_on: Mapped[date]
    provisional: Mapped[bool]
    answered_on: Mapped[date | None]
    """The day of the answer, or the last day where they kept silent."""
    opinion: Mapped[Opinion | None] = mapped_column(stored_enum(Opinion))
