"""Repeated and excessive applications, told by fingerprints: nobody's name is read for it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from casework.applications.request import Applicant, Request
from casework.models import Application
from casework.occasions import Occasion

EXCESSIVE_IN_A_MONTH = 10
"""More than this in a calendar month may be asked for reasons (第三十五条); the free number of the
fee rules **[assumed]**."""


def earlier_same(occasion: Occasion, applicant: Applicant, request: Request) -> list[str]:
    """Numbers of this applicant's earlier applications for the same (重复申请), oldest first."""
    seal = occasion.seal
    same = select(Application.number).where(
        Application.applicant_fingerprint == seal.fingerprint(applicant.identity),
        Application.request_fingerprint == seal.fingerprint(request.wording),
    )
    return list(occasion.session.scalars(same.order_by(Application.number)))


def others_same(occasion: Occasion, application: Application) -> list[str]:
    """Numbers of other applications of its applicant for the same, oldest first."""
    same = select(Application.number).where(
        Application.applicant_fingerprint == application.applicant_fingerprint,
        Application.request_fingerprint == application.request_fingerprint,
        Application.number != application.number,
    )
    return list(occasion.session.scalars(same.order_by(Application.number)))


def place_in_month(occasion: Occasion, application: Application) -> int:
    """Which application of its applicant, to this body in the calendar month, this one is."""
    day = application.received_on or application.submitted_on
    first = day.replace(day=1)
    of_month = func.coalesce(Application.received_on, Application.submitted_on)
    count = occasion.session.scalar(
        select(func.count()).where(
            Application.applicant_fingerprint == application.applicant_fingerprint,
            Application.organisation_code == application.organisation_code,
            of_month >= first,
            of_month < _next_month(first),
            Application.number <= application.number,
        )
    )
    return count or 0


def is_excessive(
    occasion: Occasion, application: Application, threshold: int = EXCESSIVE_IN_A_MONTH
) -> bool:
    """Whether number and frequency are enough to ask for reasons; the officer decides."""
    return place_in_month(occasion, application) > threshold


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
