import type { OrderItem } from '../api/content';
import { formatLocale } from './i18n.svelte';

/** In the currency's own form; a code that is none stands beside the number. */
export function money(amount: number, currency: string | null): string {
  if (currency) {
    try {
      return new Intl.NumberFormat(formatLocale(), { style: 'currency', currency }).format(amount);
    } catch {
      return `${new Intl.NumberFormat(formatLocale()).format(amount)} ${currency}`;
    }
  }
  return new Intl.NumberFormat(formatLocale()).format(amount);
}

/** What the items come to, in each currency for itself. An item without a price is in no sum. */
export function sums(items: readonly OrderItem[]): { currency: string | null; amount: number }[] {
  const found = new Map<string | null, number>();
  for (const { price, quantity, currency } of items) {
    const each = price === null ? NaN : Number(price);
    if (Number.isFinite(each)) found.set(currency, (found.get(currency) ?? 0) + each * quantity);
  }
  return [...found].map(([currency, amount]) => ({ currency, amount }));
}
