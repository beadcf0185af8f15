import { wordsFor } from '../lib/toasts.svelte';

/** What a dialog sends before it closes: one thing at a time, and why it was refused. */
export class Sending {
  isBusy = $state(false);
  problem = $state('');

  async send(work: () => Promise<void>) {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      await work();
    } catch (error) {
      this.problem = wordsFor(error);
    } finally {
      this.isBusy = false;
    }
  }
}
