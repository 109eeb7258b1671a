"""What goes wrong between WeChat and us.

WeChatError
├── BadAccount            an account's settings cannot work (ValueError)
├── RequestRefused        4xx: a request that is not WeChat's, or not readable
│   ├── BadSignature      403  signature or msg_signature missing or wrong
│   ├── Downgrade         403  plain text to an account in safe mode
│   ├── Stale             403  signed long ago: somebody has recorded it
│   ├── BadCipher         400  Encrypt cannot be opened with either key, or is not for us
│   ├── BadXml            400  not the XML WeChat sends, or XML with a DOCTYPE
│   ├── UnknownAccount    404  no account of that name
│   └── TooLarge          413  more than `MAX_BODY_BYTES`
└── ApiError              a call of ours that WeChat refused
    ├── TokenRefused      access token or credentials refused, again and again: stop and alert
    ├── WindowClosed      45015, 45047: the citizen has to write first
    ├── MenuRefused       40200: this account may not send menus
    ├── NoticeRefused     40037, 43004, 43101, 47003: not by this template
    ├── Temporary         -1, 45009, no connection: try again later
    └── MessageRefused    any other code: this message cannot be sent
"""

from __future__ import annotations

from typing import ClassVar


class WeChatError(Exception):
    """The base of all."""


class BadAccount(WeChatError, ValueError):
    """An account's settings cannot work."""


class RequestRefused(WeChatError):
    """A request that gets a 4xx."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"


class BadSignature(RequestRefused):
    """The signature is missing or not made with our token."""

    status = 403
    code = "bad signature"


class Downgrade(RequestRefused):
    """An account in safe mode never talks in plain text."""

    status = 403
    code = "encryption required"


class Stale(RequestRefused):
    """Signed long ago or in the future: recorded and sent again, or a clock goes wrong."""

    status = 403
    code = "stale"


class BadCipher(RequestRefused):
    """Neither key opens it, or it is addressed to another appid."""

    code = "cannot decrypt"


class BadXml(RequestRefused):
    """Not the XML that WeChat sends."""

    code = "bad xml"


class UnknownAccount(RequestRefused):
    """No account of this name."""

    status = 404
    code = "unknown account"


class TooLarge(RequestRefused):
    """A body longer than any message."""

    status = 413
    code = "too large"


class ApiError(WeChatError):
    """WeChat refused a call of ours."""

    def __init__(self, errcode: int, errmsg: str = "") -> None:
        super().__init__(f"{errcode} {errmsg}".strip())
        self.errcode = errcode


class TokenRefused(ApiError):
    """The token or the credentials are refused and a fresh token did not help."""


class WindowClosed(ApiError):
    """45015 or 45047: nothing more may be sent until the citizen writes."""


class MenuRefused(ApiError):
    """40200: an unverified account may not send menus."""


class NoticeRefused(ApiError):
    """The template is not taken by this citizen, or not set up rightly."""


class Temporary(ApiError):
    """WeChat is busy, over quota, or cannot be reached."""


class MessageRefused(ApiError):
    """This one message cannot be sent, ever."""
