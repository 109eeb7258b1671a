"""Where staff answer what citizens left: messages (留言) and applications (依申请公开)."""

from __future__ import annotations

from fastapi import APIRouter

from casework.applications.lights import Thresholds
from console.cases.applications import add_applications
from console.cases.attachments import add_attachments
from console.cases.calendar import add_calendar
from console.cases.lodging import add_lodging
from console.cases.messages import add_messages
from console.cases.pages import CasePages, route_of
from console.cases.table3 import add_table3


def create_cases_router(pages: CasePages, thresholds: Thresholds) -> APIRouter:
    """The case pages' routes. Include them before the desk's, whose paths take anything.

    Args:
        pages: draws them, and knows the officers.
        thresholds: of the applications' lights.
    """
    router = APIRouter(prefix="/console/desk", include_in_schema=False, route_class=route_of(pages))
    add_messages(router, pages)
    add_lodging(router, pages)
    add_attachments(router, pages, thresholds)
    add_applications(router, pages, thresholds)
    add_table3(router, pages)
    add_calendar(router, pages)
    return router
