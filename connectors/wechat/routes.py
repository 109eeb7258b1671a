"""`GET` and `POST /wechat/{account}`: checked, opened, answered, sealed."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

import structlog
from fastapi import APIRouter, Query, Request, Response
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect

from bot.turns import Language
from connectors.base import Say
from connectors.wechat import markup, outgoing
from connectors.wechat.cipher import MessageCipher, check_signature, open_with_any
from connectors.wechat.errors import (
    BadCipher,
    BadXml,
    Downgrade,
    RequestRefused,
    Stale,
    TooLarge,
    UnknownAccount,
)
from connectors.wechat.exchange import PATIENCE_S
from connectors.wechat.exchange import Response as Said
from connectors.wechat.fronts import Front
from connectors.wechat.identity import conversation_of
from connectors.wechat.messages import Incoming, read_message

MAX_BODY_BYTES = 64 * 1024
"""The longest text a citizen can send is a few kilobytes."""
MAX_AGE_S = 3600.0
"""What was signed longer ago is a recording. WeChat delivers again within 15 s; the rest of the
hour is for clocks that go wrong."""
Param = Annotated[str, Query(max_length=256)]
Signature = Annotated[str | None, Query(max_length=256)]
_TEXT = "text/plain"
_XML = "application/xml"

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Signed:
    """The query of WeChat's requests."""

    signature: str | None
    timestamp: str
    nonce: str
    msg_signature: str | None
    encrypted: bool


class Endpoint:
    """Turns requests into incoming messages and what is said into responses."""

    def __init__(
        self, fronts: Mapping[str, Front], secret: str, say: Say, clock_s: Callable[[], float]
    ) -> None:
        """`secret` hashes openids; `clock_s` is the time of day."""
        self._fronts = fronts
        self._secret = secret
        self._say = say
        self._clock_s = clock_s

    def front(self, name: str) -> Front:
        """The account of this name.

        Raises:
            UnknownAccount: there is none.
        """
        try:
            return self._fronts[name]
        except KeyError:
            raise UnknownAccount from None

    async def take(self, front: Front, signed: Signed, request: Request) -> Response:
        """Answer one delivery.

        Raises:
            RequestRefused: it is not WeChat's, or not readable.
        """
        account = front.account
        check_signature(signed.signature, account.token, signed.timestamp, signed.nonce)
        self._check_age(signed.timestamp)
        if account.mode == "safe" and not signed.encrypted:
            raise Downgrade
        body, cipher = await _body(request), None
        if signed.encrypted:
            body, cipher = _opened(front, signed, body)
        incoming = read_message(body)
        said = await self._said(front, incoming)
        return self._response(front, incoming, said, cipher)

    def _check_age(self, timestamp: str) -> None:
        if not timestamp.isdecimal() or abs(self._clock_s() - int(timestamp[:12])) > MAX_AGE_S:
            raise Stale

    async def _said(self, front: Front, incoming: Incoming) -> Said:
        """What to say; a fault of ours is an apology, for WeChat would show a fault notice."""
        task = asyncio.create_task(self._handled(front, incoming))
        await asyncio.wait({task})
        if (fault := task.exception()) is None:
            return task.result()
        logger.error("wechat.delivery_failed", account=front.account.name, exc_info=fault)
        language: Language = "zh"
        return Said(outgoing.Text(self._say("utter_error", language)))

    async def _handled(self, front: Front, incoming: Incoming) -> Said:
        account = front.account
        conversation = conversation_of(self._secret, account.appid, incoming.sender)
        if incoming.kind == "event" and incoming.event == "unsubscribe":
            await asyncio.wait({front.eraser.start(conversation)}, timeout=PATIENCE_S)
            return Said()
        return await front.exchange.handle(incoming, conversation)

    def _response(
        self, front: Front, incoming: Incoming, said: Said, cipher: MessageCipher | None
    ) -> Response:
        background = BackgroundTask(said.afterwards) if said.afterwards else None
        now_s = int(self._clock_s())
        if said.transfer:
            xml = outgoing.transfer_reply(incoming, now_s)
        elif said.message is not None:
            xml = outgoing.passive_reply(said.message, incoming, now_s)
        else:
            return Response(outgoing.SUCCESS, media_type=_TEXT, background=background)
        if cipher is not None:
            nonce = secrets.token_hex(8)
            xml = outgoing.sealed_reply(xml, cipher, front.account.token, now_s, nonce)
        return Response(xml, media_type=_XML, background=background)


def endpoint_router(endpoint: Endpoint) -> APIRouter:
    """The two routes that WeChat calls."""
    router = APIRouter(prefix="/wechat", include_in_schema=False)

    @router.get("/{account}")
    async def verify(
        account: str,
        signature: Signature = None,
        timestamp: Param = "",
        nonce: Param = "",
        echostr: Param = "",
    ) -> Response:
        try:
            token = endpoint.front(account).account.token
            check_signature(signature, token, timestamp, nonce)
        except RequestRefused as error:
            return _refusal(error, account)
        return Response(echostr, media_type=_TEXT)

    @router.post("/{account}")
    async def deliver(
        account: str,
        request: Request,
        signature: Signature = None,
        timestamp: Param = "",
        nonce: Param = "",
        msg_signature: Signature = None,
        encrypt_type: Param = "raw",
    ) -> Response:
        encrypted = encrypt_type not in ("raw", "")
        signed = Signed(signature, timestamp, nonce, msg_signature, encrypted)
        try:
            return await endpoint.take(endpoint.front(account), signed, request)
        except RequestRefused as error:
            return _refusal(error, account)

    return router


def _opened(front: Front, signed: Signed, body: bytes) -> tuple[bytes, MessageCipher]:
    if not front.ciphers:
        raise BadCipher
    try:
        encrypted = markup.read(body)["Encrypt"]
    except KeyError as error:
        raise BadXml from error
    token = front.account.token
    check_signature(signed.msg_signature, token, signed.timestamp, signed.nonce, encrypted)
    return open_with_any(front.ciphers, encrypted)


async def _body(request: Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY_BYTES:
                raise TooLarge
    except ClientDisconnect as error:
        raise BadXml from error
    return bytes(body)


def _refusal(error: RequestRefused, account: str) -> Response:
    logger.warning("wechat.refused", account=account[:32], reason=error.code)
    return Response(error.code, error.status, media_type=_TEXT)
