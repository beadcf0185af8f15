const TONES_HZ = [660, 880];
const TONE_SECONDS = 0.14;
const VOLUME = 0.06;

let audio: AudioContext | undefined;

/** Two soft tones. Silent until the agent has touched the page, as browsers want it. */
export function ring() {
  // A page that has not been touched may not sound, and asking would only make the browser complain.
  if (!navigator.userActivation.hasBeenActive) return;
  try {
    audio ??= new AudioContext();
    if (audio.state === 'suspended') return void audio.resume();
    TONES_HZ.forEach((frequency, index) =>
      tone(audio!, frequency, audio!.currentTime + index * TONE_SECONDS),
    );
  } catch {
    // A machine without sound still works.
  }
}

function tone(context: AudioContext, frequency: number, start: number) {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(VOLUME, start + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + TONE_SECONDS * 2);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + TONE_SECONDS * 2);
}
