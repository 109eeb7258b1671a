"""The kiosk's place in the service: what it is given of the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fastapi import APIRouter

import connectors.kiosk
from bot.assistant_client import AssistantClient
from bot.conversations.erasure import unlink_conversation
from bot.conversations.privacy import mask
from bot.desk import Desk
from bot.errors import WrongSettingError
from bot.popular import HotQuestions
from bot.respond import Responder
from bot.secrets import derived
from bot.settings import Settings
from bot.wording import Wording
from connectors.kiosk.errors import BadEngine
from connectors.kiosk.options import KioskOptions
from connectors.kiosk.stay import Erase
from knowledge_base.answering import Answering
from knowledge_base.database import Database
from knowledge_base.published import load_published


def kiosk_router(
    settings: Settings,
    responder: Responder,
    desk: Desk,
    *,
    secret: str,
    answering: Answering,
    assistant: AssistantClient,
    token_of: Callable[[str], str],
) -> APIRouter:
    """The kiosk's routes.

    Args:
        settings: of the installation.
        responder: answers.
        desk: has the conversations, what was answered to forms, and who waits for a person.
        secret: the service's.
        answering: knows questions to suggest.
        assistant: forgets a conversation too.
        token_of: the widget's token of a conversation, for the phone that takes it.

    Raises:
        WrongSettingError: an engine's address cannot work.
    """
    try:
        return connectors.kiosk.create_router(
            responder,
            desk.transcripts,
            options=options_of(settings),
            secret=derived(secret, "kiosk"),
            say=Wording().say,
            mask=mask,
            erase=_erasing(settings, desk, assistant),
            hand_over=token_of,
            public_url=settings.public_url or f"http://{settings.host}:{settings.port}",
            suggest=answering.suggest,
            hot_questions=HotQuestions(desk.database, answering.entry),
            vocabulary=lambda: _vocabulary(desk.database),
        )
    except BadEngine as error:
        raise WrongSettingError(f"WENZHENG_KIOSK_…: {error}") from error


def _erasing(settings: Settings, desk: Desk, assistant: AssistantClient) -> Erase:
    """How a conversation is forgotten that was held at a machine in a hall."""

    def leave(conversation_id: str) -> None:
        desk.front.leave(conversation_id)
        desk.answers.drop(conversation_id)
        unlink_conversation(desk.database, conversation_id)

    async def erase(conversation_id: str) -> None:
        await asyncio.to_thread(leave, conversation_id)
        if settings.assistant_enabled:  # where it is away, all of this is tried again
            await assistant.forget(conversation_id)

    return erase


def _vocabulary(database: Database) -> set[str]:
    """The district's own words."""
    with database.read() as session:
        entries = list(load_published(session))
    return {word for e in entries for word in (e.topic or "", *e.keywords) if word}


def options_of(settings: Settings) -> KioskOptions:
    """How the kiosk behaves, by the settings."""
    return KioskOptions(
        recogniser=settings.kiosk_recogniser or None,
        synthesiser=settings.kiosk_synthesiser or None,
        key=settings.kiosk_key.get_secret_value() if settings.kiosk_key else None,
        idle_warn_s=settings.kiosk_idle_warn_s,
        idle_wipe_s=settings.kiosk_idle_wipe_s,
        grace_s=settings.kiosk_grace_s,
        pause_s=settings.kiosk_pause_s,
        leftovers=settings.data_dir / "kiosk",
    )
