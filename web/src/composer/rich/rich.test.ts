import { describe, expect, it } from 'vitest';
import type { Channel } from '../../api/types';
import {
  draftOf,
  extrasOf,
  isUntouched,
  moved,
  newButton,
  newCard,
  newDraft,
  newReply,
  newRow,
  newSection,
} from './draft';
import type { RichDraft } from './draft';
import { faultsOf } from './faults';
import { LIMITS } from './limits';

const draft = (channel: Channel, facts: Partial<RichDraft>): RichDraft => ({
  ...newDraft(channel),
  ...facts,
});
const told = (one: RichDraft, channel: Channel, text = 'Choose') =>
  faultsOf(one, text, channel).map(({ at, kind }) => `${at} ${kind}`);
const reply = (title: string) => ({ ...newButton(), title });
const row = (title: string, description = '') => ({ ...newRow(), title, description });
const x = (n: number) => 'x'.repeat(n);

describe('WhatsApp reply buttons', () => {
  const buttons = (...titles: string[]) => draft('whatsapp', { kind: 'buttons', buttons: titles.map(reply) });

  it('are one to three, each with a short title of its own', () => {
    expect(told(buttons('Yes', 'No', 'Later'), 'whatsapp')).toEqual([]);
    expect(told(buttons(), 'whatsapp')).toEqual(['buttons none']);
    expect(told(buttons('1', '2', '3', '4'), 'whatsapp')).toEqual(['buttons tooMany']);
    expect(told(buttons('Yes', ' Yes '), 'whatsapp')).toEqual(['buttons.1.title same']);
    expect(told(buttons('', x(21)), 'whatsapp')).toEqual([
      'buttons.0.title missing',
      'buttons.1.title tooLong',
    ]);
    expect(told(buttons('👍'.repeat(20)), 'whatsapp')).toEqual([]);
  });

  it('stand under a text of up to 1024 characters, between a short header and footer', () => {
    const one = { ...buttons('Yes'), header: x(61), footer: x(61) };
    expect(told(one, 'whatsapp', x(1025))).toEqual(['text tooLong', 'header tooLong', 'footer tooLong']);
    expect(told({ ...one, header: x(60), footer: x(60) }, 'whatsapp', x(1024))).toEqual([]);
    expect(told(buttons('Yes'), 'whatsapp', '  ')).toEqual(['text missing']);
  });

  it('are told to the server without what belongs to other kinds', () => {
    expect(extrasOf({ ...buttons(' Yes '), header: 'Hi', opener: 'Open' }, 'whatsapp')).toEqual({
      header: 'Hi',
      buttons: [{ type: 'reply', title: 'Yes', payload: 'Yes' }],
    });
  });
});

describe('WhatsApp lists', () => {
  const list = (...sections: RichDraft['sections']) =>
    draft('whatsapp', { kind: 'list', opener: 'Open', sections });
  const section = (title: string, ...rows: RichDraft['sections'][0]['rows']) => ({
    ...newSection(),
    title,
    rows,
  });

  it('have at most ten rows in all', () => {
    const five = () => Array.from({ length: 5 }, (_, index) => row(`Row ${index}`));
    expect(told(list(section('A', ...five()), section('B', ...five())), 'whatsapp')).toEqual([]);
    expect(told(list(section('A', ...five()), section('B', ...five(), row('More'))), 'whatsapp')).toEqual([
      'sections tooMany',
    ]);
  });

  it('name their sections if there are several', () => {
    expect(told(list(section('', row('One'))), 'whatsapp')).toEqual([]);
    expect(told(list(section('', row('One')), section('B', row('Two'))), 'whatsapp')).toEqual([
      'sections.0.title section',
    ]);
    expect(told(list(section('A')), 'whatsapp')).toEqual(['sections.0 none']);
  });

  it('keep to the lengths', () => {
    const long = list(section(x(25), row(x(25), x(73))));
    expect(told({ ...long, opener: x(21) }, 'whatsapp')).toEqual([
      'opener tooLong',
      'sections.0.title tooLong',
      'sections.0.rows.0.title tooLong',
      'sections.0.rows.0.description tooLong',
    ]);
    expect(told(list(section(x(24), row(x(24), x(72)))), 'whatsapp', x(4096))).toEqual([]);
  });

  it('leave out what is empty', () => {
    expect(extrasOf(list(section('', row('One'))), 'whatsapp').list?.sections).toEqual([
      { rows: [{ id: '1', title: 'One' }] },
    ]);
  });

  it('give each row an id of its own', () => {
    const { list: sent } = extrasOf(list(section('A', row('Same')), section('B', row('Same'))), 'whatsapp');
    expect(sent?.sections.flatMap(({ rows }) => rows.map(({ id }) => id))).toEqual(['1', '2']);
  });
});

