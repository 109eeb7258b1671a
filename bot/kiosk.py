"""The kiosk's place in the service: what it is given of the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fastapi import APIRouter

import connectors.kiosk
from bot.conversations.erasure import unlink_conversation
from bot.conversations.privacy import mask
from bot.errors import WrongSettingError
from bot.parts import Service
from bot.popular import HotQuestions
from bot.secrets import derived
from bot.settings import Settings
from connectors.kiosk.errors import BadEngine
from connectors.kiosk.options import KioskOptions
from connectors.kiosk.stay import Erase
from knowledge_base.database import Database
from knowledge_base.published import load_published


def kiosk_router(service: Service, token_of: Callable[[str], str]) -> APIRouter:
    """The kiosk's routes.

    Args:
        service: what the kiosk is given of it: answers, conversations, suggestions, the desk.
        token_of: the widget's token of a conversation, for the phone that takes it.

    Raises:
        WrongSettingError: an engine's address cannot work.
    """
    try:
        return connectors.kiosk.create_router(
            service.responder,
            service.transcripts,
            options=options_of(service.settings),
            secret=derived(service.secret, "kiosk"),
            say=service.wording.say,
            mask=mask,
            erase=_erasing(service),
            hand_over=token_of,
            public_url=service.settings.base_url,
            suggest=service.answering.suggest,
            hot_questions=HotQuestions(service.database, service.answering.entry),
            vocabulary=lambda: _vocabulary(service.database),
        )
    except BadEngine as error:
        raise WrongSettingError(f"WENZHENG_KIOSK_…: {error}") from error


def _erasing(service: Service) -> Erase:
    """How a conversation is forgotten that was held at a machine in a hall."""
    desk = service.desk

    def leave(conversation_id: str) -> None:
        desk.front.leave(conversation_id)
        desk.answers.drop(conversation_id)
        unlink_conversation(service.database, conversation_id)

    async def erase(conversation_id: str) -> None:
        await asyncio.to_thread(leave, conversation_id)
        if service.settings.assistant_enabled:  # where it is away, all of this is tried again
            await service.assistant.forget(conversation_id)

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
