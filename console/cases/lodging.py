"""Applications that come on paper or in person are entered by an officer (代为登记)."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from casework.applications.codes import ApplicantKind, ArrivalChannel
from casework.applications.lodging import NewApplication, lodge
from casework.applications.receipt import Arrival
from casework.applications.request import Applicant, FormWanted, IdentityKind, Request
from casework.errors import InvalidInput, RuleError
from casework.occasions import Occasion
from casework.officers import Officer
from console.cases.fields import FORM, Fields, Kept
from console.cases.pages import CasePages
from console.cases.problems import problem


def add_lodging(router: APIRouter, pages: CasePages) -> None:
    """Add the form; include it before `/applications/{number}`, which takes any word."""
    signed_in = Depends(pages.officer)

    @router.get("/applications/new")
    def show(me: Officer = signed_in) -> Response:
        return pages.page("lodge.html", me, trouble="", kept=Kept())

    @router.post("/applications")
    def enter(me: Officer = signed_in, form: Fields = FORM) -> Response:
        try:
            with pages.office.occasion(me.name) as occasion:
                receipt = lodge(occasion, _read(occasion, me, form))
        except (RuleError, InvalidInput) as error:
            status, trouble = problem(error)
            return pages.page("lodge.html", me, status, trouble=trouble, kept=form.kept())
        return pages.page("lodged.html", me, receipt=receipt)


def _read(occasion: Occasion, me: Officer, form: Fields) -> NewApplication:
    applicant = Applicant(
        kind=form.code("applicant_kind", ApplicantKind),
        name=form.text("name"),
        identity_kind=form.code("identity_kind", IdentityKind),
        identity_number=form.text("identity_number"),
        phone=form.text("phone"),
        address=form.text("address"),
        email=form.text("email"),
        contact_person=form.text("contact_person"),
    )
    request = Request(
        form.text("description"), title=form.text("title"), document_number=form.text("document")
    )
    return NewApplication(
        applicant,
        request,
        Arrival(form.code("channel", ArrivalChannel), form.day("submitted_on") or occasion.on),
        me.organisation_code,
        form_wanted=form.code("form_wanted", FormWanted),
        taken_down_by=me.name,
    )
