import { SvelteMap } from 'svelte/reactivity';
import { read, type Command } from './keys';
import { preferences } from './preferences.svelte';

const PREFIX_LASTS_MS = 1_200;

/** What each command does now; one that nobody offers does nothing and is not in the palette. */
export const commands = new SvelteMap<Command, () => void>();

/** Offers commands as long as the component lives; `false` withholds one for now. */
export function offer(offered: () => Partial<Record<Command, (() => void) | false>>) {
  $effect(() => {
    const given = Object.entries(offered()).filter((pair): pair is [Command, () => void] => Boolean(pair[1]));
    for (const [command, run] of given) commands.set(command, run);
    return () => {
      for (const [command, run] of given) if (commands.get(command) === run) commands.delete(command);
    };
  });
}

/** What a key does where its own command has nothing to act on: `/` searches where nothing is written. */
const INSTEAD: Partial<Record<Command, Command>> = { canned: 'search' };

let prefix: string | null = null;
let prefixTimer: ReturnType<typeof setTimeout> | undefined;

/** The one listener for every shortcut. */
export function handleKey(event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing || event.repeat) return;
  // An open dialog or menu has the keyboard for itself.
  if (document.querySelector('dialog[open], [popover]:popover-open')) return;
  const reading = read(event, prefix, preferences.get('letters') && !isField(event.target));
  prefix = reading.prefix;
  clearTimeout(prefixTimer);
  prefixTimer = setTimeout(() => (prefix = null), PREFIX_LASTS_MS);
  const run =
    reading.command &&
    (commands.get(reading.command) ?? commands.get(INSTEAD[reading.command] ?? reading.command));
  if (!run) return;
  event.preventDefault();
  run();
}

/** Where letters are letters; a box to tick takes none. */
function isField(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(target.type)) return false;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
