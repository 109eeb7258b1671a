"""`/kiosk/ws`: a machine's frames in, its citizen's conversation and our voice out."""

from __future__ import annotations

import asyncio

from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect

from bot.events import Event
from connectors.base import Say, Transcript
from connectors.kiosk import frames
from connectors.kiosk.conversing import Conversing
from connectors.kiosk.errors import BadFrame, Mistake, Taken, TooFast, TooLarge
from connectors.kiosk.frames import (
    MAX_BYTES,
    ClientFrame,
    Control,
    Played,
    SetLanguage,
    SetVoice,
    Signal,
    Speaking,
    Start,
)
from connectors.kiosk.line import Line
from connectors.kiosk.listening import Listening
from connectors.kiosk.options import SAMPLE_RATE
from connectors.kiosk.phone import GOOD_FOR_S
from connectors.kiosk.stay import Stay
from connectors.kiosk.stays import Stays
from connectors.web.envelopes import Message, Ping, encode, picture
from connectors.web.errors import Flood
from connectors.web.following import follow
from connectors.web.pace import Pace

START_WITHIN_S = 10
"""Seconds a socket may stay silent before it has said what it is."""


class KioskParts:
    """What every socket needs."""

    def __init__(
        self,
        transcript: Transcript,
        stays: Stays,
        conversing: Conversing,
        listening: Listening,
        say: Say,
        phone_url: str,
    ) -> None:
        """`phone_url` is the address of the phone's page; the code goes behind its `#`."""
        self.transcript = transcript
        self.stays = stays
        self.conversing = conversing
        self.listening = listening
        self.say = say
        self.phone_url = phone_url


