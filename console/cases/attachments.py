"""Files that go with a reply: added and removed while it is drafted, read by its officers."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from casework.applications.acting import find
from casework.applications.attachments import MAX_BYTES, OpenedFile, attach, detach, read_attached
from casework.applications.lights import Thresholds
from casework.errors import InvalidInput, RuleError
from casework.officers import Officer
from console.cases.applications import application_page
from console.cases.fields import FORM, Fields
from console.cases.pages import HOME, CasePages
from console.cases.problems import problem
from console.desk import DESK_HEADERS, Number

MAX_UPLOAD_BYTES = MAX_BYTES + 64 * 1024
"""Bytes of a request that brings a file, with what stands around it."""

Uploaded = tuple[str, bytes] | None
"""A file's name and what is in it; None where none was chosen."""


async def _uploaded(request: Request) -> Uploaded:
    given = (await request.form()).get("file")
    if not isinstance(given, UploadFile):
        return None
    return given.filename or "", await given.read(MAX_BYTES + 1)


FILE = Depends(_uploaded)


def add_attachments(router: APIRouter, pages: CasePages, thresholds: Thresholds) -> None:
    """Add the routes. Include them before the acts, whose path takes any word."""
    signed_in = Depends(pages.officer)

    def refused(me: Officer, number: str, act: str, error: RuleError | InvalidInput) -> Response:
        again = (act, *problem(error), None)
        return application_page(pages, me, number, thresholds, opened=True, again=again)

    @router.post("/applications/{number}/attach", max_body_size=MAX_UPLOAD_BYTES)
    def add(number: str, me: Officer = signed_in, file: Uploaded = FILE) -> Response:
        try:
            with pages.office.occasion(me.name) as occasion:
                me.must_open(find(occasion, number).organisation_code)
                if file is None:
                    raise InvalidInput("file", "missing")
                attach(occasion, number, *file)
        except (RuleError, InvalidInput) as error:
            return refused(me, number, "attach", error)
        return _back(number, "attach")

    @router.post("/applications/{number}/detach")
    def remove(number: str, me: Officer = signed_in, form: Fields = FORM) -> Response:
        try:
            with pages.office.occasion(me.name) as occasion:
                me.must_open(find(occasion, number).organisation_code)
                detach(occasion, number, form.number("attachment"))
        except (RuleError, InvalidInput) as error:
            return refused(me, number, "detach", error)
        return _back(number, "detach")

    @router.get("/applications/{number}/attachments/{pk}")
    def read(number: str, pk: Number, me: Officer = signed_in) -> Response:
        with pages.office.occasion(me.name) as occasion:
            me.must_open(find(occasion, number).organisation_code)
            return handed_out(read_attached(occasion, number, pk))


def handed_out(file: OpenedFile) -> Response:
    """A file to be saved: never shown as a page of ours, kept by nobody on the way."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
    }
    return Response(file.content, media_type=file.media_type, headers=headers)


def _back(number: str, done: str) -> Response:
    target = f"{HOME}/{number}/papers?done={done}#attachments"
    return RedirectResponse(target, 303, DESK_HEADERS)
