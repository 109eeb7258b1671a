"""WeChat's place in the service: what it is given of the rest."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from fastapi import APIRouter

import connectors.wechat
from bot.citizen_addresses import CitizenAddresses
from bot.conversations.erasure import erase_conversation
from bot.parts import Service
from bot.secrets import derived
from bot.settings import Settings
from bot.turns import CHOICE_PATTERN
from bot.wording import Wording
from connectors.wechat import Hearing, Opening
from connectors.wechat.answers import Locate
from connectors.wechat.erasing import Erase
from knowledge_base.lookup.places import Places

if TYPE_CHECKING:
    from connectors.wechat.redis_store import RedisStore

_CHOICE = re.compile(CHOICE_PATTERN)


def wechat_router(service: Service) -> APIRouter:
    """The routes of the official accounts.

    Args:
        service: what WeChat is given of it: answers, conversations, stored addresses, places.
    """
    settings = service.settings
    return connectors.wechat.create_router(
        service.responder,
        service.transcripts,
        accounts=settings.wechat_accounts,
        secret=derived(service.secret, "wechat"),
        say=service.wording.say,
        erase=_erasing(service),
        addresses=CitizenAddresses(service.database, service.seal),
        full_answer_url=lambda entry_id: f"{settings.base_url}/entry/{entry_id}",
        store=_redis_store(settings),
        hearing=Hearing(
            locate=locating(Places(service.database)), opening=opening(service.wording)
        ),
        api_url=settings.wechat_api_url,
        leftovers=settings.data_dir / "wechat",
    )


def _erasing(service: Service) -> Erase:
    """How everything said in the conversation of somebody who unsubscribes is deleted."""

    async def erase(conversation_id: str) -> None:
        await asyncio.to_thread(erase_conversation, service.database, conversation_id)
        await asyncio.to_thread(service.database.scrub)
        if service.settings.assistant_enabled:  # where it is away, all of this is tried again
            await service.assistant.forget(conversation_id)

    return erase


def locating(places: Places) -> Locate:
    """Finds the street or community whose whole name stands in an address.

    Part of a name is not enough: a road may be called after another street than the one it is in.
    """

    def find(address: str) -> str | None:
        found = [place.code for place in places.named(address) if place.name in address]
        return found[0] if len(found) == 1 else None

    async def locate(address: str) -> str | None:
        return await asyncio.to_thread(find, address)

    return locate


def opening(wording: Wording) -> Callable[[str], Opening]:
    """Reads a QR scene or menu key: a choice (`menu:services`, `guide:<id>`), else a question."""

    def read(key: str) -> Opening:
        intent = key.partition(":")[0]
        if intent in wording.intents and _CHOICE.match(key):
            return Opening(wording.say("utter_wechat_opened", "zh"), key)
        return Opening(key)

    return read


def _redis_store(settings: Settings) -> RedisStore | None:
    if settings.redis_url is None:
        return None
    from connectors.wechat.redis_store import RedisStore  # the client takes 0.2 s to import

    return RedisStore.at(settings.redis_url.get_secret_value())
