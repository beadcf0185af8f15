/** Chromium's offer to install the page; other browsers have a menu of their own. */
interface Offer extends Event {
  prompt: () => Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

class Install {
  #offer: Offer | null = $state.raw(null);
  readonly isDone = matchMedia('(display-mode: standalone)').matches;

  constructor() {
    addEventListener('beforeinstallprompt', (event) => {
      // The desk asks when the agent wants it, not the browser.
      event.preventDefault();
      this.#offer = event as Offer;
    });
    addEventListener('appinstalled', () => (this.#offer = null));
  }

  get isOffered() {
    return this.#offer !== null;
  }

  /** An offer can be taken once. */
  async ask() {
    const offer = this.#offer;
    this.#offer = null;
    await offer?.prompt();
  }
}

export const install = new Install();
