import type { ContactIdentity } from '../api/contacts';

/** Numbers are kept as bare digits; people write them with a plus. */
export function addressText({ kind, value }: ContactIdentity): string {
  const isNumber = (kind === 'phone' || kind === 'whatsapp_id') && /^\d+$/.test(value);
  return isNumber ? `+${value}` : value;
}
