// Listening: one utterance at a time goes to the server. While the voice speaks nothing is sent; the
// sound is only watched here, so that somebody who begins to speak is let speak.

import { Microphone, Onset } from "./microphone.js";

export class Ear {
  // `told`: send(frame), sound(pcm), listening(isListening), interrupted()
  constructor(told) {
    this.told = told;
    this.onset = new Onset();
    this.microphone = new Microphone((chunk) => this.hear(chunk));
    this.isWatching = false;
  }

  get isListening() {
    return this.utterance !== undefined;
  }

  // Throws where the microphone cannot be used.
  async listen(id) {
    await this.microphone.open();
    this.begin(id);
  }

  begin(id) {
    this.utterance = id;
    this.update();
    this.told.send({
      mode: "2pass",
      wav_name: id,
      is_speaking: true,
      wav_format: "pcm",
      audio_fs: this.microphone.rate,
      chunk_size: [5, 10, 5],
      hotwords: "",
      itn: true,
    });
  }

  hear({ pcm, loudness }) {
    if (this.isListening) this.told.sound(pcm);
    else if (this.isWatching && this.onset.hear(loudness)) this.told.interrupted();
  }

  // The citizen has said all of it.
  finish() {
    if (!this.isListening) return;
    this.told.send({ is_speaking: false });
    this.over();
  }

  over() {
    this.utterance = undefined;
    this.update();
  }

  // Whether the voice speaks.
  watch(isSpeaking) {
    this.isWatching = isSpeaking;
    this.update();
  }

  // What was taken for somebody speaking was our own voice.
  wasEcho() {
    this.onset.wasWrong();
  }

  update() {
    this.microphone.listen(this.isListening || (this.isWatching && this.microphone.isOpen));
    this.told.listening(this.isListening);
  }

  forget() {
    this.utterance = undefined;
    this.isWatching = false;
    this.microphone.close();
  }
}
