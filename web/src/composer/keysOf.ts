import { preferences } from '../lib/preferences.svelte';

/** What the keys do where a message is written; who answers false has done nothing, and the key keeps its own meaning. */
interface Does {
  send: () => void;
  sendAndResolve: () => void;
  undo: () => boolean;
  pick: () => void;
  next: () => boolean;
  leave: () => void;
}

export const keysOf = (does: Does) => (event: KeyboardEvent) => {
  // An input method uses Enter to choose a word; 229 is how some browsers say so.
  if (event.isComposing || event.keyCode === 229) return;
  const isCommand = event.ctrlKey || event.metaKey;
  const isPlain = preferences.get('enterSends') && !event.shiftKey && !event.altKey;
  let isDone = true;
  if (event.key === 'Enter' && isCommand && event.shiftKey) does.sendAndResolve();
  else if (event.key === 'Enter' && (isCommand || isPlain)) does.send();
  else if (event.key === '/' && isCommand) does.pick();
  else if (event.key.toLowerCase() === 'z' && isCommand && !event.shiftKey) isDone = does.undo();
  else if (event.key === 'Tab' && !event.shiftKey) isDone = does.next();
  else if (event.key === 'Escape') {
    event.stopPropagation();
    does.leave();
  } else isDone = false;
  if (isDone) event.preventDefault();
};
