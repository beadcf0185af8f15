import { describe, expect, it } from 'vitest';
import { conversationPath, parseRoute, searchPath } from './routes';

const at = (path: string) => parseRoute(new URL(path, 'http://localhost'));

describe('addresses', () => {
  it('name a list, a conversation, a search, an admin page', () => {
    expect(at('/queue')).toMatchObject({ screen: 'desk', view: 'queue', conversation: null });
    expect(at('/c/1042?entry=7')).toMatchObject({ conversation: 1042, entry: 7, view: null, query: null });
    expect(at('/search?q=late%20parcel')).toMatchObject({ query: 'late parcel', conversation: null });
    expect(at('/search')).toMatchObject({ query: '' });
    expect(at('/admin/agents')).toEqual({ screen: 'admin', page: 'agents', item: null, section: null });
    expect(at('/admin/queues/new')).toMatchObject({ page: 'queues', item: 'new' });
    expect(at('/admin/inboxes/3/check')).toMatchObject({ page: 'inboxes', item: 3, section: 'check' });
    expect(at('/contacts/12')).toEqual({ screen: 'contacts', contact: 12 });
  });

  it('forgive what they do not know', () => {
    expect(at('/')).toMatchObject({ screen: 'desk', view: null });
    expect(at('/c/-1')).toMatchObject({ conversation: null });
    expect(at('/admin/nothing/x')).toEqual({ screen: 'admin', page: 'agents', item: null, section: null });
  });

  it('come out as they went in', () => {
    expect(at(conversationPath(5, { query: 'a&b', entry: 9 }))).toMatchObject({
      conversation: 5,
      query: 'a&b',
      entry: 9,
    });
    expect(at(searchPath('ä+b'))).toMatchObject({ query: 'ä+b' });
    expect(conversationPath(5)).toBe('/c/5');
  });
});
