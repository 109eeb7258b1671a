"""One door for every channel: a turn in, a reply out, with its conversation kept in order."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Sequence
from dataclasses import replace

import structlog

from actions.findings import chosen
from bot.compose import Composer, Outcome
from bot.context import TurnContext, new_turn_id
from bot.conversations.journal import Journal
from bot.conversations.receipts import Receipt, receipt_row
from bot.conversations.transcript import Transcripts
from bot.errors import BusyError
from bot.events import Event
from bot.numbered import LONGEST, choice_named
from bot.order import Order
from bot.pipeline import Pipeline
from bot.private import PrivateAnswers, hidden
from bot.turns import FLOOD, AnswerStatus, Channel, Language, RatingBlock, Reply, UserTurn
from casework.frontdesk import FrontDesk
from connectors.web.entry_page import ShownEntry
from knowledge_base.answering import Answering
from knowledge_base.database import utc_now

ANSWER_LIMIT_S = 5.0
"""Seconds to answer: with waiting for the turn before, and writing, nothing hangs beyond 10."""

logger = structlog.get_logger(__name__)


class Responder:
    """Implements `connectors.base.Respond`."""

    def __init__(
        self,
        pipeline: Pipeline,
        composer: Composer,
        transcripts: Transcripts,
        journal: Journal,
        answering: Answering,
        private: PrivateAnswers,
        desk: FrontDesk,
        places: Collection[str],
        order: Order,
    ) -> None:
        self._order = order
        self._places = places
        self._desk = desk
        self._private = private
        self._answering = answering
        self._pipeline = pipeline
        self._composer = composer
        self._transcripts = transcripts
        self._journal = journal

    async def __call__(self, turn: UserTurn) -> Reply:
        """Answer one turn (contract: `connectors.base.Respond`)."""
        if turn.jurisdiction is not None and turn.jurisdiction not in self._places:
            turn = replace(turn, jurisdiction=None)
        context = TurnContext(turn, new_turn_id(), turn.language or "zh")
        try:
            if turn.conversation_id is None:
                if not await self._pipeline.count(context):
                    return self._flood(context)
                reply, receipt = await self._answer(context)
                self._journal.write([receipt_row(receipt)])
                return reply
            async with self._order.turn(turn.conversation_id):
                return await self._converse(context, turn.conversation_id)
        except BusyError:
            return self._flood(context)
        except Exception:  # the turn boundary: whatever fails, a citizen gets a way on
            logger.exception("turn.refused", turn_id=context.turn_id, channel=turn.channel)
            return _reply(context, self._apology(context))

    def show(self, entry_id: str, reader: Language | None = None) -> ShownEntry | None:
        """How an entry is answered today, for a page of its own or for a person who sends it.

        Args:
            entry_id: which.
            reader: the language of the words around it; the entry's own where None.

        Returns:
            None where it is not published.
        """
        finding = chosen(self._answering, entry_id)
        if finding is None:
            return None
        entry = finding.matches[0].entry
        language: Language = reader or ("en" if entry.language == "en" else "zh")
        context = TurnContext(UserTurn(Channel.WEB, None, entry.question), new_turn_id(), language)
        reply = _reply(context, self._composer.found([finding], language))
        return ShownEntry(entry.question, language, reply)

    async def _converse(self, context: TurnContext, conversation_id: str) -> Reply:
        turn = context.turn
        known: Sequence[Event] = ()
        if turn.msg_id is not None:
            known = await self._transcripts.exchange(conversation_id, turn.msg_id)
            for event in known:
                if event.reply is not None:
                    return event.reply
        if not await self._pipeline.count(context):
            return self._flood(context)
        await asyncio.to_thread(self._address, context, conversation_id)
        turn = context.turn
        if context.taken is not None:
            context.turn = turn = replace(turn, text=self._composer.kept_sign(context.language))
        if not known:
            await self._transcripts.append(
                conversation_id,
                "user",
                msg_id=turn.msg_id,
                text=turn.text,
                choice=turn.choice,
                wait=False,
            )
        if not context.for_person:
            self._transcripts.passing(conversation_id, "typing")
        reply, receipt = await self._answer(context)
        if context.taken is not None and context.degraded:
            await self._private.expect_again(conversation_id, context.taken)
        shown = await self._private.reveal(conversation_id, reply)
        await self._transcripts.append(
            conversation_id,
            "reply",
            msg_id=turn.msg_id,
            reply=hidden(reply, self._composer.kept_sign(context.language)),
            shown=shown,
            evidence=[receipt_row(receipt)],
        )
        return shown

    def _address(self, context: TurnContext, conversation_id: str) -> None:
        """Find out whom the words are for: a person, a form that waits for them, or us."""
        context.for_person = self._desk.hears(conversation_id)
        if context.for_person:
            return
        context.turn = turn = self._chosen_in_words(context.turn, conversation_id)
        if turn.choice is not None:
            self._private.set_aside(conversation_id)
        else:
            context.taken = self._private.take(conversation_id, turn.text)
            if context.taken is None:
                context.form_waits = self._private.was_left(conversation_id) is not None
                said = self._private.without_name(conversation_id, turn.text)
                context.turn = replace(turn, text=said)
        if self._transcripts.shared and (turn.choice or context.taken):  # no words to go by
            context.spoken = self._transcripts.language(conversation_id)

    def _chosen_in_words(self, turn: UserTurn, conversation_id: str) -> UserTurn:
        """The turn; the number or label of a choice last offered takes that choice."""
        if turn.choice is not None or not 0 < len(turn.text) <= LONGEST:
            return turn
        offered = self._transcripts.last_reply(conversation_id)
        return replace(turn, choice=choice_named(turn.text, offered)) if offered else turn

    async def _answer(self, context: TurnContext) -> tuple[Reply, Receipt]:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(ANSWER_LIMIT_S):
                outcome = await self._pipeline.run(context)
        except Exception:  # so that the apology, too, is in the transcript
            logger.exception("turn.failed", turn_id=context.turn_id, channel=context.turn.channel)
            outcome = self._apology(context)
        context.latency_ms["total"] = round((time.perf_counter() - started) * 1000, 3)
        reply = _rateable(_reply(context, outcome), context)
        cleaned, degraded = context.cleaned, context.degraded
        return reply, Receipt(context.turn, reply, cleaned, degraded, context.latency_ms, utc_now())

    def _flood(self, context: TurnContext) -> Reply:
        """What is said to who does not wait, where nothing of it is kept."""
        return replace(_reply(context, self._pipeline.too_fast(context)), rule=FLOOD)

    def _apology(self, context: TurnContext) -> Outcome:
        status = AnswerStatus.ERROR_INTERNAL
        return self._composer.notice(status, "utter_error", context.language)


def _rateable(reply: Reply, context: TurnContext) -> Reply:
    """The reply; an answer in a conversation can be rated."""
    if reply.status.group != "answered" or context.turn.conversation_id is None:
        return reply
    return replace(reply, blocks=(*reply.blocks, RatingBlock(reply.turn_id)))


def _reply(context: TurnContext, outcome: Outcome) -> Reply:
    quoted = outcome.quoted
    return Reply(
        turn_id=context.turn_id,
        status=outcome.status,
        blocks=outcome.blocks,
        language=context.language,
        entry_id=quoted.entry.id if quoted else None,
        version=quoted.entry.version if quoted else None,
        confidence=round(quoted.probability, 4) if quoted else None,
        candidates=outcome.candidates,
        rule=outcome.rule,
    )
