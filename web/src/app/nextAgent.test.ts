import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Me } from '../api/types';
import { asWrittenIn } from '../composer/asWritten';
import { richDraftOf } from '../composer/rich/drafts.svelte';
import { uploadsOf } from '../files/uploads.svelte';
import { templatesBegunIn } from '../templates/begun';
import { conversation, me } from '../test/samples';
import { session } from '../lib/session.svelte';
import { isMarked } from '../lib/sessionMark';
import { conversations } from '../lib/store/conversations.svelte';
import { refusals } from '../lib/windowRefusals.svelte';

let next: Me;
vi.mock('../api/requests', async (actual) => ({
  ...(await actual<object>()),
  signIn: async () => next,
}));

const here = conversation(1);
const FILE = { id: 31, name: 'a.pdf', mime: 'application/pdf', size: 2_000, url: '/api/v1/attachments/31' };

/** What is kept in the tab of somebody's work. */
const kept = () => ({
  files: uploadsOf(here).items.length,
  header: richDraftOf(1, 'whatsapp').draft.header,
  literals: asWrittenIn(1).size,
  fillings: templatesBegunIn(1).fillings.size,
  isRefused: refusals.has(here),
});

describe('a tab in which a session has ended', () => {
  beforeEach(() => {
    session.me = me({ id: 1 });
    conversations.put(here);
    uploadsOf(here).give([FILE]);
    richDraftOf(1, 'whatsapp').draft.header = 'Mine';
    asWrittenIn(1).add('{{x}}');
    templatesBegunIn(1).fillings.set(5, { texts: ['Mira'], files: [] });
    refusals.note(1);
    session.end();
  });

  it('has what was begun still for the same agent', async () => {
    const before = kept();
    expect(before).toEqual({ files: 1, header: 'Mine', literals: 1, fillings: 1, isRefused: true });
    next = me({ id: 1 });
    await session.signIn('ana@example.com', 'x');
    expect(kept()).toEqual(before);
  });

  it('begins anew for another one', async () => {
    const reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined);
    next = me({ id: 2 });
    await session.signIn('ben@example.com', 'x');
    expect(reload).toHaveBeenCalledOnce();
    expect([session.me, isMarked()]).toEqual([null, true]);
  });
});
