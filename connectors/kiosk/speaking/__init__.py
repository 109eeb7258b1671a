"""Voices: espeak-ng out of the box, any engine that speaks Wyoming (such as piper) by setting."""

from __future__ import annotations

from urllib.parse import urlsplit

from connectors.kiosk.errors import BadEngine
from connectors.kiosk.speaking.base import Synthesiser
from connectors.kiosk.speaking.espeak import Espeak
from connectors.kiosk.speaking.wyoming import WyomingVoice


def voice_at(address: str) -> Synthesiser:
    """The voice of an address of the settings.

    Args:
        address: `espeak://` or `wyoming://host:port`.

    Raises:
        BadEngine: no such voice, or no host and port in it.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadEngine(f"not an address: {address}") from error
    if parts.scheme == "espeak":
        return Espeak()
    if parts.scheme == "wyoming" and host and port is not None:
        return WyomingVoice(host, port)
    raise BadEngine(f"no such voice: {address}")
