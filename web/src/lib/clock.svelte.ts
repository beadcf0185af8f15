const TICK_MS = 1000;

/** A difference as small as this is the way of the message, not of the clocks. */
const NEGLIGIBLE_MS = 2_000;

/** The desk's time, for everything on the screen that runs with it: this machine's may be wrong. */
class Clock {
  now = $state(Date.now());
  #ahead = 0;

  constructor() {
    // A hidden page needs no running clocks; it is set right when it is shown again.
    let isHidden = document.hidden;
    setInterval(() => {
      if (!isHidden) this.now = this.#read();
    }, TICK_MS);
    document.addEventListener('visibilitychange', () => {
      isHidden = document.hidden;
      this.now = this.#read();
    });
  }

  /** Takes the server's word for what time it is. */
  follow(now: number) {
    const ahead = now - Date.now();
    this.#ahead = Math.abs(ahead) < NEGLIGIBLE_MS ? 0 : ahead;
    this.now = this.#read();
  }

  #read(): number {
    return Date.now() + this.#ahead;
  }
}

export const clock = new Clock();
