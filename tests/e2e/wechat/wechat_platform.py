"""A WeChat that is not WeChat: the platform's side of an official account, as it is documented.

It signs and encrypts what citizens do, waits five seconds, delivers again up to three times, shows
citizens what they would see, answers the API with the documented codes and counts quotas. Used by
the tests, in virtual time, and by the sandbox (`make wechat-sandbox`), in real time.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import secrets
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import httpx
from fastapi import FastAPI, Request, Response

from connectors.wechat.accounts import Account
from connectors.wechat.cipher import MessageCipher, sign
from tests.e2e.wechat.wechat_wire import answer, element, read, words

PATIENCE_S = 5.0
ATTEMPTS = 3
WINDOW_S = 48 * 3600.0
MESSAGES_PER_WINDOW = 5
MESSAGES_PER_EVENT, EVENT_WINDOW_S = 3, 60.0
FAULT = "该公众号提供的服务出现故障，请稍后再试"
MAX_TEXT_BYTES = 2048
MAX_THING_CHARS = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """Something on a citizen's screen."""

    how: str
    """`reply` in answer to a message, `message` by customer service, `notice` by template, `fault`
    from the platform."""
    content: str
    """The words; of a menu or card, all its words."""
    raw: dict[str, Any]
    """As it came."""


@dataclass(slots=True)
class Quota:
    """What may still be sent to a citizen."""

    left: int = 0
    until: float = 0.0


