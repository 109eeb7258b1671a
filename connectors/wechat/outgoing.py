"""What we send: one message, as a passive reply (XML) or a customer-service message (JSON)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter

from bot.turns import Choice
from connectors.wechat import markup
from connectors.wechat.cipher import MessageCipher, sign
from connectors.wechat.messages import Incoming

SUCCESS = "success"
"""What ends a message's deliveries without saying anything to the citizen."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words, at most `splitting.MAX_BYTES`; `<a href>` is the only markup."""

    content: str
    type: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class News:
    """One article (图文): a card that opens a page."""

    title: str
    description: str
    url: str
    type: Literal["news"] = "news"


@dataclass(frozen=True, slots=True)
class Menu:
    """Things to tap (msgmenu); customer-service messages only."""

    head: str
    """What is asked."""
    choices: tuple[Choice, ...]
    """The value of the tapped one comes back as bizmsgmenuid."""
    fallback: str
    """The same as numbered text, where menus are not allowed."""
    type: Literal["menu"] = "menu"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened: as words where they may be sent, else in a template."""

    content: str
    """The words."""
    kind: str
    """Which of the account's templates it goes into."""
    at: str
    """When it was written, as templates show times (2026年11月22日 16:30)."""
    type: Literal["notice"] = "notice"


Outgoing = Text | News | Menu | Notice

STORED: TypeAdapter[tuple[Outgoing, ...]] = TypeAdapter(tuple[Outgoing, ...])
"""Messages that wait in the store."""


def passive_reply(message: Outgoing, incoming: Incoming, now_s: int) -> str:
    """The reply that goes into the response to a message."""
    return markup.write((*_head(incoming, now_s), *_passive_body(message)))


def transfer_reply(incoming: Incoming, now_s: int) -> str:
    """Hands the citizen to WeChat's own customer service; allowed for messages, not for events."""
    return markup.write((*_head(incoming, now_s), ("MsgType", "transfer_customer_service")))


def sealed_reply(xml: str, cipher: MessageCipher, token: str, now_s: int, nonce: str) -> str:
    """A passive reply in its encrypted envelope."""
    encrypted, timestamp = cipher.seal(xml), str(now_s)
    return markup.write(
        (
            ("Encrypt", encrypted),
            ("MsgSignature", sign(token, timestamp, nonce, encrypted)),
            ("TimeStamp", now_s),
            ("Nonce", nonce),
        )
    )


def customer_service_payload(message: Outgoing, openid: str) -> dict[str, Any]:
    """The body of `/cgi-bin/message/custom/send`."""
    return {"touser": openid, **_custom_body(message)}


def _head(incoming: Incoming, now_s: int) -> tuple[tuple[str, str | int], ...]:
    return (
        ("ToUserName", incoming.sender),
        ("FromUserName", incoming.receiver),
        ("CreateTime", now_s),
    )


def _passive_body(message: Outgoing) -> markup.Fields:
    match message:
        case Text(content) | Notice(content):
            return (("MsgType", "text"), ("Content", content))
        case Menu(fallback=fallback):
            return (("MsgType", "text"), ("Content", fallback))
        case News(title, description, url):
            article = (("Title", title), ("Description", description), ("Url", url))
            return (
                ("MsgType", "news"),
                ("ArticleCount", 1),
                ("Articles", (("item", article),)),
            )


def _custom_body(message: Outgoing) -> dict[str, Any]:
    match message:
        case Text(content) | Notice(content):
            return {"msgtype": "text", "text": {"content": markup.printable(content)}}
        case Menu(head, choices):
            items = [{"id": choice.value, "content": choice.label} for choice in choices]
            menu = {"head_content": head, "list": items, "tail_content": ""}
            return {"msgtype": "msgmenu", "msgmenu": menu}
        case News(title, description, url):
            article = {"title": title, "description": description, "url": url}
            return {"msgtype": "news", "news": {"articles": [article]}}
