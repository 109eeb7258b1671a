"""The integration point for a website's own search box: `POST /api/ask`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Annotated, Literal

import orjson
from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from bot.turns import (
    CHOICE_PATTERN,
    MSG_ID_PATTERN,
    AnswerStatus,
    Candidate,
    Channel,
    Language,
    Reply,
    UserTurn,
)
from connectors.api.schema import BlockModel
from connectors.base import Respond

MAX_BODY_CHARS = 20_000
"""Longer questions are refused by the schema; shorter ones that are still too long get a reply."""


class Question(BaseModel):
    """What to ask."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, Field(max_length=MAX_BODY_CHARS, description="问题原文")]
    session: Annotated[
        str | None,
        Field(
            description="Token from `POST /web/session`: the question is a turn of that "
            "conversation. Without it, one question to the knowledge."
        ),
    ] = None
    msg_id: Annotated[
        str | None,
        Field(pattern=MSG_ID_PATTERN, description="Same id twice in a session: one turn."),
    ] = None
    choice: Annotated[
        str | None,
        Field(pattern=CHOICE_PATTERN, description="`value` of a choice that was taken."),
    ] = None
    channel: Literal["api", "web"] = "api"
    language: Language | None = None
    as_of: Annotated[date | None, Field(description="Answer as of this day.")] = None
    jurisdiction: Annotated[str | None, Field(max_length=32, description="辖区代码")] = None


class Answer(BaseModel):
    """What it came to."""

    turn_id: str
    status: AnswerStatus
    blocks: list[BlockModel]
    language: Language
    entry_id: str | None
    version: int | None
    confidence: float | None
    candidates: list[Candidate]
    rule: str


def create_router(
    respond: Respond,
    *,
    conversation_of: Callable[[str], str],
    client_key: Callable[[str], str],
    jurisdictions: Collection[str],
) -> APIRouter:
    """The API's routes.

    Args:
        respond: the turn pipeline.
        conversation_of: opens a session token; raises LookupError for one it does not know.
        client_key: hashes a client's address for rate limits.
        jurisdictions: codes of the places one can ask about.
    """
    router = APIRouter(prefix="/api", tags=["ask"])

    @router.post("/ask", response_model=Answer, responses={401: {"description": "unknown session"}})
    async def ask(question: Question, request: Request) -> Response:
        """Answer a question from the approved knowledge, word for word, with its source."""
        try:
            conversation = conversation_of(question.session) if question.session else None
        except LookupError:
            raise HTTPException(401, "unknown session") from None
        if question.jurisdiction not in (None, *jurisdictions):
            raise HTTPException(422, "unknown jurisdiction")
        reply = await respond(
            UserTurn(
                channel=Channel(question.channel),
                conversation_id=conversation,
                text=question.question,
                msg_id=question.msg_id,
                choice=question.choice,
                language=question.language,
                as_of=question.as_of,
                jurisdiction=question.jurisdiction,
                client_key=client_key(request.client.host if request.client else ""),
            )
        )
        return Response(encode(reply), media_type="application/json")

    return router


def encode(reply: Reply) -> bytes:
    """A reply as the JSON that `Answer` describes, without a model on the way out."""
    return orjson.dumps(reply)
