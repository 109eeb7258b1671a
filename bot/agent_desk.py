"""The agents' side of the desk: what they do, one after the other, and what the citizen then reads.

An agent's words are written into the transcript only where the conversation is theirs at that
moment; what changes is told to the citizen before anything that is said after it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from secrets import token_hex
from typing import Any

from bot.conversations.transcript import Transcripts
from bot.delivery import Delivery
from bot.turns import AnswerStatus, Language, Reply, TextBlock
from casework import handoff
from casework.agents import AgentName, find_agent
from casework.errors import InvalidInput, NotOwner, UnknownCase
from casework.models import Handoff, HandoffState
from casework.texts import checked_text
from connectors.web import envelopes
from connectors.web.following import follow
from knowledge_base.database import Database, utc_now

MAX_WORDS = 1000
"""Characters of one message."""

Quote = Callable[[str, Language], Reply | None]
"""An entry as it is answered today, in a language; None where it is not published."""


class AgentDesk:
    """Implements `console.desk.AgentActions`."""

    def __init__(
        self, database: Database, transcripts: Transcripts, delivery: Delivery, quote: Quote
    ) -> None:
        """Agents speak into `transcripts`, and send entries as `quote` gives them."""
        self._database = database
        self._transcripts = transcripts
        self._delivery = delivery
        self._quote = quote
        self._turn = asyncio.Lock()

    async def claim(self, pk: int, by: str) -> None:
        """Take a conversation out of the queue (errors: `casework.handoff.claim`)."""
        await self._do(handoff.claim, pk, by)

    async def release(self, pk: int, by: str) -> None:
        """Put a conversation back into the queue."""
        await self._do(handoff.release, pk, by)

    async def transfer(self, pk: int, by: str, to: str) -> None:
        """Give a conversation to another agent.

        Raises:
            UnknownCase: no agent has this name.
        """
        await asyncio.to_thread(self._agent, to)
        await self._do(handoff.transfer, pk, by, to)

    async def hand_back(self, pk: int, by: str) -> None:
        """Give a conversation back to the assistant."""
        await self._do(handoff.hand_back, pk, by)

    async def close(self, pk: int, by: str) -> None:
        """End a conversation."""
        await self._do(handoff.close, pk, by)

    async def say(self, pk: int, by: str, text: str) -> None:
        """Say something to the citizen.

        Raises:
            InvalidInput: nothing, too much or something unreadable.
            NotOwner: the conversation is not this agent's.
        """
        words = checked_text("text", text)
        if not words or len(words) > MAX_WORDS:
            raise InvalidInput("text", "missing" if not words else "too_long")
        async with self._turn:
            conversation_id, language, agent = await asyncio.to_thread(self._speak, pk, by)
            await self._append(conversation_id, agent, _reply((TextBlock(words),), language))

    async def send_entry(self, pk: int, by: str, entry_id: str) -> None:
        """Send a published entry, word for word and with its source.

        Raises:
            UnknownCase: it is not published.
            NotOwner: the conversation is not this agent's.
        """
        async with self._turn:
            conversation_id, language, agent = await asyncio.to_thread(self._speak, pk, by)
            quoted = await asyncio.to_thread(self._quote, entry_id, language)
            if quoted is None:
                raise UnknownCase("no published entry has this id")
            reply = _reply(quoted.blocks, language, quoted.entry_id, quoted.version)
            await self._append(conversation_id, agent, reply)

    async def typing(self, pk: int, by: str) -> None:
        """Show the citizen that this agent is writing.

        Raises:
            NotOwner: the conversation is not this agent's.
        """
        conversation_id, agent = await asyncio.to_thread(self._owned, pk, by)
        self._transcripts.passing(conversation_id, "typing", author=agent.public_name)

    @asynccontextmanager
    async def follow(self, pk: int, by: str, after: int) -> AsyncIterator[AsyncIterator[str]]:
        """A conversation's envelopes (docs/widget.md) after event number `after`.

        Raises:
            NotOwner: another agent has the conversation, or it is over and was not this agent's.
        """
        conversation_id = await asyncio.to_thread(self._readable, pk, by)

        def may_read() -> bool:
            try:
                self._readable(pk, by)
            except NotOwner:
                return False
            return True

        async with follow(self._transcripts, conversation_id, after) as following:

            async def lines() -> AsyncIterator[str]:
                for event in following.stored:
                    yield envelopes.encode(event)
                async for event in following.live:
                    yield envelopes.encode(event)
                    if event.person is not None and not await asyncio.to_thread(may_read):
                        return

            yield lines()

    async def _do(self, act: Callable[..., Handoff], pk: int, by: str, *more: str) -> None:
        def in_a_unit_of_work() -> None:
            with self._database.begin() as session:
                act(session, pk, by, *more, utc_now())

        async with self._turn:
            await asyncio.to_thread(in_a_unit_of_work)
            await self._delivery.round()

    async def _append(self, conversation_id: str, agent: AgentName, reply: Reply) -> None:
        await self._transcripts.append(
            conversation_id, "agent", reply=reply, author=agent.public_name
        )

    def _speak(self, pk: int, by: str) -> tuple[str, Language, AgentName]:
        agent = self._agent(by)
        with self._database.begin() as session:
            conversation_id = _find(session.get(Handoff, pk)).conversation_id
            handoff.speak(session, conversation_id, by, utc_now())
        return conversation_id, self._transcripts.language(conversation_id) or "zh", agent

    def _owned(self, pk: int, by: str) -> tuple[str, AgentName]:
        with self._database.read() as session:
            found = _find(session.get(Handoff, pk))
        if found.state is not HandoffState.CLAIMED or found.owner != by:
            raise NotOwner("the conversation is not this agent's")
        return found.conversation_id, self._agent(by)

    def _readable(self, pk: int, by: str) -> str:
        with self._database.read() as session:
            found = _find(session.get(Handoff, pk))
        if found.state is not HandoffState.QUEUED and found.owner != by:
            raise NotOwner("the conversation is not this agent's")
        return found.conversation_id

    def _agent(self, name: str) -> AgentName:
        with self._database.read() as session:
            agent = find_agent(session, name)
        if agent is None:
            raise UnknownCase("no agent has this name")
        return agent


def _find(found: Handoff | None) -> Handoff:
    if found is None:
        raise UnknownCase("no handoff has this number")
    return found


def _reply(
    blocks: tuple[Any, ...],
    language: Language,
    entry_id: str | None = None,
    version: int | None = None,
) -> Reply:
    status = AnswerStatus.DIALOGUE_PERSON
    return Reply(f"agent-{token_hex(8)}", status, blocks, language, entry_id, version, rule="agent")