@dataclass
class Platform:
    """One official account on the platform, with its citizens."""

    account: Account
    service: httpx.AsyncClient
    """Reaches our service."""
    may_send: bool = True
    """Whether the account has the customer-service permission."""
    may_send_menus: bool = True
    attempts: int = ATTEMPTS
    screens: defaultdict[str, list[Shown]] = field(default_factory=lambda: defaultdict(list))
    transferred: list[str] = field(default_factory=list)
    """Citizens whom the platform's own customer service has taken over."""
    token_fetches: list[bool] = field(default_factory=list)
    """One for each, True where the refresh was forced."""
    sends: list[dict[str, Any]] = field(default_factory=list)
    """Every customer-service call, also the refused ones."""
    notices: list[dict[str, Any]] = field(default_factory=list)
    """Every call to send by template, also the refused ones."""
    templates: frozenset[str] = frozenset()
    """Ids of the templates that the account has."""
    agreed: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    """How many notices each citizen has agreed to; each takes one."""
    next_codes: deque[int] = field(default_factory=deque)
    """Error codes for the calls to come; 0 lets one pass."""
    always_code: int = 0
    """An error code for every call, where not 0."""
    recordings: dict[str, bytes] = field(default_factory=dict)
    aes_key: str | None = None
    """Encrypts with another key than the account's current one."""
    clock: Callable[[], float] = lambda: asyncio.get_running_loop().time()
    _tokens: list[str] = field(default_factory=list)
    _quotas: defaultdict[str, Quota] = field(default_factory=lambda: defaultdict(Quota))
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(2**63 + 1))
    _running: set[asyncio.Task[Any]] = field(default_factory=set)

    # -- what citizens do

    async def says(self, openid: str, text: str, menu_id: str | None = None) -> None:
        """Type a text, or tap a line of a menu."""
        extra = {"bizmsgmenuid": menu_id} if menu_id is not None else {}
        await self.delivers(openid, "text", Content=text, **extra)

    async def taps(self, openid: str, label: str) -> None:
        """Tap the link or menu line with these words, the latest such on the screen."""
        for shown in reversed(self.screens[openid]):
            for item in shown.raw.get("msgmenu", {}).get("list", ()):
                if item["content"] == label:
                    await self.says(openid, label, item["id"])
                    return
            pattern = r'<a href="weixin://bizmsgmenu\?msgmenucontent=([^&"]*)&msgmenuid=([^"]*)">'
            for content, menu_id in re.findall(pattern + re.escape(label), shown.content):
                await self.says(openid, unquote(content), menu_id if self.may_send_menus else None)
                return
        raise AssertionError(f"nothing to tap is called {label}: {self.screens[openid]}")

    async def does(self, openid: str, event: str, key: str = "", **more: Any) -> None:
        """An event such as subscribe, unsubscribe, SCAN, CLICK or LOCATION."""
        await self.delivers(openid, "event", Event=event, EventKey=key, **more)

    async def delivers(self, openid: str, type_: str, **fields: Any) -> None:
        """Deliver one message or event, as often as it takes."""
        if type_ != "event":
            self.opens(openid)
            fields.setdefault("MsgId", next(self._ids))
        elif fields.get("Event") in ("CLICK", "SCAN", "subscribe"):
            quota = self._quotas[openid]
            if self.clock() >= quota.until:
                self._quotas[openid] = Quota(MESSAGES_PER_EVENT, self.clock() + EVENT_WINDOW_S)
        body = self.xml(openid, type_, **fields)
        for _ in range(self.attempts):
            if await self.attempt(openid, body):
                return
        self.screens[openid].append(Shown("fault", FAULT, {}))

    def opens(self, openid: str) -> None:
        """Open the window that a citizen's message opens."""
        self._quotas[openid] = Quota(MESSAGES_PER_WINDOW, self.clock() + WINDOW_S)

    def xml(self, openid: str, type_: str, **fields: Any) -> str:
        """A message as the platform writes it."""
        known = {
            "ToUserName": "gh_" + self.account.name,
            "FromUserName": openid,
            "CreateTime": int(self.clock()),
            "MsgType": type_,
            **fields,
        }
        return "<xml>" + "".join(element(k, v) for k, v in known.items()) + "</xml>"

    async def attempt(self, openid: str, xml: str) -> bool:
        """One delivery; True where the platform was answered in time."""
        task = asyncio.ensure_future(self.post(xml, openid))
        self._running.add(task)  # the platform hangs up after 5 s, the service does not notice
        task.add_done_callback(self._running.discard)
        await asyncio.wait({task}, timeout=PATIENCE_S)
        if not task.done() or isinstance(task.exception(), httpx.TransportError):
            return False
        self._show(openid, task.result())
        return True

    async def post(self, xml: str, openid: str = "o", **changes: str | None) -> httpx.Response:
        """POST one delivery, signed and in the account's mode; `changes` to the query for tests."""
        query: dict[str, str | None] = {**self.signed(), "openid": openid}
        body = xml
        if self.account.mode != "plain":
            encrypted = self.cipher.seal(xml)
            plain = xml[5:-6] if self.account.mode == "compatible" else ""
            body = f"<xml>{plain}{element('Encrypt', encrypted)}</xml>"
            query["encrypt_type"] = "aes"
            query["msg_signature"] = sign(
                self.account.token, str(query["timestamp"]), str(query["nonce"]), encrypted
            )
        query.update(changes)
        params = {key: value for key, value in query.items() if value is not None}
        path = f"/wechat/{self.account.name}"
        return await self.service.post(path, params=params, content=body.encode(), timeout=None)

    def signed(self) -> dict[str, str | None]:
        """timestamp, nonce and signature of a request."""
        timestamp, nonce = str(int(self.clock())), secrets.token_hex(4)
        signature = sign(self.account.token, timestamp, nonce)
        return {"signature": signature, "timestamp": timestamp, "nonce": nonce}

    @property
    def cipher(self) -> MessageCipher:
        """The platform's side of the account's cipher."""
        return MessageCipher(self.aes_key or self.account.aes_key or "", self.account.appid)

    # -- what citizens see

    def _show(self, openid: str, response: httpx.Response) -> None:
        text = response.text
        if response.status_code == 200 and text in ("", "success"):
            return
        shown = Shown("fault", FAULT, {"status": response.status_code, "body": text})
        if response.status_code == 200 and text.startswith("<xml>"):
            fields = self.read_reply(text)
            assert fields["ToUserName"] == openid
            if fields["MsgType"] == "transfer_customer_service":
                self.transferred.append(openid)
                return
            shown = Shown("reply", words(fields), fields)
        self.screens[openid].append(shown)

    def read_reply(self, xml: str) -> dict[str, Any]:
        """A reply, opened where it is sealed, refused where a field is missing or too long."""
        fields = read(xml)
        if self.account.mode == "safe" or "Encrypt" in fields:
            encrypted, timestamp = fields["Encrypt"], fields["TimeStamp"]
            signature = sign(self.account.token, timestamp, fields["Nonce"], encrypted)
            assert fields["MsgSignature"] == signature
            fields = read(self.cipher.open(encrypted).decode())
        assert len(str(fields.get("Content", "")).encode()) <= MAX_TEXT_BYTES
        return fields

    # -- the API

    def api(self) -> FastAPI:
        """The platform's API as an application."""
        app = FastAPI()
        app.post("/cgi-bin/stable_token")(self._stable_token)
        app.post("/cgi-bin/message/custom/send")(self._send)
        app.post("/cgi-bin/message/template/send")(self._notice)
        app.post("/cgi-bin/message/subscribe/bizsend")(self._notice)
        app.get("/cgi-bin/media/get")(self._media)
        return app

    async def _stable_token(self, request: Request) -> Response:
        body = await request.json()
        if body["appid"] != self.account.appid or body["secret"] != self.account.secret:
            return answer({"errcode": 40125, "errmsg": "invalid appsecret"})
        self.token_fetches.append(body["force_refresh"])
        if body["force_refresh"] or not self._tokens:
            self._tokens.append("t" * 500 + secrets.token_hex(6))
        await asyncio.sleep(0.05)
        return answer({"access_token": self._tokens[-1], "expires_in": 7200})

    def expire_token(self) -> None:
        """The token in use ends, as when another system forces a refresh."""
        self._tokens.append("t" * 500 + secrets.token_hex(6))

    async def _send(self, request: Request) -> Response:
        body = json.loads(await request.body())
        self.sends.append(body)
        code = self._refusal(request.query_params.get("access_token", ""), body)
        if code != 0:
            return answer({"errcode": code, "errmsg": "refused"})
        self.screens[body["touser"]].append(Shown("message", words(body), body))
        return answer({"errcode": 0, "errmsg": "ok"})

    async def _notice(self, request: Request) -> Response:
        body = json.loads(await request.body())
        self.notices.append({"api": request.url.path.rpartition("/")[2], **body})
        code = self._notice_refusal(request.query_params.get("access_token", ""), body)
        if code != 0:
            return answer({"errcode": code, "errmsg": "refused"})
        self.agreed[body["touser"]] -= 1
        self.screens[body["touser"]].append(Shown("notice", words(body), body))
        return answer({"errcode": 0, "errmsg": "ok"})

    def _notice_refusal(self, token: str, body: dict[str, Any]) -> int:
        if not self._tokens or token != self._tokens[-1]:
            return 40001
        if not self.templates:
            return 48001
        if body["template_id"] not in self.templates:
            return 40037
        things = (part["value"] for name, part in body["data"].items() if name.startswith("thing"))
        if any(len(thing) > MAX_THING_CHARS for thing in things):
            return 47003
        return 0 if self.agreed[body["touser"]] > 0 else 43101

    def _refusal(self, token: str, body: dict[str, Any]) -> int:
        if not self._tokens or token != self._tokens[-1]:
            return 40001
        if self.always_code:
            return self.always_code
        if self.next_codes and (code := self.next_codes.popleft()):
            return code
        if not self.may_send:
            return 48001
        if body["msgtype"] == "msgmenu" and not self.may_send_menus:
            return 40200
        if len(body.get("text", {}).get("content", "").encode()) > MAX_TEXT_BYTES:
            return 45002
        quota = self._quotas[body["touser"]]
        if self.clock() >= quota.until:
            return 45015
        if quota.left == 0:
            return 45047
        quota.left -= 1
        return 0

    async def _media(self, access_token: str, media_id: str) -> Response:
        if not self._tokens or access_token != self._tokens[-1]:
            return answer({"errcode": 40001, "errmsg": "invalid credential"})
        if media_id not in self.recordings:
            return answer({"errcode": 40007, "errmsg": "invalid media_id"})
        return Response(self.recordings[media_id], media_type="audio/amr")
