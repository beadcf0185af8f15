/** Each by the frequencies that follow one another. */
const TONES_HZ = { soft: [660, 880], bell: [1047, 1319, 1568], low: [392, 330] } as const;
export type Tone = keyof typeof TONES_HZ;
export const TONES = Object.keys(TONES_HZ) as Tone[];

/** In steps that an ear tells apart; the amplitude grows by the square of them. */
export const VOLUME_MAX = 5;
const LOUDEST = 0.2;
const TONE_SECONDS = 0.14;

let audio: AudioContext | undefined;

/** A few soft tones. Silent until the agent has touched the page, as browsers want it. */
export function ring(name: Tone, volume: number) {
  // A page that has not been touched may not sound, and asking would only make the browser complain.
  if (!navigator.userActivation.hasBeenActive) return;
  try {
    audio ??= new AudioContext();
    if (audio.state === 'suspended') return void audio.resume();
    const amplitude = LOUDEST * (volume / VOLUME_MAX) ** 2;
    TONES_HZ[name].forEach((frequency, index) =>
      tone(audio!, frequency, audio!.currentTime + index * TONE_SECONDS, amplitude),
    );
  } catch {
    // A machine without sound still works.
  }
}

function tone(context: AudioContext, frequency: number, start: number, amplitude: number) {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(amplitude, start + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + TONE_SECONDS * 2);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + TONE_SECONDS * 2);
}
