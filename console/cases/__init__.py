"""Where staff answer what citizens left: messages (留言) and applications (依申请公开)."""

from __future__ import annotations

from fastapi import APIRouter

from casework.applications.lights import Thresholds
from console.cases.applications import add_applications
from console.cases.attachments import add_attachments
from console.cases.calendar import add_calendar
from console.cases.door import Door, route_of
from console.cases.lodging import add_lodging
from console.cases.messages import add_messages
from console.cases.table3 import add_table3


def create_cases_router(door: Door, thresholds: Thresholds) -> APIRouter:
    """The case pages' routes. Include them before the desk's, whose paths take anything.

    Args:
        door: who comes.
        thresholds: of the applications' lights.
    """
    router = APIRouter(prefix="/console/desk", include_in_schema=False, route_class=route_of(door))
    add_messages(router, door)
    add_lodging(router, door)
    add_attachments(router, door, thresholds)
    add_applications(router, door, thresholds)
    add_table3(router, door)
    add_calendar(router, door)
    return router
