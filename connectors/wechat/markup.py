"""XML in and out: read with a parser that expands nothing, written so that it always parses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from connectors.wechat.errors import BadXml

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters XML 1.0 cannot carry, escaped or not (section 2.2)."""
_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")

Fields = Iterable[tuple[str, "str | int | Fields"]]


def read(body: bytes) -> dict[str, str]:
    """The text of each element below the root; of elements inside those, nothing.

    A control character that a citizen managed to type is left out rather than losing the message.

    Raises:
        BadXml: no XML, not UTF-8, or a DOCTYPE.
    """
    try:
        root = fromstring(_CONTROL_BYTES.sub(b"", body), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadXml from error
    return {child.tag: (child.text or "").strip() for child in root}


def write(fields: Fields) -> str:
    """An `<xml>` document: text as CDATA, numbers as they are, pairs as nested elements."""
    return f"<xml>{_elements(fields)}</xml>"


def _elements(fields: Fields) -> str:
    return "".join(f"<{name}>{_content(value)}</{name}>" for name, value in fields)


def _content(value: str | int | Fields) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        safe = printable(value).replace("]]>", "]]]]><![CDATA[>")
        return f"<![CDATA[{safe}]]>"
    return _elements(value)


def printable(text: str) -> str:
    """Text without the characters that XML cannot carry."""
    return _NOT_XML.sub("", text)
