"""Where a case (办件) stands, asked of the district's own case system over HTTP.

`GET <base>/cases/<number>` with the query code as header `X-Query-Code`, answered by JSON:
`{"number", "item", "status", "updated_at", "expected_on", "steps": [{"name", "at"}]}`, or 404
where number and code do not belong together. Nothing is kept here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

import httpx
from pydantic import BaseModel, Field, ValidationError

from casework.errors import InvalidInput

MAX_BYTES = 256 * 1024
"""A case system that answers more than this answers something else."""
TIMEOUT_SECONDS = 3.0
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{3,49}")
_CODE = re.compile(r"[0-9A-Za-z]{0,32}")


class ProgressStatus(StrEnum):
    """How an enquiry ended."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    """No such case, or another code."""
    NOT_CONFIGURED = "not_configured"
    """The district has no case system connected: say where to ask."""
    UNAVAILABLE = "unavailable"
    """It does not answer, or not in its own format."""


class ProgressStep(BaseModel, frozen=True):
    """One step a case has gone."""

    name: str = Field(max_length=100)
    at: datetime | None = None


class Progress(BaseModel, frozen=True):
    """A case, in the case system's own words."""

    number: str = Field(max_length=50)
    item: str = Field(max_length=200)
    status: str = Field(max_length=100)
    updated_at: datetime | None = None
    expected_on: date | None = None
    steps: tuple[ProgressStep, ...] = Field(default=(), max_length=50)


@dataclass(frozen=True)
class ProgressResult:
    """What came of an enquiry."""

    status: ProgressStatus
    """How it ended."""
    progress: Progress | None = None
    """The case, where found."""


def check_enquiry(number: str, code: str = "") -> None:
    """Make sure that these can be a case number and a query code.

    Raises:
        InvalidInput: one of them cannot.
    """
    if not _NUMBER.fullmatch(number.strip()):
        raise InvalidInput("number", "unreadable")
    if not _CODE.fullmatch(code.strip()):
        raise InvalidInput("code", "unreadable")


@dataclass(frozen=True)
class ProgressSystem:
    """The district's case system."""

    base_url: str | None
    """Its address; None where none is connected."""
    client: httpx.AsyncClient | None = field(default=None, repr=False)
    """The service's client, which knows how to authenticate."""

    async def enquire(self, number: str, code: str = "") -> ProgressResult:
        """Ask for a case.

        Args:
            number: the case number (办件编号).
            code: the query code on the receipt, where the system wants one.

        Raises:
            InvalidInput: what was given cannot be a case number or a code.
        """
        check_enquiry(number, code)
        number, code = number.strip(), code.strip()
        if not self.base_url or self.client is None:
            return ProgressResult(ProgressStatus.NOT_CONFIGURED)
        try:
            return await self._ask(f"{self.base_url.rstrip('/')}/cases/{number}", number, code)
        except (httpx.HTTPError, httpx.InvalidURL, ValidationError):
            return ProgressResult(ProgressStatus.UNAVAILABLE)

    async def _ask(self, url: str, number: str, code: str) -> ProgressResult:
        assert self.client is not None  # noqa: S101 -- enquire has looked
        asked = self.client.stream(
            "GET",
            url,
            headers={"X-Query-Code": code, "Accept": "application/json"},
            timeout=TIMEOUT_SECONDS,
            follow_redirects=False,
        )
        async with asked as response:
            if response.status_code == httpx.codes.NOT_FOUND:
                return ProgressResult(ProgressStatus.NOT_FOUND)
            body = await _read(response)
            if response.status_code != httpx.codes.OK or body is None:
                return ProgressResult(ProgressStatus.UNAVAILABLE)
        progress = Progress.model_validate_json(body)
        if progress.number != number:  # never show somebody another's case
            return ProgressResult(ProgressStatus.UNAVAILABLE)
        return ProgressResult(ProgressStatus.FOUND, progress)


async def _read(response: httpx.Response) -> bytes | None:
    """The body, or None where it is too large."""
    body = b""
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > MAX_BYTES:
            return None
    return body
