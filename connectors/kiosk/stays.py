"""Who is at the machines: stays begin, come back, grow quiet and end; nothing of them remains."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Callable, Coroutine
from typing import Any, Literal

import structlog
from itsdangerous import BadSignature, URLSafeSerializer

from bot.turns import Language
from connectors.kiosk import frames
from connectors.kiosk.errors import Full, UnknownSession, WrongKey
from connectors.kiosk.options import KioskOptions
from connectors.kiosk.phone import PhoneCodes
from connectors.kiosk.speaking.cache import Voice
from connectors.kiosk.speaking.speaker import Part, Speech
from connectors.kiosk.stay import Erase, Stay
from connectors.leftovers import Leftovers

PAUSES_S = (1.0, 5.0, 30.0, 300.0)
"""Between tries to erase, where the database is away just then."""
ADDRESS_SHARE = 4
"""Where devices need no key, one address may have this part of all stays."""
SETTLE_S = 20.0
"""Seconds a turn under way may take to end before its conversation is erased all the same."""
LOOK_S = 1.0
"""Seconds between two looks at a stay at most: a lost connection is noticed no later."""

EndReason = Literal["idle", "bye", "continued", "lost", "shutdown"]
Ask = Callable[[Language], str]
"""What is asked before a stay is ended, in a language."""

logger = structlog.get_logger(__name__)


class Stays:
    """Every stay of this process."""

    def __init__(
        self, options: KioskOptions, voice: Voice, *, secret: str, erase: Erase, ask_idle: Ask
    ) -> None:
        self.options = options
        self.voice = voice
        self.codes = PhoneCodes()
        self._secret = secret.encode()
        self._signer = URLSafeSerializer(
            secret, salt="wenzheng.kiosk.session", signer_kwargs={"digest_method": hashlib.sha256}
        )
        self._erase = erase
        self._ask_idle = ask_idle
        self._leftovers = Leftovers(options.leftovers)
        self._stays: dict[str, Stay] = {}
        self._work: set[asyncio.Task[None]] = set()

    def begin(self, start: frames.Start, key: str | None, address: str) -> Stay:
        """Begin a stay.

        Raises:
            WrongKey: the device does not know the key.
            Full: there are too many.
        """
        self._check(start.key or key)
        client_key = hmac.digest(self._secret, b"kiosk:" + address.encode(), "sha256").hex()[:32]
        self._check_room(client_key)
        conversation_id = secrets.token_hex(16)
        token = str(self._signer.dumps(conversation_id))
        stay = Stay(conversation_id, token, start, self.voice, client_key)
        self._stays[conversation_id] = stay
        self._leftovers.open(conversation_id)
        self._spawn(self._watch(stay))
        return stay

    def _check_room(self, client_key: str) -> None:
        """Let no address without the key take the place of everybody else."""
        most = self.options.max_sessions
        theirs = sum(stay.client_key == client_key for stay in self._stays.values())
        full = len(self._stays) >= most
        if full or (self.options.key is None and theirs >= max(1, most // ADDRESS_SHARE)):
            raise Full

    def resume(self, start: frames.Start, key: str | None) -> Stay:
        """The stay of a token, after a lost connection.

        Raises:
            WrongKey: the device does not know the key.
            UnknownSession: it is over, forged, or of before the last restart.
        """
        self._check(start.key or key)
        try:
            conversation_id = str(self._signer.loads(start.session or ""))
        except (BadSignature, UnicodeEncodeError) as error:
            raise UnknownSession from error
        stay = self._stays.get(conversation_id)
        if stay is None:
            raise UnknownSession
        return stay

    def hand_over(self, code: str) -> str:
        """End the stay of a phone's code; its conversation is the phone's from now on.

        Raises:
            CodeGone: the code is used, too old or none of ours.
        """
        conversation_id = self.codes.take(code)
        stay = self._stays[conversation_id]
        self.end(stay, "continued")
        return conversation_id

    def end(self, stay: Stay, reason: EndReason) -> None:
        """End a stay and forget it, in the background."""
        if self._stays.pop(stay.conversation_id, None) is not None:
            stay.over = True
            self.codes.revoke(stay.conversation_id)
            self._spawn(self._forget(stay, reason))

    async def recover(self) -> None:
        """Erase what stays before a crash have left."""
        for conversation_id in await asyncio.to_thread(self._leftovers.all):
            self._spawn(self._erase_surely(conversation_id))

    async def close(self) -> None:
        """End every stay with the service."""
        for stay in list(self._stays.values()):
            self.end(stay, "shutdown")
        if self._work:
            await asyncio.wait(set(self._work), timeout=SETTLE_S)
        for task in set(self._work):
            task.cancel()
        await self.voice.close()

    def _check(self, given: str | None) -> None:
        wanted = self.options.key
        if wanted and not hmac.compare_digest(wanted.encode(), (given or "").encode()):
            raise WrongKey

    async def _watch(self, stay: Stay) -> None:
        """Look after a stay until it ends."""
        options = self.options
        while not stay.over:
            now = asyncio.get_running_loop().time()
            if stay.presence.lost is not None and now >= stay.presence.lost + options.grace_s:
                return self.end(stay, "lost")
            since = max(stay.presence.active, min(stay.speaker.answer_until, now))
            if now >= since + options.idle_wipe_s:
                return self.end(stay, "idle")
            if now >= since + options.idle_warn_s and not stay.presence.warned:
                await self._warn(stay)
            due = options.idle_wipe_s if stay.presence.warned else options.idle_warn_s
            times = [since + due]
            if stay.presence.lost is not None:
                times.append(stay.presence.lost + options.grace_s)
            await asyncio.sleep(min(LOOK_S, max(0.0, min(times) - now)))

    async def _warn(self, stay: Stay) -> None:
        stay.presence.warned = True
        text = self._ask_idle(stay.language)
        left = self.options.idle_wipe_s - self.options.idle_warn_s
        await stay.tell(frames.encode("idle", seconds_left=round(left, 1), text=text))
        stay.speaker.say(Speech((Part(text, text, stay.language, public=True),), "idle"))

    async def _forget(self, stay: Stay, reason: EndReason) -> None:
        await stay.silence()
        await stay.tell(frames.encode("wipe", reason=reason))
        if stay.line is not None:
            await stay.line.close(reason=reason)
        await stay.settle(SETTLE_S)
        if reason == "continued":
            await asyncio.to_thread(self._leftovers.done, stay.conversation_id)
        else:
            await self._erase_surely(stay.conversation_id)

    async def _erase_surely(self, conversation_id: str) -> None:
        for pause_s in (*PAUSES_S, None):
            erasing = asyncio.ensure_future(self._erase(conversation_id))
            await asyncio.wait({erasing})
            if (fault := erasing.exception()) is None:
                await asyncio.to_thread(self._leftovers.done, conversation_id)
                return
            logger.error("kiosk.not_erased", exc_info=fault)
            if pause_s is not None:
                await asyncio.sleep(pause_s)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._work.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            logger.error("kiosk.background_failed", exc_info=fault)
