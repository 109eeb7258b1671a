"""What goes wrong at the kiosk.

KioskError
├── Mistake                a client's: told as `error`, and the socket stays open unless it says so
│   ├── BadFrame           not JSON, or no frame we know
│   ├── TooLarge           more than 64 KB
│   ├── Busy               too many unanswered messages
│   ├── NothingToRepeat    nothing has been said yet
│   ├── WrongKey           closes with 4403
│   ├── UnknownSession     closes with 4401
│   ├── Taken              closes with 4409: another socket has the session
│   ├── Full               closes with 4429
│   └── TooFast            closes with 4429
├── Fault                  the citizen's way on: told as `fault`, seen and spoken
│   ├── Silence            nothing was said
│   ├── Noise              sound without a word
│   ├── UtteranceCap       60 s of speech
│   ├── NoRecogniser       none is configured
│   ├── RecogniserDown     not reached, or died in mid-utterance
│   ├── WrongSound         not PCM of 16 bit at 16,000 Hz
│   └── AnswerFailed       the turn itself failed
├── VoiceFailed            a sentence could not be spoken; its caption is shown all the same
├── CodeGone               a phone's code that is used, too old or none of ours
└── BadEngine              an engine's address in the settings cannot work (ValueError)
"""

from __future__ import annotations

from typing import ClassVar


class KioskError(Exception):
    """The base of all."""


class Mistake(KioskError):
    """A frame that is refused."""

    code: ClassVar[str] = "refused"
    """What the client looks up its own wording by."""
    close: ClassVar[int | None] = None
    """The socket closes with this; stays open where None."""


class BadFrame(Mistake):
    """Not JSON, or no frame we know."""

    code = "bad_envelope"


class TooLarge(Mistake):
    """A frame of more than `frames.MAX_BYTES`."""

    code = "too_large"


class Busy(Mistake):
    """More unanswered messages at once than a person can have said."""

    code = "busy"


class NothingToRepeat(Mistake):
    """Nothing has been said yet."""

    code = "nothing_to_repeat"


class WrongKey(Mistake):
    """Not a device of ours."""

    code = "wrong_key"
    close = 4403


class UnknownSession(Mistake, LookupError):
    """A session that is over, forged, or of before the last restart."""

    code = "unknown_session"
    close = 4401


class Taken(Mistake):
    """Another socket has the session now."""

    code = "taken"
    close = 4409


class Full(Mistake):
    """More sessions than this service takes."""

    code = "full"
    close = 4429


class TooFast(Mistake):
    """Far more frames than a machine makes that somebody uses."""

    code = "flood"
    close = 4429


class Fault(KioskError):
    """Something did not work; the citizen is told what, and what else to do."""

    code: ClassVar[str] = "fault"
    """What the client may have a picture for."""
    says: ClassVar[str] = "utter_kiosk_answer_failed"
    """Its wording in domain.yml."""
    ways: ClassVar[tuple[str, ...]] = ("again", "keyboard", "touch")
    """What to offer, in order."""


class Silence(Fault):
    """Nothing was said."""

    code = "silence"
    says = "utter_kiosk_silence"


class Noise(Fault):
    """There was sound, and no word in it."""

    code = "noise"
    says = "utter_kiosk_noise"


class UtteranceCap(Fault):
    """A minute of speech is not one question."""

    code = "utterance_cap"
    says = "utter_kiosk_utterance_cap"
    ways = ("again", "keyboard")


class NoRecogniser(Fault):
    """This installation does not hear."""

    code = "no_recogniser"
    says = "utter_kiosk_no_recogniser"
    ways = ("touch", "keyboard", "phone")


class RecogniserDown(Fault):
    """The recogniser cannot be reached, died or says nothing."""

    code = "recogniser_down"
    says = "utter_kiosk_recogniser_down"
    ways = ("touch", "keyboard", "phone")


class WrongSound(Fault):
    """The machine's sound is not what was agreed."""

    code = "sample_rate"
    says = "utter_kiosk_sample_rate"
    ways = ("touch", "keyboard", "phone")


class AnswerFailed(Fault):
    """A fault of ours in the turn."""

    code = "answer_failed"
    ways = ("again", "human")


class VoiceFailed(KioskError):
    """A sentence could not be spoken."""


class CodeGone(KioskError, LookupError):
    """A code that is used, too old or none of ours."""


class BadEngine(KioskError, ValueError):
    """An engine's address in the settings cannot work."""
