const TICK_MS = 1000;

/** The time, for everything on the screen that runs with it. */
class Clock {
  now = $state(Date.now());

  constructor() {
    setInterval(() => {
      // A hidden page needs no running clocks; it is set right when it is shown again.
      if (!document.hidden) this.now = Date.now();
    }, TICK_MS);
    document.addEventListener('visibilitychange', () => (this.now = Date.now()));
  }
}

export const clock = new Clock();
