"""What the website channel refuses.

WebError
├── BadEnvelope      400  not JSON text, or not an envelope we know
├── UnknownSession   401  no session token, a forged one or one too old
├── ForeignOrigin    403  a website that may not embed the widget
├── TooLarge         413  more than 64 KB
├── Busy             429  too many unanswered messages in one conversation, or in a minute
└── Flood            429  far more frames than a person and a page make; the socket closes
"""

from __future__ import annotations

from typing import ClassVar


class WebError(Exception):
    """A request of the website channel that is refused, with the words for machines."""

    code: ClassVar[str] = "refused"
    """What the widget looks up its own wording by."""
    status: ClassVar[int] = 400
    """HTTP status; a socket that has to close does so with 4000 + status."""


class BadEnvelope(WebError):
    """Not JSON text, or not an envelope this channel knows."""

    code = "bad_envelope"


class UnknownSession(WebError, LookupError):
    """No session token, a forged one, or one that is too old."""

    code = "unknown_session"
    status = 401


class ForeignOrigin(WebError):
    """A page of a website that is not among the allowed ones."""

    code = "foreign_origin"
    status = 403


class TooLarge(WebError):
    """More than `envelopes.MAX_BYTES`."""

    code = "too_large"
    status = 413


class Busy(WebError):
    """More unanswered messages at once than a person can have typed."""

    code = "busy"
    status = 429


class Flood(WebError):
    """Far more frames than a person and a page make; the socket closes."""

    code = "flood"
    status = 429
