import { tick } from 'svelte';
import { wordsFor } from '../lib/toasts.svelte';

/** A button that becomes a field where it stands: Enter and leaving keep what was typed, Escape does not. */
export class InPlaceField {
  isOpen = $state(false);
  isBusy = $state(false);
  typed = $state('');
  problem = $state('');
  field: HTMLInputElement | HTMLSelectElement | undefined = $state();
  button: HTMLButtonElement | undefined = $state();

  /** `keep` gets what was typed and throws why it cannot be kept; `isNothing`: there is nothing to keep. */
  constructor(
    private readonly keep: (wanted: string) => Promise<unknown> | void,
    private readonly isNothing: (wanted: string) => boolean,
  ) {}

  async open(text = '') {
    this.typed = text;
    this.problem = '';
    this.isOpen = true;
    await tick();
    this.field?.focus();
  }

  /** Whoever has gone on to something else stays there. */
  async close() {
    const isHere = document.activeElement === this.field;
    this.isOpen = false;
    await tick();
    if (isHere) this.button?.focus();
  }

  async save() {
    const wanted = this.typed.trim();
    if (this.isBusy || !this.isOpen) return;
    if (this.isNothing(wanted)) return this.close();
    this.isBusy = true;
    try {
      await this.keep(wanted);
      await this.close();
    } catch (error) {
      this.problem = wordsFor(error);
    } finally {
      this.isBusy = false;
    }
  }

  handleKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.isComposing) void this.save();
    else if (event.key === 'Escape') void this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
