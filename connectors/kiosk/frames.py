"""The frames of the kiosk's socket (docs/kiosk.md): JSON objects, a client's and the server's."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, TypeAdapter, ValidationError

from bot.turns import Language
from connectors.kiosk.errors import BadFrame, Fault, Mistake, TooLarge
from connectors.web.envelopes import MAX_SEQ, Message, Ping

MAX_BYTES = 64 * 1024
"""Bytes one frame of a client may have, of JSON or of sound."""


class _Frame(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Start(_Frame):
    """The first frame: a new stay, or one that comes back after a lost connection."""

    type: Literal["start"]
    language: Language = "zh"
    speech: Literal["wav", "none"] = "wav"
    """Whether the voice is wanted as sound."""
    key: str | None = Field(default=None, max_length=512)
    """The device key."""
    session: str | None = Field(default=None, max_length=512)
    """The token of the stay to come back to."""
    after: int = Field(default=0, ge=0, le=MAX_SEQ)
    """The last event number seen."""


Action = Literal["stop", "repeat", "slower", "faster", "louder", "quieter"]


class Control(_Frame):
    """A button of the voice."""

    type: Literal["control"]
    action: Action


class SetVoice(_Frame):
    """The voice's settings; what is None stays as it is."""

    type: Literal["voice"]
    speed: float | None = None
    volume: float | None = None
    pitch: float | None = None


class SetLanguage(_Frame):
    """The page's language, from now on."""

    type: Literal["language"]
    language: Language


class Played(_Frame):
    """A part has been played to its end."""

    type: Literal["played"]
    id: str = Field(max_length=64)
    part: int = Field(ge=0)


class Signal(_Frame):
    """What needs no words: somebody is there, has begun to speak, wants the code, or leaves."""

    type: Literal["barge_in", "touch", "phone", "bye"]


class Speaking(_Frame):
    """FunASR's 2pass envelope: the beginning and the end of an utterance."""

    is_speaking: bool
    wav_name: str = Field(default="", max_length=128)
    wav_format: str = Field(default="pcm", max_length=16)
    audio_fs: int = 16_000
    hotwords: str = Field(default="", max_length=4096)
    itn: bool = True


ClientFrame = Start | Message | Control | SetVoice | SetLanguage | Played | Signal | Ping | Speaking


def _tag(data: Any) -> str:
    if not isinstance(data, dict):
        return ""
    kind = data.get("type")
    if kind is None and "is_speaking" in data:
        return "speaking"
    return "signal" if kind in ("barge_in", "touch", "phone", "bye") else str(kind)


_FRAMES: TypeAdapter[ClientFrame] = TypeAdapter(
    Annotated[
        Annotated[Start, Tag("start")]
        | Annotated[Message, Tag("message")]
        | Annotated[Control, Tag("control")]
        | Annotated[SetVoice, Tag("voice")]
        | Annotated[SetLanguage, Tag("language")]
        | Annotated[Played, Tag("played")]
        | Annotated[Signal, Tag("signal")]
        | Annotated[Ping, Tag("ping")]
        | Annotated[Speaking, Tag("speaking")],
        Discriminator(_tag),
    ]
)


def decode(raw: str) -> ClientFrame:
    """Read one text frame of a client.

    Raises:
        TooLarge: more than `MAX_BYTES`.
        BadFrame: not JSON, or no frame we know.
    """
    data = raw.encode("utf-8", "replace")
    if len(data) > MAX_BYTES:
        raise TooLarge
    try:
        return _FRAMES.validate_python(orjson.loads(data))
    except (orjson.JSONDecodeError, ValidationError) as error:
        raise BadFrame from error


def encode(kind: str, /, **fields: Any) -> str:
    """One frame of the server; fields that are None are left out."""
    told = {name: value for name, value in fields.items() if value is not None}
    return orjson.dumps({"kind": kind, **told}).decode()


def transcript(wav_name: str, text: str, *, settled: bool, **more: Any) -> str:
    """What has been heard so far, as FunASR tells it; `more` has `is_final`, `ignored`."""
    mode = "2pass-offline" if settled else "2pass-online"
    told = {"is_final": False, **more}
    return encode("transcript", mode=mode, wav_name=wav_name, text=text, **told)


def fault(error: Fault, text: str, **more: Any) -> str:
    """What did not work, in the citizen's words, and the ways on."""
    return encode("fault", code=error.code, text=text, ways=error.ways, **more)


def refusal(error: Mistake, msg_id: str | None = None) -> str:
    """A client's mistake."""
    return encode("error", code=error.code, msg_id=msg_id)
