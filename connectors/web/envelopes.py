"""The one envelope of all three transports: JSON objects, a client's and a server's.

A client sends `resume`, `message`, `typing`, `leave` or `ping`. The server sends a conversation's
events, and three kinds of its own: `ready` (all that was stored has been sent), `pong` and `error`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import orjson
import segno
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.events import Event
from bot.turns import CHOICE_PATTERN, MSG_ID_PATTERN, Block, Language, QrBlock, Reply
from connectors.web.errors import BadEnvelope, TooLarge, WebError

MAX_SEQ = 2**53
"""The largest event number a browser can name."""
MAX_BYTES = 64 * 1024
"""Bytes one client envelope may have."""


class _Envelope(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Resume(_Envelope):
    """The first words on a socket: whose conversation, and what is already known of it."""

    type: Literal["resume"]
    session: str = Field(max_length=512)
    """The signed token."""
    after: int = Field(default=0, ge=0, le=MAX_SEQ)
    """The last event number seen."""


class Message(_Envelope):
    """Something the citizen typed or chose."""

    type: Literal["message"]
    msg_id: str = Field(pattern=MSG_ID_PATTERN)
    """The client's own id; sent again with the same id it is one turn."""
    text: str = ""
    """What was typed, or the label of what was chosen."""
    choice: str | None = Field(default=None, pattern=CHOICE_PATTERN)
    """The value of what was chosen."""
    language: Language | None = None
    """The page's language, where the citizen or the page set it."""
    jurisdiction: str | None = Field(default=None, max_length=64)
    """Code of the street or community asked about."""


class Typing(_Envelope):
    """The citizen is writing something; a person who has the conversation is shown that."""

    type: Literal["typing"]


class Leave(_Envelope):
    """The citizen begins anew: nobody need wait for this conversation any more."""

    type: Literal["leave"]


class Ping(_Envelope):
    """Asks whether the connection is alive."""

    type: Literal["ping"]


ClientEnvelope = Resume | Message | Typing | Leave | Ping

_ENVELOPES: TypeAdapter[ClientEnvelope] = TypeAdapter(
    Annotated[ClientEnvelope, Field(discriminator="type")]
)


def decode(raw: str | bytes) -> ClientEnvelope:
    """Read one client envelope.

    Raises:
        TooLarge: more than `MAX_BYTES`.
        BadEnvelope: not JSON, or none of these.
    """
    data = raw.encode("utf-8", "replace") if isinstance(raw, str) else raw
    if len(data) > MAX_BYTES:
        raise TooLarge
    try:
        return _ENVELOPES.validate_python(orjson.loads(data))
    except (orjson.JSONDecodeError, ValidationError) as error:
        raise BadEnvelope from error


def encode(event: Event) -> str:
    """One event as the widget gets it: what citizens may see, nothing of how it was found."""
    envelope = {
        "seq": event.seq,
        "kind": event.kind,
        "at": event.at,
        "msg_id": event.msg_id,
        "text": event.text,
        "choice": event.choice,
        "author": event.author,
        "person": event.person,
        "place": event.place,
        "reply": None if event.reply is None else _reply(event.reply),
    }
    return _json(envelope)


def ready(seq: int) -> str:
    """All stored events up to `seq` have been sent."""
    return _json({"seq": 0, "kind": "ready", "last": seq})


def accepted(msg_id: str) -> str:
    """A message sent by HTTP has been answered; the answer is among the events."""
    return _json({"seq": 0, "kind": "accepted", "msg_id": msg_id})


def pong() -> str:
    """The connection is alive."""
    return _json({"seq": 0, "kind": "pong"})


def refusal(error: WebError, msg_id: str | None = None) -> str:
    """Something was refused; the widget has the words for each code."""
    return failure(error.code, msg_id)


def failure(code: str, msg_id: str | None = None) -> str:
    """An error envelope."""
    return _json({"seq": 0, "kind": "error", "code": code, "msg_id": msg_id})


def _json(envelope: dict[str, Any]) -> str:
    return orjson.dumps({k: v for k, v in envelope.items() if v is not None}).decode()


def _reply(reply: Reply) -> dict[str, Any]:
    return {
        "turn_id": reply.turn_id,
        "status": reply.status,
        "language": reply.language,
        "entry_id": reply.entry_id,
        "version": reply.version,
        "blocks": [_block(block) for block in reply.blocks],
    }


def _block(block: Block) -> Block | dict[str, Any]:
    """A block as it is; a QR block with its picture, so that a strict page need load none."""
    if not isinstance(block, QrBlock):
        return block
    return {
        "type": block.type,
        "label": block.label,
        "content": block.content,
        **picture(block.content),
    }


def picture(content: str) -> dict[str, Any]:
    """A QR code as the `path` of an SVG picture that is `size` units wide and high."""
    rows = list(segno.make(content, micro=False).matrix_iter(border=4))
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return {"size": len(rows), "path": path}
