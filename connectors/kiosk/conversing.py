"""What a citizen says or touches becomes a turn, and its answer is said."""

from __future__ import annotations

import asyncio

import structlog

from bot.turns import FLOOD, Channel, ChoicesBlock, Reply, UserTurn
from connectors.base import Respond, Say
from connectors.kiosk import frames
from connectors.kiosk.commands import command
from connectors.kiosk.errors import AnswerFailed, Busy, Fault
from connectors.kiosk.frames import Action
from connectors.kiosk.speaking.base import SPEED_STEP, VOLUME_STEP
from connectors.kiosk.speaking.speaker import Purpose, Speech
from connectors.kiosk.spoken import Spokesperson
from connectors.kiosk.stay import Offer, Stay
from connectors.web.envelopes import Message

_STEPS: dict[Action, tuple[float, float, str]] = {
    "slower": (-SPEED_STEP, 0.0, "utter_kiosk_slower"),
    "faster": (SPEED_STEP, 0.0, "utter_kiosk_faster"),
    "louder": (0.0, VOLUME_STEP, "utter_kiosk_louder"),
    "quieter": (0.0, -VOLUME_STEP, "utter_kiosk_quieter"),
}
"""Per button what it adds to speed and volume, and what is said of it."""

SHOWN_WITHIN_S = 1.0
"""Seconds an answer may take from the transcript to the client."""

logger = structlog.get_logger(__name__)


class Conversing:
    """Turns and answers of all stays; a stay's own state is in `Stay`."""

    def __init__(self, respond: Respond, say: Say) -> None:
        self._respond = respond
        self._say = say
        self._words = Spokesperson(say)

    def ask(self, stay: Stay, message: Message, *, spoken: bool = False) -> None:
        """Start a turn; its answer comes by the transcript, like everybody's.

        Raises:
            Busy: too many wait already.
        """
        turn = UserTurn(
            channel=Channel.KIOSK,
            conversation_id=stay.conversation_id,
            text=message.text,
            msg_id=message.msg_id,
            choice=message.choice,
            language=message.language or stay.language,
            jurisdiction=message.jurisdiction,
            client_key=stay.client_key,
            spoken=spoken,
        )
        task = stay.turn(lambda: self._respond(turn))
        task.add_done_callback(lambda done: self._ended(done, stay, message.msg_id))

    def answer(self, stay: Stay, reply: Reply) -> None:
        """Say an answer, and remember what it offers."""
        offered = [block for block in reply.blocks if isinstance(block, ChoicesBlock)]
        stay.shown.append(reply.turn_id)
        stay.offer = Offer(offered[-1].choices if offered else ())
        stay.speaker.say(Speech(self._words.reply(reply), "answer", reply.turn_id))

    async def fault(self, stay: Stay, fault: Fault, **more: object) -> None:
        """Show and say what did not work, and what else to do."""
        text = self._say(fault.says, stay.language)
        await stay.tell(frames.fault(fault, text, **more))
        self.tell(stay, text, "fault")

    def tell(self, stay: Stay, text: str, purpose: Purpose) -> None:
        """Say something of our own."""
        stay.speaker.say(Speech(self._words.text(text, stay.language), purpose))

    async def control(self, stay: Stay, action: Action) -> None:
        """Do what a button of the voice says.

        Raises:
            NothingToRepeat: nothing has been said yet.
        """
        if action == "stop":
            await stay.speaker.stop()
        elif action == "repeat":
            await stay.speaker.again()
        else:
            await self._adjust(stay, action)

    async def spoken_command(self, stay: Stay, text: str) -> bool:
        """Do what an utterance asks of the machine itself; False where it asks nothing of it."""
        action = command(text)
        if action is not None:
            await self.control(stay, action)
        return action is not None

    async def _adjust(self, stay: Stay, action: Action) -> None:
        speed, volume, words = _STEPS[action]
        before = stay.speaker.settings
        after = before.with_(speed=before.speed + speed, volume=before.volume + volume)
        if after == before:
            words = "utter_kiosk_limit"
        parts = self._words.text(self._say(words, stay.language), stay.language)
        await stay.speaker.change(after, Speech(parts, "control"))
        await self.tell_voice(stay)

    async def tell_voice(self, stay: Stay) -> None:
        """Tell the client how the voice is set."""
        now = stay.speaker.settings
        await stay.tell(frames.encode("voice", speed=now.speed, volume=now.volume, pitch=now.pitch))

    def _ended(self, task: asyncio.Task[Reply], stay: Stay, msg_id: str) -> None:
        if task.cancelled() or stay.over:
            return
        if (fault := task.exception()) is None and task.result().rule == FLOOD:
            stay.run(stay.tell(frames.refusal(Busy(), msg_id)))
        elif fault is None:
            stay.run(self._not_shown(stay, task.result()))
        else:  # `Respond` never raises for what was said, so this is a fault of ours
            logger.error("kiosk.turn_failed", exc_info=fault)
            stay.run(self.fault(stay, AnswerFailed()))

    async def _not_shown(self, stay: Stay, reply: Reply) -> None:
        """A way on where an answer could not be kept, and so never comes by the transcript."""
        await asyncio.sleep(SHOWN_WITHIN_S)
        if stay.line is not None and reply.turn_id not in stay.shown:
            await self.fault(stay, AnswerFailed())
