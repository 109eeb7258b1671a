"""Speech recognisers: engines of their own, reached by an address of the settings.

No recogniser of Mandarin works without downloaded weights, so none is built in (ADR-like note in
docs/kiosk.md). An engine that speaks another protocol is one more module and one more line here.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from connectors.kiosk.errors import BadEngine
from connectors.kiosk.hearing.base import Recogniser
from connectors.kiosk.hearing.funasr import FunAsr
from connectors.kiosk.hearing.sherpa import Sherpa
from connectors.kiosk.hearing.wyoming import Wyoming


def engine_at(address: str) -> Recogniser:
    """The recogniser of an address of the settings.

    Args:
        address: `funasr://host:port`, `sherpa://host:port` (both also with `+tls`, such as
            `funasr+tls://`) or `wyoming://host:port`.

    Raises:
        BadEngine: no such engine, or no host and port in it.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadEngine(f"not an address: {address}") from error
    if not host or port is None:
        raise BadEngine(f"host and port are missing: {address}")
    where = f"[{host}]" if ":" in host else host
    engine, _, secure = parts.scheme.partition("+")
    url = f"{'wss' if secure == 'tls' else 'ws'}://{where}:{port}{parts.path}"
    match engine, secure:
        case "funasr", "" | "tls":
            return FunAsr(url)
        case "sherpa", "" | "tls":
            return Sherpa(url)
        case "wyoming", "":
            return Wyoming(host, port)
    raise BadEngine(f"no such recogniser: {address}")
