import { describe, expect, it } from 'vitest';
import type { Message } from './api';
import { cardsOf, chosenOf, mediaOf, placeOf, richOf } from './content';
import { lastOf } from './words';

const of = (type: string, content: unknown, from: Message['from'] = 'business'): Message => ({
  id: 'a',
  account: '1',
  from,
  type,
  content,
  at_ms: 1,
  ticks: 'sent',
});

describe('what a message is made of', () => {
  it('knows files of this simulator and elsewhere', () => {
    expect(mediaOf('image', { id: '7', caption: 'c' })).toMatchObject({
      url: '/control/media/7',
      caption: 'c',
    });
    expect(mediaOf('audio', { link: 'https://example.com/a.ogg' })?.url).toBe('https://example.com/a.ogg');
    expect(mediaOf('image', {})).toBeNull();
    expect(mediaOf('text', { id: '7' })).toBeNull();
  });

  it('reads buttons and lists', () => {
    const buttons = { buttons: [{ type: 'reply', reply: { id: 'y', title: 'Yes' } }] };
    const rich = richOf(of('interactive', { type: 'button', body: { text: 'b' }, action: buttons }));
    expect(rich).toMatchObject({ body: 'b', buttons: [{ kind: 'reply', id: 'y', title: 'Yes' }] });
    const rows = { button: 'Open', sections: [{ rows: [{ id: '1', title: 'One' }] }] };
    const listed = richOf(of('interactive', { type: 'list', body: { text: 'b' }, action: rows }));
    expect(listed?.listButton).toBe('Open');
    expect(listed?.sections[0]?.rows).toEqual([{ id: '1', title: 'One', description: '' }]);
    expect(richOf(of('interactive', { type: 'button_reply' }, 'customer'))).toBeNull();
  });

  it('reads templates as they were filled in', () => {
    const shown = {
      header: { type: 'image', image: { id: '7' } },
      body: 'Hi Ana',
      buttons: [
        { type: 'URL', text: 'Track', url: 'https://example.com/1' },
        { type: 'QUICK_REPLY', text: 'Yes', payload: 'p' },
      ],
    };
    const rich = richOf(of('template', { name: 'x', shown }));
    expect(rich).toMatchObject({ body: 'Hi Ana', media: { url: '/control/media/7' } });
    expect(rich?.buttons.map(({ kind, id }) => [kind, id])).toEqual([
      ['url', ''],
      ['reply', 'p'],
    ]);
  });

  it('says in the list what happened to a message that is not in sight', () => {
    expect(lastOf(of('edit', { original_message_id: 'b' }))).toBe('Edited a message');
    expect(lastOf(of('reaction', { message_id: 'b', emoji: '👍' }))).toBe('Reacted to a message');
    expect(lastOf(of('text', { body: 'Hello' }))).toBe('Hello');
  });

  it('follows web addresses and no others', () => {
    const linksOf = (type: string, content: unknown) =>
      richOf(of(type, content))?.buttons.map(({ url }) => url);
    const shown = (url: string) => ({
      name: 'x',
      shown: { body: 'b', buttons: [{ type: 'URL', text: 'Go', url }] },
    });
    expect(linksOf('template', shown('https://example.com/1'))).toEqual(['https://example.com/1']);
    expect(linksOf('template', shown('javascript:alert(1)'))).toEqual(['']);
    const parameters = { display_text: 'Go', url: ' javascript:alert(1)' };
    expect(linksOf('interactive', { type: 'cta_url', body: { text: 'b' }, action: { parameters } })).toEqual([
      '',
    ]);
  });

  it('reads choices, places and cards, whatever is missing', () => {
    expect(chosenOf(of('button', { text: 'Yes', payload: 'p' }))).toBe('Yes');
    const reply = { type: 'list_reply', list_reply: { id: '1', title: 'One' } };
    expect(chosenOf(of('interactive', reply))).toBe('One');
    expect(chosenOf(of('interactive', null))).toBe('');
    expect(placeOf(of('location', { latitude: 1.5, longitude: 2 }))).toMatchObject({
      at: '1.5, 2',
      name: '',
    });
    expect(cardsOf(of('contacts', [{ name: { formatted_name: 'Joe' } }, {}]))).toEqual([
      { name: 'Joe', numbers: [] },
      { name: '', numbers: [] },
    ]);
  });
});
