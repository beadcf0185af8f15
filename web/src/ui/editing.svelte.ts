import { tick } from 'svelte';
import { t } from '../lib/i18n.svelte';
import { router } from '../lib/router.svelte';
import { fieldOf, wordsFor } from '../lib/toasts.svelte';
import { confirmation } from './confirm.svelte';

/** What a form holds, beside what it held when it was opened. */
export class Editing<Value extends object> {
  value: Value = $state()!;
  problem = $state('');
  /** Which field the server found wrong, by its own name for it. */
  wrongField: string | null = $state(null);
  isBusy = $state(false);
  #before: Value = $state.raw()!;
  isDirty = $derived.by(() => JSON.stringify(this.value) !== JSON.stringify(this.#before));

  constructor(value: Value) {
    this.#before = $state.snapshot(value) as Value;
    this.value = $state.snapshot(value) as Value;
  }

  /** The fields that differ from what was there: what nobody touched is not overwritten. */
  get changes(): Partial<Value> {
    return differing(this.whole, this.#before);
  }

  /** Of a field that holds several facts, those that differ. */
  changesIn<Name extends keyof Value>(name: Name): Partial<Value[Name]> {
    return differing(this.whole[name], this.#before[name]);
  }

  get whole(): Value {
    return $state.snapshot(this.value) as Value;
  }

  /** What is there now is what was wanted. */
  settle() {
    this.#before = this.whole;
  }

  /** What it held when it was opened, or was saved last. */
  get before(): Value {
    return this.#before;
  }

  /** Null if it was refused: then the reason is in `problem`. */
  async save<Answer>(send: () => Promise<Answer>): Promise<Answer | null> {
    if (this.isBusy) return null;
    this.isBusy = true;
    this.problem = '';
    this.wrongField = null;
    try {
      const answer = await send();
      this.settle();
      // Nothing holds the page any more once this has been drawn.
      await tick();
      return answer;
    } catch (error) {
      this.problem = wordsFor(error);
      this.wrongField = fieldOf(error);
      return null;
    } finally {
      this.isBusy = false;
    }
  }

  /** While this lives, leaving the page asks first if something would be lost. */
  guard() {
    $effect(() => {
      if (!this.isDirty) return;
      const ask = (leave: () => void) => void askToLeave(leave);
      const warn = (event: BeforeUnloadEvent) => event.preventDefault();
      router.guard = ask;
      addEventListener('beforeunload', warn);
      return () => {
        if (router.guard === ask) router.guard = null;
        removeEventListener('beforeunload', warn);
      };
    });
  }
}

/** The facts that are not what they were. */
export function differing<Facts>(now: Facts, before: Facts): Partial<Facts> {
  const names = (Object.keys(now as object) as (keyof Facts)[]).filter(
    (name) => JSON.stringify(now[name]) !== JSON.stringify(before[name]),
  );
  return Object.fromEntries(names.map((name) => [name, now[name]])) as Partial<Facts>;
}

async function askToLeave(leave: () => void) {
  const isSure = await confirmation.ask({
    title: t('form.unsaved'),
    text: t('form.unsaved.text'),
    action: t('action.discard'),
    isDestructive: true,
  });
  if (isSure) leave();
}
