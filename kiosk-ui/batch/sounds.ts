/** Three short sounds, made as they are heard: no file, no network. They differ in pitch, direction and number of tones. */
import type { Sound } from './tileStates.js';

interface Tone {
  readonly hertz: number;
  readonly atMs: number;
  readonly forMs: number;
  readonly wave: OscillatorType;
}

const tones: Readonly<Record<Sound, readonly Tone[]>> = {
  /** Two, rising. */
  good: [
    { hertz: 660, atMs: 0, forMs: 110, wave: 'sine' },
    { hertz: 990, atMs: 120, forMs: 180, wave: 'sine' },
  ],
  /** Three, low and rough. */
  bad: [
    { hertz: 220, atMs: 0, forMs: 140, wave: 'square' },
    { hertz: 220, atMs: 190, forMs: 140, wave: 'square' },
    { hertz: 165, atMs: 380, forMs: 260, wave: 'square' },
  ],
  /** One, short and high. */
  putIn: [{ hertz: 1320, atMs: 0, forMs: 90, wave: 'triangle' }],
};

const volume: Readonly<Record<Tone['wave'], number>> = {
  sine: 0.25,
  triangle: 0.25,
  square: 0.08,
  sawtooth: 0,
  custom: 0,
};
/** Without a ramp a tone begins and ends with a click. */
const rampSeconds = 0.01;

let context: AudioContext | null = null;

/** A browser lets a page sound after somebody touched it or pressed a key: before that, nothing is heard. */
export function play(sound: Sound): void {
  context ??= new AudioContext();
  void context.resume();
  for (const tone of tones[sound]) playTone(context, tone);
}

function playTone(audio: AudioContext, { hertz, atMs, forMs, wave }: Tone): void {
  const begin = audio.currentTime + atMs / 1000;
  const seconds = forMs / 1000;
  const gain = new GainNode(audio, { gain: 0 });
  gain.gain.setValueAtTime(0, begin);
  gain.gain.linearRampToValueAtTime(volume[wave], begin + rampSeconds);
  gain.gain.setValueAtTime(volume[wave], begin + seconds - rampSeconds);
  gain.gain.linearRampToValueAtTime(0, begin + seconds);
  const oscillator = new OscillatorNode(audio, { type: wave, frequency: hertz });
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(begin);
  oscillator.stop(begin + seconds);
}
