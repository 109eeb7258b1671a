"""espeak-ng behind two pipes: a program of its own, run as a file, importing nothing of ours.

espeak-ng is under GPL-3. This program loads it; the service only starts this program and exchanges
bytes with it. A request on standard input is one JSON line
`{"text", "voice", "rate", "volume", "pitch"}`; the answer on standard output is one JSON line
`{"rate", "bytes"}` or `{"error"}`, followed by that many bytes of PCM (16 bit, mono).
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys

import espeakng_loader

SYNCHRONOUS, UTF8, RATE, VOLUME, PITCH = 2, 1, 1, 2, 3
"""From espeak-ng's speak_lib.h."""
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class Engine:
    """The library, opened."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        self.rate = int(self._library.espeak_Initialize(SYNCHRONOUS, 0, data, 0))
        if self.rate <= 0:
            raise OSError("espeak-ng does not start")
        self._pcm = bytearray()
        self._callback = _CALLBACK(self._take)  # kept, or the library calls into nowhere
        self._library.espeak_SetSynthCallback(self._callback)

    def _take(self, samples: object, count: int, _events: object) -> int:
        if samples and count > 0:
            self._pcm += ctypes.string_at(samples, 2 * count)  # type: ignore[arg-type]
        return 0

    def speak(self, text: str, voice: str, rate: int, volume: int, pitch: int) -> bytes:
        """PCM of a sentence."""
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise OSError(f"no such voice: {voice}")
        for parameter, value in ((RATE, rate), (VOLUME, volume), (PITCH, pitch)):
            self._library.espeak_SetParameter(parameter, value, 0)
        self._pcm.clear()
        data = text.encode() + b"\0"
        if self._library.espeak_Synth(data, len(data), 0, 1, 0, UTF8, None, None) != 0:
            raise OSError("espeak-ng refused the text")
        return bytes(self._pcm)


def main() -> None:
    """Serve until standard input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the service, the service ends us
    # The library may print; what it prints must not get between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    engine = Engine()
    for line in sys.stdin.buffer:
        try:
            pcm = engine.speak(**json.loads(line))
            head: dict[str, object] = {"rate": engine.rate, "bytes": len(pcm)}
        except (OSError, TypeError, ValueError) as error:
            pcm, head = b"", {"error": type(error).__name__}
        answers.write(json.dumps(head).encode() + b"\n" + pcm)
        answers.flush()


if __name__ == "__main__":
    main()
