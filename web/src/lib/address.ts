import type { Contact } from '../api/types';

type Identity = Contact['identities'][number];

/** Numbers are kept as bare digits; people write them with a plus. */
export function addressText({ kind, value }: Pick<Identity, 'kind' | 'value'>): string {
  const isNumber = (kind === 'phone' || kind === 'whatsapp_id') && /^\d+$/.test(value);
  return isNumber ? `+${value}` : value;
}

/** What a person has typed, as the kind that it looks like. */
export const toldAs = (text: string) => ({
  kind: text.includes('@') ? ('email' as const) : ('phone' as const),
  value: text.trim(),
});

/** Only what people have told us can be taken away; the rest is the providers' own word. */
export const isTold = (identity: Identity) =>
  identity.inbox_id === null && (identity.kind === 'phone' || identity.kind === 'email');

export interface Address {
  kind: 'phone' | 'email';
  text: string;
  /** The identity that can be removed; null: whoever has it writes to us with it. */
  told: Identity | null;
  /** Set: mails to it come back. */
  undeliverable: Undeliverable | null;
}

export type Undeliverable = NonNullable<Identity['undeliverable']>;

/** Why mails to this address come back, if they do. */
export const undeliverableOf = (identities: readonly Identity[], address: string): Undeliverable | null =>
  identities.find(({ kind, value }) => kind === 'email' && value === address.toLowerCase())?.undeliverable ??
  null;

/** Phone numbers and e-mail addresses, each once, however many inboxes know them. */
export function addressesOf(identities: readonly Identity[]): Address[] {
  const found = new Map<string, Address>();
  for (const identity of identities) {
    const kind = identity.kind === 'whatsapp_id' ? 'phone' : identity.kind;
    if (kind !== 'phone' && kind !== 'email') continue;
    const text = addressText(identity);
    const known = found.get(text);
    const told = isTold(identity) && known?.told !== null ? identity : null;
    const undeliverable = identity.undeliverable ?? known?.undeliverable ?? null;
    found.set(text, { kind, text, told, undeliverable });
  }
  return [...found.values()];
}
