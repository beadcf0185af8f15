import { fireEvent, screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import codes from '../../../src/channels/whatsapp/codes.rs?raw';
import type { Entry } from '../api/types';
import { clock } from '../lib/clock.svelte';
import { FINAL_CODES } from '../lib/messageActs';
import { anHourLater, shown } from '../test/message';
import { rich, START } from '../test/samples';
import { menu } from '../ui/menu.svelte';

const TEMPLATE = rich('template', { template: { name: 'order', language: 'en_US', buttons: [] } });

anHourLater();

describe('a message that did not arrive', () => {
  it.each<[string, number, Partial<Entry>, boolean, boolean]>([
    ['a text while the window is open', 131047, {}, true, true],
    ['a text after the window', 131047, {}, false, false],
    ['a template after the window', 132000, { rich: TEMPLATE }, false, true],
    ['what Meta refused for good', 131049, { rich: TEMPLATE }, true, false],
    ['what an experiment holds back', 130472, {}, true, false],
  ])('is sent again only where the server would: %s', async (_, code, facts, mayWrite, isOffered) => {
    const delivery = { status: 'failed' as const, reason: 'No.', code, at: {}, parts: [] };
    shown({ direction: 'outbound', content: null, delivery, ...facts }, { mayWrite });
    expect(screen.queryByRole('button', { name: 'Send again' }) !== null).toBe(isOffered);
    await fireEvent.click(screen.getByRole('button', { name: 'Actions for this message' }));
    expect(menu.open?.items.some(({ text }) => text === 'Send again')).toBe(isOffered);
  });

  it('knows the codes of the server that are final', () => {
    const [, list = ''] = /const FINAL: \[i64; \d+\] = \[(.*?)\]/.exec(codes)!;
    expect(list.split(',').map(Number)).toEqual(FINAL_CODES);
  });
});

describe('reactions', () => {
  it.each([
    ['to a message while one may write', 0, {}, true],
    ['to none after the window', 0, { mayWrite: false }, false],
    ['to none after 30 days', 30 * 86_400_000, {}, false],
  ])('are offered %s', (_, age, around, isOffered) => {
    clock.follow(Date.parse(START) + age);
    shown({}, around);
    expect(screen.queryByRole('button', { name: 'React with an emoji' }) !== null).toBe(isOffered);
  });
});
