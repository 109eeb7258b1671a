"""Who may work on which cases.

An account of `casework.agents` sits at the desk, or works on the cases of one body: never both, for
what a body's officers read is not for the desk. The officers of the openness office oversee every
body: they see where each case stands and nothing personal in it, send a message on, decide over an
extension, and keep the calendar.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.agents import AgentName
from casework.errors import AccessRefused, UnknownCase
from casework.models import CaseOfficer
from knowledge_base.models import AuditRecord, Organisation


@dataclass(frozen=True, slots=True)
class Officer:
    """A member of staff who works on cases (经办人员)."""

    name: str
    """Account, as the audit trail names them."""
    public_name: str
    """As colleagues know them."""
    organisation_code: str
    """Their body."""
    organisation: str
    """Its name."""
    oversees: bool
    """Whether it is the openness office (政务公开办)."""

    def opens(self, organisation_code: str) -> bool:
        """Whether they read and act on the cases of a body."""
        return organisation_code == self.organisation_code

    def sees(self, organisation_code: str) -> bool:
        """Whether they see where the cases of a body stand."""
        return self.oversees or self.opens(organisation_code)

    def lists(self, wanted: str) -> str | None:
        """The body whose cases they are shown: their own, or the wanted one or all (None)."""
        return (wanted or None) if self.oversees else self.organisation_code

    def must_open(self, organisation_code: str) -> None:
        """Refuse who may not read and act on the cases of a body.

        Raises:
            AccessRefused: it is another's.
        """
        if not self.opens(organisation_code):
            raise AccessRefused("the case is another body's")

    def must_see(self, organisation_code: str) -> None:
        """Refuse who may not even see where the cases of a body stand.

        Raises:
            AccessRefused: it is another's.
        """
        if not self.sees(organisation_code):
            raise AccessRefused("the case is another body's")

    def must_oversee(self) -> None:
        """Refuse who is not of the openness office.

        Raises:
            AccessRefused: they are not.
        """
        if not self.oversees:
            raise AccessRefused("this is for the openness office")


def set_body(session: Session, name: str, organisation_code: str | None) -> None:
    """Let an account work on the cases of a body, or sit at the desk where None.

    Raises:
        UnknownCase: no organisation has this code.
    """
    officer = session.get(CaseOfficer, name)
    if (officer.organisation_code if officer else None) == organisation_code:
        return
    if organisation_code is None:
        session.delete(officer)
    elif session.get(Organisation, organisation_code) is None:
        raise UnknownCase("no organisation has this code")
    else:
        session.merge(CaseOfficer(name=name, organisation_code=organisation_code))
    session.flush()
    detail = {"organisation": organisation_code}
    session.add(AuditRecord(actor=name, act="set_body", subject=f"agent:{name}", detail=detail))


def bodies(session: Session) -> dict[str, str]:
    """The body of every account that works on cases."""
    return {each.name: each.organisation_code for each in session.scalars(select(CaseOfficer))}


def all_bodies(session: Session) -> dict[str, str]:
    """Code and name of every body."""
    rows = session.execute(select(Organisation.code, Organisation.name).order_by(Organisation.code))
    return {row.code: row.name for row in rows}


def officer_of(session: Session, agent: AgentName, openness_office: str) -> Officer | None:
    """The officer an account belongs to; None where it sits at the desk.

    Args:
        session: a unit of work.
        agent: who is signed in.
        openness_office: code of the body that oversees the others.
    """
    found = session.execute(
        select(Organisation.code, Organisation.name)
        .join(CaseOfficer, CaseOfficer.organisation_code == Organisation.code)
        .where(CaseOfficer.name == agent.name)
    ).first()
    if found is None:
        return None
    return Officer(
        agent.name, agent.public_name, found.code, found.name, found.code == openness_office
    )
