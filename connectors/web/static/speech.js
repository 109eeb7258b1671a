// Reading an answer aloud, where the browser has a voice.

export const canSpeak = "speechSynthesis" in window;

let current; // called when what is being read ends or is stopped

export function stop() {
  speechSynthesis.cancel();
  current?.();
  current = undefined;
}

export function speak(text, lang, ended) {
  stop();
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = lang;
  utterance.rate = 0.95;
  utterance.onend = utterance.onerror = () => current === ended && stop();
  current = ended;
  speechSynthesis.speak(utterance);
}
