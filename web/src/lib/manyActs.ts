/** What is done to many, and needs more than one answer: an undo, or a question about somebody's capacity. */
import { assign } from '../api/desk';
import { undoResolution } from '../api/requests';
import { askMany, reopened, tellMany } from './acts';
import { acceptedBy } from './changes';
import { clock } from './clock.svelte';
import { act } from './doing';
import { dialogs } from './dialogs.svelte';
import { t } from './i18n.svelte';
import { oneByOne } from './many';
import { session } from './session.svelte';

export async function resolveMany(ids: number[], note: string) {
  const words = note.trim();
  const items = await askMany(ids, { type: 'resolve', ...(words ? { note: words } : {}) });
  tellMany(items, (n) => t('bulk.done.resolve', { n }), reopenMany);
}

async function reopenMany(ids: number[]) {
  const reopen = (some: number[]) => oneByOne(some, (id) => act(id, () => undoResolution(id), reopened(id)));
  tellMany(await reopen(ids), (n) => t('bulk.done.reopen', { n }));
}

/** Accepts all that wait. The server asks about each that is too many, the agent is asked once. */
export async function acceptMany(ids: number[]) {
  const me = session.me!.id;
  const items = await askMany(ids, { type: 'assign', agent_id: me });
  const words = (n: number) => t('bulk.done.assign', { n });
  const full = items.filter(({ code }) => code === 'over_capacity');
  if (full.length === 0) return tellMany(items, words);
  const others = items.filter((item) => !full.includes(item));
  const acceptAll = async () => {
    const more = await oneByOne(
      full.map(({ id }) => id),
      (id) => act(id, () => assign(id, me, true), acceptedBy(me, clock.now)),
    );
    tellMany([...others, ...more], words);
  };
  dialogs.show({
    name: 'over_capacity',
    act: 'accept_many',
    question: t('capacity.accept_many.hint', { n: full.length }),
    again: () => void acceptAll(),
    otherwise: () => tellMany(items, words),
  });
}
