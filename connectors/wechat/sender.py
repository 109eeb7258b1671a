"""Customer-service messages (客服消息) of one account, and its notices by template."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog

from connectors.wechat.accounts import Account
from connectors.wechat.calls import NO_PERMISSION, TOKEN_CODES, Calls
from connectors.wechat.errors import MenuRefused, NoticeRefused, TokenRefused, WindowClosed
from connectors.wechat.outgoing import Menu, Notice, Outgoing, Text, customer_service_payload
from connectors.wechat.tokens import Tokens

CUSTOMER_SERVICE = "/cgi-bin/message/custom/send"
STOP_S = 300.0
"""After WeChat refused our credentials, it is left alone for so long."""

logger = structlog.get_logger(__name__)


class Sender:
    """Sends, renews the token when it must, and stops where that does not help."""

    def __init__(
        self, account: Account, calls: Calls, tokens: Tokens, clock_s: Callable[[], float]
    ) -> None:
        """`clock_s` tells when sending may be tried again after a stop."""
        self._account = account
        self._calls = calls
        self._tokens = tokens
        self._clock_s = clock_s
        self._stopped_until = 0.0
        self._menus = True

    @property
    def usable(self) -> bool:
        """Whether customer-service messages may be counted on now."""
        return self._account.customer_service and not self._stopped

    async def send(self, openid: str, message: Outgoing) -> None:
        """Send one message.

        A menu goes as numbered text where menus are not allowed; a notice by its template where
        words cannot be sent.

        Raises:
            WindowClosed: the citizen has to write first.
            Temporary: try again later.
            TokenRefused: sending has stopped for `STOP_S`; an error is in the log.
            MessageRefused: this message can never be sent.
            NoticeRefused: the citizen does not take this template, or it is not set up rightly.
        """
        if isinstance(message, Notice):
            await self._notify(openid, message)
            return
        if isinstance(message, Menu) and not self._menus:
            message = Text(message.fallback)
        try:
            await self._post(CUSTOMER_SERVICE, customer_service_payload(message, openid))
        except MenuRefused:
            if not isinstance(message, Menu):
                raise
            self._menus = False  # an unverified account; it stays so until the next start
            await self.send(openid, message)

    async def recording(self, media_id: str) -> bytes:
        """A recording that a citizen sent.

        Raises:
            ApiError: it cannot be had.
        """
        self._refuse_if_stopped()
        token = await self._token()
        try:
            return await self._calls.media(media_id, token)
        except TokenRefused as error:
            token = await self._another(token, error)
        return await self._calls.media(media_id, token)

    async def _notify(self, openid: str, notice: Notice) -> None:
        template = self._account.notice_templates.get(notice.kind)
        if template is None or self._account.customer_service:
            try:
                await self._post(CUSTOMER_SERVICE, customer_service_payload(notice, openid))
            except WindowClosed:
                if template is None:
                    raise
            else:
                return
        await self._post(template.path, template.payload(notice, openid))

    async def _post(self, path: str, payload: dict[str, Any]) -> None:
        self._refuse_if_stopped()
        token = await self._token()
        try:
            await self._calls.post(path, payload, token)
        except TokenRefused as error:
            if error.errcode == NO_PERMISSION and path != CUSTOMER_SERVICE:
                raise NoticeRefused(error.errcode) from error  # words may be sent all the same
            token = await self._another(token, error)
        else:
            return
        try:
            await self._calls.post(path, payload, token)
        except TokenRefused as error:
            self._stop(error)
            raise

    async def _token(self) -> str:
        try:
            return await self._tokens.get()
        except TokenRefused as error:
            self._stop(error)
            raise

    async def _another(self, refused: str, error: TokenRefused) -> str:
        """A fresh token, where a fresh token can help."""
        try:
            if error.errcode not in TOKEN_CODES:
                raise error
            return await self._tokens.renew(refused)
        except TokenRefused as final:
            self._stop(final)
            raise

    def _refuse_if_stopped(self) -> None:
        if self._stopped:
            raise TokenRefused(0, "sending has stopped")

    @property
    def _stopped(self) -> bool:
        return self._clock_s() < self._stopped_until

    def _stop(self, error: TokenRefused) -> None:
        if not self._stopped:
            logger.error(
                "wechat.sending_stopped", account=self._account.name, errcode=error.errcode
            )
        self._stopped_until = self._clock_s() + STOP_S
