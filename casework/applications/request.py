"""What an application says: only what the law asks for (第二十九条), checked and kept sealed."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum

from pydantic import TypeAdapter

from casework.applications.codes import ApplicantKind
from casework.errors import InvalidInput
from casework.texts import checked_line, checked_text

_PHONE = re.compile(r"\+?[\d\- ]{7,20}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_RESIDENT_ID = re.compile(r"[1-9]\d{16}[\dX]")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class IdentityKind(StrEnum):
    """What proves who the applicant is."""

    RESIDENT_ID = "resident_id"
    PASSPORT = "passport"
    CREDIT_CODE = "credit_code"
    """统一社会信用代码 of an organisation."""
    OTHER = "other"


class FormWanted(StrEnum):
    """In what form the information is wanted."""

    PAPER = "paper"
    ELECTRONIC = "electronic"
    INSPECTION = "inspection"
    """To look at it at the office."""


@dataclass(frozen=True)
class Applicant:
    """Who applies. Never in a repr, a log or the clear part of the database."""

    kind: ApplicantKind
    """The column of table 3."""
    name: str = field(repr=False)
    """Name of the person or organisation."""
    identity_kind: IdentityKind
    """Kind of proof."""
    identity_number: str = field(repr=False)
    """Its number."""
    phone: str = field(default="", repr=False)
    """At least one of phone, address and e-mail is needed."""
    address: str = field(default="", repr=False)
    """Postal address."""
    email: str = field(default="", repr=False)
    """E-mail address."""
    contact_person: str = field(default="", repr=False)
    """Whom to ask in an organisation."""

    def checked(self) -> Applicant:
        """The same, trimmed.

        Raises:
            InvalidInput: a field is missing, too long or not what it should be.
        """
        clean = Applicant(
            kind=self.kind,
            identity_kind=self.identity_kind,
            **{name: checked_line(name, getattr(self, name)) for name in _PERSONAL},
        )
        _require("name", clean.name)
        _require("identity_number", clean.identity_number)
        _require("contact", clean.phone or clean.address or clean.email)
        _check_identity(clean)
        if clean.phone and not _PHONE.fullmatch(clean.phone):
            raise InvalidInput("phone", "unreadable")
        if clean.email and not _EMAIL.fullmatch(clean.email):
            raise InvalidInput("email", "unreadable")
        return clean

    def sealable(self) -> str:
        """Everything as JSON, to be sealed."""
        return _APPLICANT.dump_json(self).decode()

    @classmethod
    def unsealed(cls, text: str) -> Applicant:
        """The applicant from opened JSON."""
        return _APPLICANT.validate_json(text)

    @property
    def identity(self) -> str:
        """What tells this applicant from others, to be fingerprinted."""
        return f"{self.identity_kind.value}:{self.identity_number}"


@dataclass(frozen=True)
class Request:
    """What information is wanted. The purpose is never asked for (第二十九条)."""

    description: str = field(repr=False)
    """Title, 文号 or other features that let it be found."""
    title: str = field(default="", repr=False)
    """Its title, where known."""
    document_number: str = field(default="", repr=False)
    """文号, where known."""

    def checked(self) -> Request:
        """The same, trimmed.

        Raises:
            InvalidInput: nothing is asked for, or a field is too long or unreadable.
        """
        clean = Request(
            description=checked_text("description", self.description),
            title=checked_line("title", self.title),
            document_number=checked_line("document_number", self.document_number),
        )
        _require("description", clean.description or clean.title or clean.document_number)
        return clean

    def sealable(self) -> str:
        """Everything as JSON, to be sealed."""
        return _REQUEST.dump_json(self).decode()

    @classmethod
    def unsealed(cls, text: str) -> Request:
        """The request from opened JSON."""
        return _REQUEST.validate_json(text)

    @property
    def wording(self) -> str:
        """All that is asked, to be fingerprinted."""
        return "\n".join(asdict(self).values())


_PERSONAL = tuple(
    each.name for each in fields(Applicant) if each.name not in ("kind", "identity_kind")
)
_APPLICANT = TypeAdapter(Applicant)
_REQUEST = TypeAdapter(Request)


def _require(name: str, value: str) -> None:
    if not value:
        raise InvalidInput(name, "missing")


def _check_identity(applicant: Applicant) -> None:
    """Catch mistyped numbers; whether the proof is genuine is for the officer."""
    number = applicant.identity_number.upper()
    if applicant.identity_kind is IdentityKind.RESIDENT_ID:
        valid = bool(_RESIDENT_ID.fullmatch(number)) and number[17] == _id_check(number)
    elif applicant.identity_kind is IdentityKind.CREDIT_CODE:
        valid = bool(_CREDIT_CODE.fullmatch(number))
    else:
        valid = len(number) >= 4
    if not valid:
        raise InvalidInput("identity_number", "unreadable")


def _id_check(number: str) -> str:
    """Check character of a resident identity number (GB 11643, MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]
