"""Files that go with a reply: added and removed while it is drafted, read by its officers."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from casework.applications.acting import find
from casework.applications.attachments import MAX_BYTES, OpenedFile, attach, detach, read_attached
from casework.errors import InvalidInput
from casework.officers import Officer
from console.cases.fields import FORM, Fields
from console.cases.pages import HOME, CasePages
from console.desk import DESK_HEADERS

MAX_UPLOAD_BYTES = MAX_BYTES + 64 * 1024
"""Bytes of a request that brings a file, with what stands around it."""

Uploaded = tuple[str, bytes]
"""A file's name and what is in it."""


async def _uploaded(request: Request) -> Uploaded:
    given = (await request.form()).get("file")
    if not isinstance(given, UploadFile):
        raise InvalidInput("file", "missing")
    return given.filename or "", await given.read(MAX_BYTES + 1)


FILE = Depends(_uploaded)


def add_attachments(router: APIRouter, pages: CasePages) -> None:
    """Add the routes. Include them before the acts, whose path takes any word."""
    signed_in = Depends(pages.officer)

    @router.post("/applications/{number}/attach", max_body_size=MAX_UPLOAD_BYTES)
    def add(number: str, me: Officer = signed_in, file: Uploaded = FILE) -> Response:
        name, content = file
        with pages.office.occasion(me.name) as occasion:
            me.must_open(find(occasion, number).organisation_code)
            attach(occasion, number, name, content)
        return _back(number)

    @router.post("/applications/{number}/detach")
    def remove(number: str, me: Officer = signed_in, form: Fields = FORM) -> Response:
        with pages.office.occasion(me.name) as occasion:
            me.must_open(find(occasion, number).organisation_code)
            detach(occasion, number, form.number("attachment"))
        return _back(number)

    @router.get("/applications/{number}/attachments/{pk}")
    def read(number: str, pk: int, me: Officer = signed_in) -> Response:
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


def _back(number: str) -> Response:
    return RedirectResponse(f"{HOME}/{number}/papers#attachments", 303, DESK_HEADERS)
