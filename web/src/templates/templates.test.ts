import { describe, expect, it } from 'vitest';
import type { TemplateParameter } from '../api/sending';
import { template } from '../test/templates';
import { aroundOf, begin, faultOf, isFilled, refill, shown, textOf, usedOf } from './filling';
import { languageName, matching, standsInTheWay } from './listing';

const body = (index: number, name: string | null = null): TemplateParameter => ({
  component: 'body',
  index,
  name,
  example: null,
  kind: 'text',
});
const words = (parts: { text: string }[] | null) => parts?.map((part) => part.text).join('');
const ORDER = template('order_update', {
  components: [
    { type: 'header', format: 'text', text: 'Order {{1}}' },
    { type: 'body', text: 'Hi {{1}}, order {{2}} ships on {{3}}. Thank you, {{1}}!' },
    { type: 'footer', text: 'Shop' },
    {
      type: 'buttons',
      buttons: [
        { type: 'quick_reply', text: 'Talk to us', url: null, phone: null },
        { type: 'url', text: 'Track', url: 'https://example.com/t/{{1}}', phone: null },
      ],
    },
  ],
  parameters: [
    { component: 'header', index: 0, name: null, example: '4217', kind: 'text' },
    body(0),
    body(1),
    body(2),
    { component: 'button', index: 1, name: null, example: null, kind: 'text' },
  ],
});
const filled = () => {
  const filling = begin(ORDER, {});
  filling.texts = ['4217', 'Mira', '4217', 'Friday', 'abc'];
  return filling;
};

describe('a template', () => {
  it('is shown as the customer will see it, and what is open stands out', () => {
    const view = shown(ORDER, { ...begin(ORDER, {}), texts: ['', 'Mira', '', '', ''] });
    expect(view.body.filter((part) => part.gap).map((part) => part.gap)).toEqual(['2', '3']);
    expect(words(view.header)).toBe('Order {{1}}');
    const whole = shown(ORDER, filled());
    expect(words(whole.header)).toBe('Order 4217');
    expect(words(whole.body)).toBe('Hi Mira, order 4217 ships on Friday. Thank you, Mira!');
    expect(whole.footer).toBe('Shop');
    expect(whole.buttons.map(({ title, detail }) => [title, detail])).toEqual([
      ['Talk to us', ''],
      ['Track', 'https://example.com/t/abc'],
    ]);
    expect(textOf(ORDER, filled())).toContain('ships on Friday');
  });

  it('tells of what has but a number where it stands', () => {
    expect(aroundOf(ORDER, 0)).toEqual(['Order ', '{{1}}', '']);
    expect(aroundOf(ORDER, 1)).toEqual(['Hi ', '{{1}}', ', order {{2}} ships …']);
    expect(aroundOf(ORDER, 3)).toEqual(['… order {{2}} ships on ', '{{3}}', '. Thank you, {{1}}!']);
    expect(aroundOf(ORDER, 4), 'a button is named by its title').toBeNull();
    const lines = template('lines', {
      components: [{ type: 'body', text: 'Dear\n\n{{1}}\n\nbye' }],
      parameters: [body(0)],
    });
    expect(aroundOf(lines, 0)).toEqual(['Dear ', '{{1}}', ' bye']);
  });

  it('does not take what was put in for a variable of its own', () => {
    const filling = filled();
    filling.texts[1] = '{{2}}';
    expect(textOf(ORDER, filling)).toBe('Hi {{2}}, order 4217 ships on Friday. Thank you, {{2}}!');
  });

  it('is told to the server parameter by parameter', () => {
    expect(usedOf(ORDER, filled())).toEqual({
      name: 'order_update',
      language: 'en_US',
      parameters: [
        { component: 'header', index: 0, name: null, text: '4217' },
        { component: 'body', index: 0, name: null, text: 'Mira' },
        { component: 'body', index: 1, name: null, text: '4217' },
        { component: 'body', index: 2, name: null, text: 'Friday' },
        { component: 'button', index: 1, name: null, text: 'abc' },
      ],
    });
    expect(refill(ORDER, usedOf(ORDER, filled())).texts).toEqual(filled().texts);
  });

  it('with names for its variables begins with what is known of the contact', () => {
    const named = template('welcome', {
      parameter_format: 'named',
      components: [{ type: 'body', text: 'Hi {{first_name}}, your plan is {{plan}}. {{agent}}' }],
      parameters: [body(0, 'first_name'), body(1, 'plan'), body(2, 'agent')],
    });
    const filling = begin(named, { first_name: 'Mira', 'attr.plan': 'Gold\nPlus', agent_name: 'Ana' });
    expect(textOf(named, filling)).toBe('Hi Mira, your plan is Gold Plus. Ana');
    expect(isFilled(named, filling)).toBe(true);
  });

  it.each([
    ['', 'missing'],
    ['  ', 'missing'],
    ['a\nb', 'newline'],
    ['a\tb', 'tab'],
    ['a     b', 'spaces'],
    ['a    b', null],
    ['x'.repeat(1025), 'tooLong'],
    ['Mira', null],
  ])('says what is wrong with “%s”', (text, fault) => {
    const filling = filled();
    filling.texts[1] = text;
    expect(faultOf(ORDER, filling, 1)).toBe(fault);
  });

  it('is not longer as a whole than WhatsApp takes', () => {
    const filling = filled();
    filling.texts[1] = 'x'.repeat(600);
    expect([1, 2, 3].map((at) => faultOf(ORDER, filling, at))).toEqual([null, null, 'whole']);
    filling.texts[0] = '1'.repeat(58);
    expect(faultOf(ORDER, filling, 0)).toBe('whole');
    expect(isFilled(ORDER, filling)).toBe(false);
  });

  it('that begins with a place needs its coordinates', () => {
    const shop = template('shop', {
      components: [
        { type: 'header', format: 'location' },
        { type: 'body', text: 'We are here' },
      ],
      parameters: [{ component: 'header', index: 0, name: null, example: null, kind: 'location' }],
    });
    const says = (text: string) => faultOf(shop, { texts: [text], files: [null] }, 0);
    expect(['', 'Lisbon', '38.7223', '38.7223, -9.1393', '38.7, -9, Shop, Rua Augusta 1'].map(says)).toEqual([
      'missing',
      'place',
      'place',
      null,
      null,
    ]);
  });

  it('that begins with a picture needs one', () => {
    const slip = template('slip', {
      components: [
        { type: 'header', format: 'image' },
        { type: 'body', text: 'Your slip' },
      ],
      parameters: [{ component: 'header', index: 0, name: null, example: null, kind: 'image' }],
    });
    const filling = begin(slip, {});
    expect(faultOf(slip, filling, 0)).toBe('missingFile');
    const file = { ...FILE, id: 7 };
    filling.files[0] = file;
    expect(isFilled(slip, filling)).toBe(true);
    expect(shown(slip, filling).media).toEqual({ kind: 'image', file });
    expect(usedOf(slip, filling).parameters).toEqual([
      { component: 'header', index: 0, name: null, attachment_id: 7 },
    ]);
  });
});

