"""Messages (留言): the inbox, one message, and its answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import RedirectResponse

from casework import messages
from casework.errors import InvalidInput, RuleError
from casework.message_board import board, row_of
from casework.message_forms import MessageView
from casework.models import MessageState
from casework.occasions import Occasion
from casework.officers import Officer, all_bodies
from console.cases.fields import FORM, Fields, Kept
from console.cases.pages import CasePages, PageRefused
from console.cases.problems import problem
from console.cases.words import MESSAGES_DONE
from console.desk import DESK_HEADERS

INBOX = "/console/desk/messages"
Done = Annotated[str, Query(max_length=32)]
"""The act after which a page is shown."""


def add_messages(router: APIRouter, pages: CasePages) -> None:
    """Add the pages."""
    signed_in = Depends(pages.officer)

    # Plain functions: FastAPI runs them in worker threads, so that no citizen waits for them.
    @router.get("/messages")
    def inbox(
        me: Officer = signed_in,
        state: Annotated[str, Query(max_length=16)] = MessageState.OPEN,
        body: Annotated[str, Query(max_length=32)] = "",
        done: Done = "",
    ) -> Response:
        wanted = MessageState(state) if state in set(MessageState) else None
        with pages.office.occasion(me.name) as occasion:
            rows = board(occasion, me.lists(body), wanted)
            names = all_bodies(occasion.session)
        return pages.page(
            "messages.html",
            me,
            rows=rows,
            bodies=names,
            state=wanted,
            body=body,
            done=MESSAGES_DONE.get(done, ""),
        )

    @router.get("/messages/{number}")
    def show(number: str, me: Officer = signed_in, done: Done = "") -> Response:
        return _message_page(pages, me, number, done=done)

    @router.get("/messages/{number}/{act}")
    def come_back(number: str, act: str, me: Officer = signed_in) -> Response:
        """The address of an act that was refused, asked for once more."""
        return RedirectResponse(f"{INBOX}/{number}", 303, DESK_HEADERS)

    @router.post("/messages/{number}/{act}")
    def do(number: str, act: str, me: Officer = signed_in, form: Fields = FORM) -> Response:
        try:
            with pages.office.occasion(me.name) as occasion:
                stays = _perform(occasion, me, number, act, form)
        except (RuleError, InvalidInput) as error:
            status, text = problem(error)
            return _message_page(pages, me, number, status, text, form.kept())
        target = f"{INBOX}/{number}" if stays else INBOX
        return RedirectResponse(f"{target}?done={act}", 303, DESK_HEADERS)


def _perform(occasion: Occasion, me: Officer, number: str, act: str, form: Fields) -> bool:
    """Do an act; whether the officer may still see the message after it."""
    row = row_of(occasion, number)
    if act == "transfer":
        me.must_see(row.organisation_code)
        to = form.text("organisation_code")
        if not to:
            raise InvalidInput("organisation_code", "missing")
        messages.transfer(occasion, number, to)
        return me.sees(to)
    me.must_open(row.organisation_code)
    if act == "answer":
        messages.answer(occasion, number, form.text("answer"))
    elif act == "close":
        messages.close(occasion, number, form.text("reason"))
    else:
        raise PageRefused(404, "没有这个操作。")
    return True


def _message_page(
    pages: CasePages,
    me: Officer,
    number: str,
    status: int = 200,
    trouble: str = "",
    kept: Kept | None = None,
    *,
    done: str = "",
) -> Response:
    """A message, opened on record where it is the officer's; else only where it stands."""
    with pages.office.occasion(me.name) as occasion:
        row = row_of(occasion, number)
        me.must_see(row.organisation_code)
        opened: MessageView | None = None
        if me.opens(row.organisation_code):
            opened = messages.read_as_staff(occasion, number)
        return pages.page(
            "message.html",
            me,
            status,
            row=row,
            opened=opened,
            acts=[act.value for act in messages.MESSAGES.open_acts(row.state)],
            bodies=all_bodies(occasion.session),
            done=MESSAGES_DONE.get(done, ""),
            trouble=trouble,
            kept=kept or Kept(),
        )
