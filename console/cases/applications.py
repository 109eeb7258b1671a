"""Applications for disclosure (依申请公开): the board, one application, and its acts."""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import RedirectResponse

from casework.applications.board import archive, board
from casework.applications.codes import OUTCOMES, WITHHOLDING, FeeBasis, Light
from casework.applications.fees import fee
from casework.applications.lights import Thresholds
from casework.errors import InvalidInput, RuleError
from casework.officers import Officer, all_bodies
from console.cases.acts import perform
from console.cases.fields import FORM, Fields, Kept
from console.cases.pages import HOME, CasePages
from console.cases.problems import problem
from console.cases.view import view_of
from console.cases.words import application_done
from console.desk import DESK_HEADERS

Done = Annotated[str, Query(max_length=32)]
"""The act after which a page is shown."""
ARCHIVE = "archived"
"""In place of a light: what is put away."""


def add_applications(router: APIRouter, pages: CasePages, thresholds: Thresholds) -> None:
    """Add the pages."""
    signed_in = Depends(pages.officer)

    @router.get("/applications")
    def show_board(
        me: Officer = signed_in,
        light: Annotated[str, Query(max_length=16)] = "",
        body: Annotated[str, Query(max_length=32)] = "",
    ) -> Response:
        return _board_page(pages, me, light, body, thresholds)

    @router.get("/fee")
    def price(
        me: Officer = signed_in,
        basis: FeeBasis = FeeBasis.PAGES,
        count: Annotated[int, Query(ge=0, le=100_000)] = 0,
    ) -> Response:
        return Response(orjson.dumps({"yuan": fee(basis, count)}), media_type="application/json")

    @router.get("/applications/{number}")
    def show(number: str, me: Officer = signed_in, done: Done = "") -> Response:
        return application_page(pages, me, number, thresholds, done=done)

    @router.get("/applications/{number}/papers")
    def show_opened(number: str, me: Officer = signed_in, done: Done = "") -> Response:
        return application_page(pages, me, number, thresholds, opened=True, done=done)

    @router.get("/applications/{number}/{act}")
    def come_back(number: str, act: str, me: Officer = signed_in) -> Response:
        """The address of an act that was refused, asked for once more."""
        return RedirectResponse(f"{HOME}/{number}", 303, DESK_HEADERS)

    @router.post("/applications/{number}/{act}")
    def do(number: str, act: str, me: Officer = signed_in, form: Fields = FORM) -> Response:
        opened = form.ticked("opened")
        try:
            with pages.office.occasion(me.name) as occasion:
                perform(occasion, me, number, act, form)
        except (RuleError, InvalidInput) as error:
            again = (act, *problem(error), form)
            return application_page(pages, me, number, thresholds, opened=opened, again=again)
        target = f"{HOME}/{number}/papers" if opened else f"{HOME}/{number}"
        return RedirectResponse(f"{target}?done={act}", 303, DESK_HEADERS)


def _board_page(
    pages: CasePages, me: Officer, light: str, body: str, thresholds: Thresholds
) -> Response:
    """The list; of one light or of the archive, and of one body, where wanted."""
    with pages.office.occasion(me.name) as occasion:
        shown = me.lists(body)
        if light == ARCHIVE:
            rows = archive(occasion, shown)
        else:
            rows = board(occasion, shown, thresholds)
        names = all_bodies(occasion.session)
    counts = {each: sum(row.light is each for row in rows) for each in Light}
    if light in set(Light):
        rows = [row for row in rows if row.light == light]
    return pages.page(
        "applications.html",
        me,
        rows=rows,
        bodies=names,
        body=body,
        light_wanted=light,
        counts=counts,
        thresholds=thresholds,
    )


def application_page(
    pages: CasePages,
    me: Officer,
    number: str,
    thresholds: Thresholds,
    *,
    opened: bool = False,
    done: str = "",
    again: tuple[str, int, str, Fields | None] | None = None,
) -> Response:
    """An application's page.

    Args:
        pages: draws them, and knows the officers.
        me: the officer.
        number: the application's.
        thresholds: of the light.
        opened: show what is sealed, on record.
        done: the act that was just done.
        again: the act that was refused, why, and what was typed.
    """
    act, status, trouble, form = again or ("", 200, "", None)
    with pages.office.occasion(me.name) as occasion:
        view = view_of(occasion, me, number, thresholds, opened=opened)
        return pages.page(
            "application.html",
            me,
            status,
            view=view,
            bodies=all_bodies(occasion.session),
            today=occasion.on,
            outcomes=OUTCOMES,
            withholding=WITHHOLDING,
            refused=act,
            nothing=Kept(),
            done=application_done(done),
            trouble=trouble,
            kept=form.kept() if form else Kept(),
            withheld=form.several("withheld") if form else (),
        )
