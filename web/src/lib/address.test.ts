import { describe, expect, it } from 'vitest';
import { addressesOf, isTold, toldAs } from './address';

const told = {
  inbox_id: null,
  kind: 'phone',
  value: '351912000101',
  marketing_stopped_at: null,
  undeliverable: null,
};
const written = {
  inbox_id: 1,
  kind: 'whatsapp_id',
  value: '351912000101',
  marketing_stopped_at: null,
  undeliverable: null,
};
const email = {
  inbox_id: null,
  kind: 'email',
  value: 'maria@example.com',
  marketing_stopped_at: null,
  undeliverable: null,
};

describe('addresses', () => {
  it('are shown once, and can be removed if only people have told them', () => {
    expect(addressesOf([told, email])).toEqual([
      { kind: 'phone', text: '+351912000101', told, undeliverable: null },
      { kind: 'email', text: 'maria@example.com', told: email, undeliverable: null },
    ]);
    for (const both of [
      [told, written],
      [written, told],
    ]) {
      expect(addressesOf(both)).toEqual([
        { kind: 'phone', text: '+351912000101', told: null, undeliverable: null },
      ]);
    }
    expect(
      addressesOf([
        {
          inbox_id: 1,
          kind: 'whatsapp_user_id',
          value: 'US.1',
          marketing_stopped_at: null,
          undeliverable: null,
        },
      ]),
    ).toEqual([]);
  });

  it('are told apart by the at sign', () => {
    expect(toldAs(' maria@example.com ')).toEqual({ kind: 'email', value: 'maria@example.com' });
    expect(toldAs('+351 912 000 101').kind).toBe('phone');
    expect([told, written, email].map(isTold)).toEqual([true, false, true]);
  });
});
