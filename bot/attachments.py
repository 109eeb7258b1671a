"""`GET /disclosure/files/{ticket}`: a file that goes with a reply, for its applicant."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import PlainTextResponse, Response

from actions.application_status import FILES_PATH
from bot.wording import Wording
from casework.applications.attachments import read_by_ticket
from casework.errors import AccessRefused
from casework.office import Office
from console.cases.attachments import handed_out

MAX_TICKET_CHARS = 400


def attachment_router(office: Office, wording: Wording) -> APIRouter:
    """The route. A ticket comes with an application's status, which number and secret open."""
    router = APIRouter(include_in_schema=False)

    @router.get(f"{FILES_PATH}/{{ticket}}")
    def read(ticket: Annotated[str, Path(max_length=MAX_TICKET_CHARS)]) -> Response:
        try:
            with office.occasion() as occasion:
                return handed_out(read_by_ticket(occasion, ticket))
        except AccessRefused:
            words = "\n".join(wording.say("utter_file_link_over", each) for each in ("zh", "en"))
            return PlainTextResponse(words, 404, {"Cache-Control": "no-store"})

    return router
