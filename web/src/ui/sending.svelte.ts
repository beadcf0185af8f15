import { fieldOf, wordsFor } from '../lib/toasts.svelte';

/** What a dialog sends before it closes: one thing at a time, and why it was refused. */
export class Sending {
  isBusy = $state(false);
  problem = $state('');
  /** Which field the server found wrong, by its own name for it. */
  wrongField: string | null = $state(null);

  async send(work: () => Promise<void>) {
    if (this.isBusy) return;
    this.isBusy = true;
    this.wrongField = null;
    try {
      await work();
    } catch (error) {
      this.problem = wordsFor(error);
      this.wrongField = fieldOf(error);
    } finally {
      this.isBusy = false;
    }
  }
}