class Socket:
    """One open socket."""

    def __init__(self, websocket: WebSocket, parts: KioskParts) -> None:
        self._websocket = websocket
        self._parts = parts
        self._line = Line(websocket)
        self._pace = Pace()

    async def serve(self) -> None:
        """Serve the socket until either side closes it."""
        await self._websocket.accept()
        try:
            async with asyncio.timeout(START_WITHIN_S):
                first = await self._next()
            start = first if isinstance(first, Start) else Start(type="start")
            stay = self._stay(start)
            await self._both_ways(stay, start, None if first is start else first)
        except Mistake as mistake:
            await self._refuse(mistake)
        except TimeoutError:
            await self._refuse(BadFrame())
        except WebSocketDisconnect:
            return

    def _stay(self, start: Start) -> Stay:
        given = self._websocket.headers.get("authorization", "")
        scheme, _, key = given.partition(" ")
        header = key if scheme.lower() == "bearer" else None
        if start.session is not None:
            return self._parts.stays.resume(start, header)
        address = self._websocket.client.host if self._websocket.client else ""
        return self._parts.stays.begin(start, header, address)

    async def _both_ways(self, stay: Stay, start: Start, first: ClientFrame | bytes | None) -> None:
        """Run both directions; the end of one is the end of the other."""
        before = stay.attach(self._line)
        if before is not None:
            await before.send(frames.refusal(Taken()))
            await before.close(Taken.close or 0, Taken.code)
        ready = asyncio.Event()
        directions = {
            asyncio.create_task(self._tell(stay, start, ready)),
            asyncio.create_task(self._listen(stay, first, ready)),
        }
        try:
            done, _ = await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for direction in directions:
                direction.cancel()
            stay.detach(self._line)
            if stay.line is None:
                stay.hush()
                await stay.speaker.stop()
        for direction in done:
            direction.result()

    async def _tell(self, stay: Stay, start: Start, ready: asyncio.Event) -> None:
        parts = self._parts
        after = start.after if start.session is not None else 0
        async with follow(parts.transcript, stay.conversation_id, after) as following:
            for event in following.stored:
                await self._line.send(encode(event))
            await self._line.send(self._ready(stay, start.session is not None, following.last))
            ready.set()
            answers = [event for event in following.stored if event.reply is not None]
            stay.shown.extend(event.reply.turn_id for event in answers if event.reply)
            if answers:
                self._say(stay, answers[-1])
            async for event in following.live:
                await self._line.send(encode(event))
                self._say(stay, event)

    def _say(self, stay: Stay, event: Event) -> None:
        if event.reply is not None and not stay.over:
            self._parts.conversing.answer(stay, event.reply)

    def _ready(self, stay: Stay, resumed: bool, last: int) -> str:
        options, voice = self._parts.stays.options, stay.speaker.settings
        return frames.encode(
            "ready",
            session=stay.token,
            resumed=resumed,
            last=last,
            hearing=self._parts.listening.there,
            speaking=self._parts.stays.voice.there,
            language=stay.language,
            speed=voice.speed,
            volume=voice.volume,
            pitch=voice.pitch,
            sample_rate=SAMPLE_RATE,
            max_utterance_s=options.max_utterance_s,
            idle_warn_s=options.idle_warn_s,
            idle_wipe_s=options.idle_wipe_s,
            phone=True,
        )

    async def _listen(
        self, stay: Stay, first: ClientFrame | bytes | None, ready: asyncio.Event
    ) -> None:
        await ready.wait()
        frame = first
        while True:
            try:
                if frame is not None:
                    await self._hear(stay, frame)
                frame = await self._next()
            except TooFast:
                raise
            except Mistake as mistake:
                frame = None
                await self._line.send(frames.refusal(mistake))

    async def _hear(self, stay: Stay, frame: ClientFrame | bytes) -> None:
        match frame:
            case bytes():
                await self._parts.listening.sound(stay, frame)
                if stay.utterance is not None and stay.utterance.meter.spoke:
                    await stay.touched()
            case Ping():
                await self._line.send(frames.encode("pong"))
            case Played(id=name, part=part):
                stay.speaker.played(name, part)
            case Start():
                raise BadFrame
            case _:
                await stay.touched()
                await self._act(stay, frame)

    async def _act(self, stay: Stay, frame: ClientFrame) -> None:
        parts = self._parts
        match frame:
            case Message():
                await self._ask(stay, frame)
            case Speaking(is_speaking=True):
                await parts.listening.begin(stay, frame)
            case Speaking():
                parts.listening.end(stay)
            case Control(action=action):
                await parts.conversing.control(stay, action)
            case SetVoice(speed=speed, volume=volume, pitch=pitch):
                settings = stay.speaker.settings.with_(speed=speed, volume=volume, pitch=pitch)
                stay.speaker.settings = settings
                await parts.conversing.tell_voice(stay)
            case SetLanguage(language=language):
                stay.language = language
            case Signal(type=signal):
                await self._signal(stay, signal)

    async def _ask(self, stay: Stay, message: Message) -> None:
        stay.hush()
        await stay.speaker.stop()
        try:
            self._parts.conversing.ask(stay, message)
        except Mistake as mistake:
            await self._line.send(frames.refusal(mistake, message.msg_id))

    async def _signal(self, stay: Stay, signal: str) -> None:
        match signal:
            case "barge_in":
                await stay.speaker.stop()
            case "bye":
                self._parts.stays.end(stay, "bye")
            case "phone":
                await self._phone(stay)

    async def _phone(self, stay: Stay) -> None:
        parts = self._parts
        content = f"{parts.phone_url}#{parts.stays.codes.issue(stay.conversation_id)}"
        label = parts.say("utter_kiosk_phone", stay.language)
        code = picture(content)
        await stay.tell(
            frames.encode("phone", label=label, content=content, expires_s=GOOD_FOR_S, **code)
        )
        parts.conversing.tell(stay, label, "control")

    async def _next(self) -> ClientFrame | bytes:
        frame = await self._websocket.receive()
        if frame["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(frame.get("code", 1006))
        if (text := frame.get("text")) is not None:
            self._count()
            return frames.decode(text)
        sound: bytes = frame["bytes"]
        if len(sound) > MAX_BYTES:
            raise TooLarge
        return sound

    def _count(self) -> None:
        try:
            self._pace.step()
        except Flood as error:
            raise TooFast from error

    async def _refuse(self, mistake: Mistake) -> None:
        await self._line.send(frames.refusal(mistake))
        await self._line.close(mistake.close or 4400, mistake.code)
