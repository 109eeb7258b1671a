"""An official account (公众号) as an operator configures it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from connectors.wechat.errors import BadAccount
from connectors.wechat.templates import NoticeTemplate

Mode = Literal["plain", "compatible", "safe"]
"""明文模式, 兼容模式, 安全模式: how messages travel, as set on the platform's page."""

NOTICES = frozenset({"policy", "message", "application"})
"""What is told by template: the first word of the announcements that delivery writes."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}")


@dataclass(frozen=True, slots=True)
class Account:
    """One 服务号 or 订阅号."""

    name: str
    """Part of the address to register on the platform: `/wechat/{name}`."""
    appid: str
    """AppID of the account."""
    token: str = field(repr=False)
    """令牌 (Token), signs every request."""
    mode: Mode = "safe"
    """In safe mode a plain request is refused."""
    aes_key: str | None = field(default=None, repr=False)
    """消息加解密密钥 (EncodingAESKey), 43 characters; required but in plain mode."""
    previous_aes_key: str | None = field(default=None, repr=False)
    """The key before, for as long as messages under it may still come."""
    secret: str | None = field(default=None, repr=False)
    """AppSecret; needed for customer-service messages and for fetching voice."""
    customer_service: bool = False
    """Whether the account may send customer-service messages (客服接口)."""
    transfer: bool = False
    """Hand people who ask for a person to WeChat's own customer service instead of our desk."""
    transfer_words: tuple[str, ...] = ("转人工", "人工", "人工客服", "human")
    """What counts as asking for a person where `transfer` is on."""
    notice_templates: Mapping[str, NoticeTemplate] = field(default_factory=dict, hash=False)
    """By what is told: `policy`, `message` (留言), `application` (依申请公开)."""
    jurisdiction: str | None = None
    """Code of the street or community whose account this is; the whole district where None."""

    def __post_init__(self) -> None:
        """Refuse settings that could not work.

        Raises:
            BadAccount: says what is wrong, without any secret.
        """
        if not _NAME.fullmatch(self.name):
            raise BadAccount(f"account name {self.name!r}: a-z, 0-9 and - only")
        if not self.appid or not self.token:
            raise BadAccount(f"account {self.name}: appid and token are required")
        if self.mode != "plain" and self.aes_key is None:
            raise BadAccount(f"account {self.name}: aes_key is required in {self.mode} mode")
        for key in self.aes_keys:
            if not _AES_KEY.fullmatch(key):
                raise BadAccount(f"account {self.name}: an EncodingAESKey has 43 characters")
        if self.customer_service and not self.secret:
            raise BadAccount(f"account {self.name}: customer_service needs the secret")
        if self.notice_templates and not self.secret:
            raise BadAccount(f"account {self.name}: notice_templates need the secret")
        if unknown := set(self.notice_templates) - NOTICES:
            raise BadAccount(f"account {self.name}: nothing is told of {', '.join(unknown)}")

    @property
    def aes_keys(self) -> tuple[str, ...]:
        """The keys to try, current first."""
        return tuple(key for key in (self.aes_key, self.previous_aes_key) if key)


@dataclass(frozen=True, slots=True)
class Opening:
    """What a QR scene or a menu key asks, as if the citizen had said it."""

    text: str
    """The question."""
    choice: str | None = None
    """A `Choice.value`, where it stands for a choice rather than for words."""
