"""What a form of a staff page holds, read field by field."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TypeVar

from fastapi import Depends, Request
from starlette.datastructures import FormData

from casework.errors import InvalidInput

Code = TypeVar("Code", bound=StrEnum)


class Kept(dict[str, str]):
    """What was typed, to be shown again; nothing where nothing was."""

    def __missing__(self, _name: str) -> str:
        return ""


class Fields:
    """The fields of one form; a file among them counts as nothing."""

    def __init__(self, form: FormData) -> None:
        """Read `form`."""
        self._form = form

    def text(self, name: str) -> str:
        """A text; empty where it was not given."""
        value = self._form.get(name, "")
        return value if isinstance(value, str) else ""

    def kept(self) -> Kept:
        """Everything that was typed."""
        return Kept((name, self.text(name)) for name in self._form)

    def several(self, name: str) -> tuple[str, ...]:
        """Everything given under one name."""
        return tuple(str(value) for value in self._form.getlist(name))

    def day(self, name: str) -> date | None:
        """A day; None where it was not given.

        Raises:
            InvalidInput: it is no date.
        """
        text = self.text(name).strip()
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise InvalidInput(name, "unreadable") from error

    def required_day(self, name: str) -> date:
        """A day that must be given.

        Raises:
            InvalidInput: it is missing or no date.
        """
        if (day := self.day(name)) is None:
            raise InvalidInput(name, "missing")
        return day

    def number(self, name: str) -> int:
        """A whole number.

        Raises:
            InvalidInput: it is missing or no number.
        """
        text = self.text(name).strip()
        if not text:
            raise InvalidInput(name, "missing")
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise InvalidInput(name, "unreadable")
        return int(text)

    def code(self, name: str, codes: type[Code]) -> Code:
        """One of a closed list.

        Raises:
            InvalidInput: it is missing or none of them.
        """
        text = self.text(name)
        try:
            return codes(text)
        except ValueError as error:
            raise InvalidInput(name, "unreadable" if text else "missing") from error

    def codes(self, name: str, codes: type[Code]) -> tuple[Code, ...]:
        """Any number of a closed list.

        Raises:
            InvalidInput: one is none of them.
        """
        try:
            return tuple(codes(value) for value in self.several(name))
        except ValueError as error:
            raise InvalidInput(name, "unreadable") from error

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self.text(name))


async def _fields(request: Request) -> Fields:
    return Fields(await request.form())


FORM = Depends(_fields)
"""The form of a request, for an endpoint."""
