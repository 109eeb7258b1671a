"""Stored addresses (openids) of citizens, for channels that write to people who are not online."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import exists, func, select

from bot.conversations.models import TranscriptEvent
from casework.addresses import claim, concerns, find_address, keep_address
from casework.models import KeptAddress
from casework.seals import Seal
from connectors.wechat import Address
from knowledge_base.database import Database, utc_now

LATELY = timedelta(days=30)
"""What was said longer ago is not told any more after a start."""


class CitizenAddresses:
    """Implements `connectors.wechat.Addresses` on the service's database."""

    def __init__(self, database: Database, seal: Seal) -> None:
        """Addresses are sealed with `seal`."""
        self._database = database
        self._seal = seal

    async def keep(self, conversation: str, account: str, openid: str) -> None:
        """See `Addresses`."""
        await asyncio.to_thread(self._keep, conversation, account, openid)

    async def find(self, conversation: str) -> Address | None:
        """See `Addresses`."""
        return await asyncio.to_thread(self._find, conversation)

    async def claim(self, conversation: str, told: int, new: int) -> bool:
        """See `Addresses`."""
        return await asyncio.to_thread(self._claim, conversation, told, new)

    async def behind(self) -> Sequence[str]:
        """See `Addresses`."""
        return await asyncio.to_thread(self._behind)

    def _keep(self, conversation: str, account: str, openid: str) -> None:
        with self._database.read() as session:
            if not concerns(session, conversation):
                return
        with self._database.begin() as session:
            # What came after the citizen's last words and is no answer has not been told.
            last = select(func.max(TranscriptEvent.seq)).where(
                TranscriptEvent.conversation_id == conversation, TranscriptEvent.kind == "user"
            )
            seq = session.scalar(last) or 0
            keep_address(session, self._seal, conversation, account, openid, seq)

    def _find(self, conversation: str) -> Address | None:
        with self._database.read() as session:
            found = find_address(session, self._seal, conversation)
        if found is None:
            return None
        return Address(conversation, found.route, found.address, found.told_seq)

    def _claim(self, conversation: str, told: int, new: int) -> bool:
        with self._database.begin() as session:
            return claim(session, conversation, told, new)

    def _behind(self) -> list[str]:
        untold = exists().where(
            TranscriptEvent.conversation_id == KeptAddress.conversation_id,
            TranscriptEvent.seq > KeptAddress.told_seq,
            TranscriptEvent.kind.in_(("agent", "notice")),
            TranscriptEvent.msg_id.is_(None),
            TranscriptEvent.at > utc_now() - LATELY,
        )
        with self._database.read() as session:
            return list(session.scalars(select(KeptAddress.conversation_id).where(untold)))
