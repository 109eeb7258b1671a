"""What WeChat sends, decoded."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Literal

from connectors.wechat import markup
from connectors.wechat.errors import BadXml

Kind = Literal["text", "voice", "location", "other", "event", "unknown"]

_UNREADABLE = frozenset({"image", "video", "shortvideo", "link", "file"})
"""Messages of a citizen that are no words."""
_QR_SCENE = "qrscene_"
_MAX_ID = 64


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message or event."""

    kind: Kind
    """`other` is a citizen's picture, film and so on; `unknown` is what nobody has heard of."""
    sender: str
    """openid of the citizen."""
    receiver: str
    """Original id of the account (gh_…)."""
    key: str
    """The same for every delivery of the same message: MsgId, or for events time and kind."""
    text: str = ""
    """What was typed, or what WeChat recognised of a voice message; may be empty."""
    menu_id: str | None = None
    """Which line of a menu message was tapped (bizmsgmenuid)."""
    media_id: str | None = None
    """The recording of a voice message."""
    audio_format: str = "amr"
    """Its format."""
    event: str = ""
    """Name of the event in lower case."""
    event_key: str = ""
    """Key of a menu entry, or scene of a QR code without its prefix."""
    label: str = ""
    """Name or address of the place of a location message; its coordinates are not read."""


def read_message(xml: bytes) -> Incoming:
    """Decode one message.

    MsgId stays text, because 64 bits do not fit into the number of some JSON reader on the way.

    Raises:
        BadXml: not XML, or without sender, receiver or type.
    """
    fields = markup.read(xml)
    try:
        sender, receiver = fields["FromUserName"], fields["ToUserName"]
        type_ = fields["MsgType"].lower()
    except KeyError as error:
        raise BadXml from error
    if not sender or not receiver:
        raise BadXml
    return Incoming(
        kind=_kind(type_),
        sender=sender,
        receiver=receiver,
        key=_key(fields, type_),
        text=fields.get("Content") or fields.get("Recognition", ""),
        menu_id=fields.get("bizmsgmenuid") or None,
        media_id=fields.get("MediaId") or None,
        audio_format=fields.get("Format") or "amr",
        event=fields.get("Event", "").lower(),
        event_key=fields.get("EventKey", "").removeprefix(_QR_SCENE),
        label=fields.get("Label", ""),
    )


def _kind(type_: str) -> Kind:
    if type_ in ("text", "voice", "location", "event"):
        return type_  # type: ignore[return-value]  # narrowed by the tuple
    return "other" if type_ in _UNREADABLE else "unknown"


def _key(fields: dict[str, str], type_: str) -> str:
    """Events have no MsgId; the platform says to use FromUserName + CreateTime (消息排重).

    CreateTime counts seconds, in which two entries of a menu can be tapped: the key helps there.
    """
    if fields.get("MsgId"):
        return fields["MsgId"][:_MAX_ID]
    event_key = zlib.crc32(fields.get("EventKey", "").encode())
    return f"{fields.get('CreateTime', '')}-{fields.get('Event', type_)}-{event_key:x}"[:_MAX_ID]
