"""The HTTP status of what the casework refuses, for every page and call of staff."""

from __future__ import annotations

from casework.errors import AccessRefused, CaseworkError, InvalidInput, RuleError, UnknownCase

STATUSES: dict[type[CaseworkError], int] = {
    InvalidInput: 422,
    AccessRefused: 403,
    UnknownCase: 404,
    RuleError: 409,
}


def status_of(error: CaseworkError) -> int:
    """400s: something staff can put right. 500 for the rest, such as a seal that does not open."""
    return next((code for kind, code in STATUSES.items() if isinstance(error, kind)), 500)
