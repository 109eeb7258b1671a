"""Notices by template: to a citizen whose 48 hours are over, or of an account that has none.

Rules: 发送模板消息 (message/template/send) and 发送订阅通知 (message/subscribe/bizsend) of the
platform's service-account documentation. Which one an account may use, and with which templates,
is settled on the platform's page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from connectors.wechat.outgoing import Notice

Api = Literal["template", "subscribe"]

PATHS: Mapping[Api, str] = {
    "template": "/cgi-bin/message/template/send",
    "subscribe": "/cgi-bin/message/subscribe/bizsend",
}
THING_CHARS = 20
"""What a field named thing… holds; the platform refuses a longer one (47003)."""


@dataclass(frozen=True, slots=True)
class NoticeTemplate:
    """A template of the account, and what goes into its fields."""

    id: str
    """Template id, from the platform's page."""
    fields: Mapping[str, str] = field(default_factory=lambda: {"thing1": "{text}"})
    """Name of each field and its words; `{text}` is the notice, `{time}` when it was written."""
    api: Api = "template"
    """模板消息 (`template`) or 订阅通知 (`subscribe`)."""
    url: str | None = None
    """What a tap opens: a page, or with 订阅通知 a page of the account's mini program."""

    @property
    def path(self) -> str:
        """Where it is sent."""
        return PATHS[self.api]

    def payload(self, notice: Notice, openid: str) -> dict[str, Any]:
        """The body of the call."""
        data = {
            name: {"value": _filled(name, words, notice)} for name, words in self.fields.items()
        }
        body = {"touser": openid, "template_id": self.id, "data": data}
        if self.api == "subscribe":
            body |= {"miniprogram_state": "formal", "lang": "zh_CN"}
        if self.url is not None:
            body["page" if self.api == "subscribe" else "url"] = self.url
        return body


def _filled(name: str, words: str, notice: Notice) -> str:
    """One field, on one line, as long as fields of its kind may be."""
    filled = words.replace("{time}", notice.at).replace("{text}", notice.content)
    line = " ".join(filled.split())
    if name.startswith("thing") and len(line) > THING_CHARS:
        return line[: THING_CHARS - 1] + "…"
    return line