const FILE = {
  id: 1,
  name: 'slip.png',
  mime: 'image/png',
  size: 1,
  url: '/a/1',
  kind: 'image' as const,
  width: null,
  height: null,
};

describe('the templates of an inbox', () => {
  const all = [
    template('order_update', { components: [{ type: 'body', text: 'Your parcel is on its way' }] }),
    template('order_update', { language: 'pt_BR', components: [{ type: 'body', text: 'A caminho' }] }),
    template('summer_sale', { category: 'marketing' }),
    template('old_news', { status: 'paused', sendable: false }),
  ];
  const found = (typed: string, filters: { language?: string; category?: string } = {}) =>
    matching(all, { typed, language: '', category: '', ...filters }).map(
      ({ name, language }) => `${name} ${language}`,
    );

  it('are found by name, language and words', () => {
    expect(found('order')).toEqual(['order_update en_US', 'order_update pt_BR']);
    expect(found('PARCEL way')).toEqual(['order_update en_US']);
    expect(found('portuguese')).toEqual(['order_update pt_BR']);
    expect(found('order_up')).toHaveLength(2);
    expect(found('nothing')).toEqual([]);
  });

  it('stand by language, what cannot be sent last', () => {
    expect(found('')).toEqual([
      'order_update en_US',
      'summer_sale en_US',
      'order_update pt_BR',
      'old_news en_US',
    ]);
    expect(found('', { category: 'marketing' })).toEqual(['summer_sale en_US']);
    expect(found('', { language: 'pt_BR' })).toEqual(['order_update pt_BR']);
  });

  it('say why they cannot be sent', () => {
    expect(standsInTheWay(all[0]!)).toBeNull();
    expect(standsInTheWay(all[3]!)).toBe('Paused by Meta');
    const rejected = template('x', { status: 'REJECTED', sendable: false, reason: 'INVALID_FORMAT' });
    expect(standsInTheWay(rejected)).toBe('Rejected by Meta: INVALID_FORMAT');
    expect(standsInTheWay(template('x', { status: 'approved', sendable: false }))).toBe(
      'Cannot be sent from here',
    );
  });

  it('name their languages as people do', () => {
    expect(languageName('pt_BR')).toBe('Brazilian Portuguese');
    expect(languageName('???')).toBe('???');
  });
});