describe('Messenger', () => {
  it('takes 13 quick replies of 20 characters', () => {
    const replies = (number: number, title = (n: number) => `Reply ${n}`) =>
      draft('messenger', {
        kind: 'quick_replies',
        replies: Array.from({ length: number }, (_, index) => newReply(title(index))),
      });
    expect(told(replies(13), 'messenger')).toEqual([]);
    expect(told(replies(14), 'messenger')).toEqual(['replies tooMany']);
    expect(
      told(
        replies(1, () => x(21)),
        'messenger',
      ),
    ).toEqual(['replies.0.title tooLong']);
    expect(told(replies(1), 'messenger', x(2000))).toEqual(['text tooLong']);
  });

  it('takes buttons that lead to an address or a number', () => {
    const buttons = [
      { ...newButton('url'), title: 'Site', url: 'example' },
      { ...newButton('phone'), title: 'Call', phone: '555 123' },
      { ...newButton('url'), title: 'Shop', url: '' },
    ];
    const one = draft('messenger', { kind: 'buttons', buttons });
    expect(told(one, 'messenger', x(641))).toEqual([
      'text tooLong',
      'buttons.0.url url',
      'buttons.1.phone phone',
      'buttons.2.url missing',
    ]);
    buttons[0]!.url = 'https://example.com';
    buttons[1]!.phone = '+1 (510) 555-1234';
    buttons[2]!.url = 'http://shop.example.com';
    expect(told(one, 'messenger', x(640))).toEqual([]);
    expect(extrasOf(one, 'messenger').buttons).toEqual([
      { type: 'url', title: 'Site', url: 'https://example.com' },
      { type: 'phone', title: 'Call', phone: '+15105551234' },
      { type: 'url', title: 'Shop', url: 'http://shop.example.com' },
    ]);
  });

  it('refuses an address that is a script', () => {
    const buttons = [{ ...newButton('url'), title: 'Site', url: 'javascript:alert(1)' }];
    expect(told(draft('messenger', { kind: 'buttons', buttons }), 'messenger')).toEqual([
      'buttons.0.url url',
    ]);
  });

  it('takes ten cards, each with something beside its title', () => {
    const card = (facts: object) => ({ ...newCard(), title: 'Card', ...facts });
    const cards = (...all: RichDraft['cards']) => draft('messenger', { kind: 'cards', cards: all });
    expect(told(cards(card({ subtitle: 's' })), 'messenger', '')).toEqual([]);
    expect(told(cards(card({})), 'messenger')).toEqual(['cards.0.subtitle bare']);
    const eleven = Array.from({ length: 11 }, () => card({ subtitle: 's' }));
    expect(told(cards(...eleven), 'messenger')).toEqual(['cards tooMany']);
    const wrong = {
      title: x(81),
      subtitle: x(81),
      image_url: 'a.png',
      buttons: [1, 2, 3, 4].map(String).map(reply),
    };
    expect(told(cards(card(wrong)), 'messenger')).toEqual([
      'cards.0.title tooLong',
      'cards.0.subtitle tooLong',
      'cards.0.image_url url',
      'cards.0.buttons tooMany',
    ]);
  });
});

it('nothing is begun where all fields are empty or gone, whatever was looked at', () => {
  const begun: [RichDraft, boolean][] = [
    [newDraft('messenger'), true],
    [draft('messenger', { kind: 'buttons', buttons: [newButton('url'), newButton()], replies: [] }), true],
    [draft('messenger', { cards: [{ ...newCard(), buttons: [reply('Yes')] }] }), false],
    [draft('whatsapp', { sections: [{ ...newSection(), rows: [row('', 'x')] }] }), false],
    [draft('whatsapp', { footer: 'x' }), false],
  ];
  for (const [one, isEmpty] of begun) expect(isUntouched(one)).toBe(isEmpty);
});

describe('a message that comes back', () => {
  it.each([
    [
      'buttons',
      'whatsapp',
      { header: 'Hi', footer: 'Bye', buttons: [{ type: 'reply', title: 'Yes', payload: 'Yes' }] },
    ],
    [
      'list',
      'whatsapp',
      {
        list: {
          button: 'Open',
          sections: [{ title: 'A', rows: [{ id: '1', title: 'One', description: 'd' }] }],
        },
      },
    ],
    ['quick_replies', 'messenger', { quick_replies: [{ type: 'text', title: 'Red', payload: 'Red' }] }],
    [
      'cards',
      'messenger',
      {
        cards: [
          { title: 'A', subtitle: 's', buttons: [{ type: 'url', title: 'Go', url: 'https://example.com' }] },
        ],
      },
    ],
  ] as const)('is the same draft again: %s', (kind, channel, extras) => {
    const again = draftOf(extras as never, channel);
    expect(again.kind).toBe(kind);
    expect(extrasOf(again, channel)).toEqual(extras);
  });
});

it('an item moves by one place and not beyond the ends', () => {
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
});

it('the limits are those of the platforms', () => {
  expect(LIMITS.whatsapp.list.rows).toBe(10);
  expect(LIMITS.messenger.quick_replies.replies).toBe(13);
});
