/** A message as its thread draws it, on a desk where an agent looks at it an hour later. */
import { cleanup, render } from '@testing-library/svelte';
import { afterEach, beforeEach } from 'vitest';
import type { Entry } from '../api/types';
import { clock } from '../lib/clock.svelte';
import { session } from '../lib/session.svelte';
import type { ThreadActs } from '../thread/content/acts';
import Message from '../thread/Message.svelte';
import { menu } from '../ui/menu.svelte';
import { acts } from './acts';
import './popover';
import { entry, later, me } from './samples';

export function shown(facts: Partial<Entry>, around: Partial<ThreadActs> = {}, last = true): ThreadActs {
  const given = acts(around);
  render(Message, { entry: entry(1, facts), first: last, last, acts: given });
  return given;
}

/** For all tests of a file. */
export function anHourLater() {
  beforeEach(() => {
    clock.follow(Date.parse(later(3_600)));
    session.me = me();
  });
  afterEach(() => {
    clock.follow(Date.now());
    cleanup();
    menu.close();
  });
}
