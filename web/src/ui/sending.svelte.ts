import { explain } from '../lib/doing';
import { fieldOf, wordsFor } from '../lib/toasts.svelte';

/** A dialog that has stepped aside comes back within this time, or not at all. */
const COMES_BACK_WITHIN_MS = 1_500;
export const isTooLate = (began: number) => performance.now() - began > COMES_BACK_WITHIN_MS;

/** What a dialog sends before it closes: one thing at a time, and why it was refused. */
export class Sending {
  isBusy = $state(false);
  isAside = $state(false);
  /** The dialog has been left for another one. */
  isLeft = false;
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
      this.#tell(error);
    } finally {
      this.isBusy = false;
    }
  }

  /**
   * Of an act on a conversation, which shows behind the dialog: that steps aside, and comes back with a refusal.
   * Where the refusal takes so long that the agent has gone on, it is told without the dialog.
   */
  async sendAside(conversation: number, work: () => Promise<void>, onclose: () => void) {
    if (this.isBusy) return;
    const began = performance.now();
    this.isAside = true;
    await this.send(async () => {
      try {
        await work();
      } catch (error) {
        if (!this.isLeft && !isTooLate(began)) throw error;
        const again = () => void work().catch((problem: unknown) => explain(conversation, problem, again));
        void explain(conversation, error, again);
      }
      onclose();
    });
    this.isAside = false;
  }

  #tell(error: unknown) {
    this.problem = wordsFor(error);
    this.wrongField = fieldOf(error);
  }
}
