"""What goes over the wire between the fake platform and the service, and the words in it."""

from __future__ import annotations

import json
from typing import Any

from defusedxml import ElementTree
from fastapi import Response


def element(name: str, value: Any) -> str:
    if isinstance(value, int | float):
        return f"<{name}>{value}</{name}>"
    text = str(value).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{text}]]></{name}>"


def read(xml: str) -> dict[str, Any]:
    root = ElementTree.fromstring(xml)
    fields: dict[str, Any] = {child.tag: child.text or "" for child in root}
    if (article := root.find("Articles/item")) is not None:
        fields["Articles"] = {child.tag: child.text or "" for child in article}
    return fields


def words(fields: dict[str, Any]) -> str:
    if "Content" in fields:
        return str(fields["Content"])
    if "Articles" in fields:
        return "\n".join(fields["Articles"].values())
    if "text" in fields:
        return str(fields["text"]["content"])
    if "template_id" in fields:
        return "\n".join(part["value"] for part in fields["data"].values())
    if "msgmenu" in fields:
        menu = fields["msgmenu"]
        return "\n".join((menu["head_content"], *(item["content"] for item in menu["list"])))
    article = fields["news"]["articles"][0]
    return "\n".join(article.values())


def answer(told: dict[str, Any]) -> Response:
    return Response(json.dumps(told), media_type="application/json")
