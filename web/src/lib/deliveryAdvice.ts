/** What can be done about a message that failed, by the provider's number for why. */
import type { Channel, Delivery } from '../api/types';
import type { TextKey } from './i18n.svelte';

type Advice = Extract<TextKey, `delivery.advice.${string}`>;

const WHATSAPP: Record<string, Advice> = {
  131047: 'delivery.advice.window',
  131026: 'delivery.advice.unreachable',
  131030: 'delivery.advice.unreachable',
  130403: 'delivery.advice.unreachable',
  4: 'delivery.advice.limit',
  80007: 'delivery.advice.limit',
  130429: 'delivery.advice.limit',
  131056: 'delivery.advice.limit',
  131048: 'delivery.advice.limit',
  131049: 'delivery.advice.healthy',
  130472: 'delivery.advice.healthy',
  131050: 'delivery.advice.optedOut',
  131053: 'delivery.advice.file',
  131051: 'delivery.advice.file',
  132000: 'delivery.advice.template',
  132001: 'delivery.advice.template',
  132005: 'delivery.advice.template',
  132007: 'delivery.advice.template',
  132012: 'delivery.advice.template',
  132015: 'delivery.advice.template',
  132016: 'delivery.advice.template',
  132018: 'delivery.advice.template',
  0: 'delivery.advice.account',
  190: 'delivery.advice.account',
  131005: 'delivery.advice.account',
  131031: 'delivery.advice.account',
  131037: 'delivery.advice.account',
  131045: 'delivery.advice.account',
  368: 'delivery.advice.account',
  131042: 'delivery.advice.payment',
  1: 'delivery.advice.temporary',
  2: 'delivery.advice.temporary',
  131000: 'delivery.advice.temporary',
  131016: 'delivery.advice.temporary',
  131057: 'delivery.advice.temporary',
};

/** The numbers below Meta's own, where they tell more, stand beside them. */
const MESSENGER: Record<string, Advice> = {
  2018278: 'delivery.advice.windowMessenger',
  2534022: 'delivery.advice.windowMessenger',
  2018065: 'delivery.advice.windowMessenger',
  2018108: 'delivery.advice.gone',
  2018001: 'delivery.advice.gone',
  551: 'delivery.advice.gone',
  1545041: 'delivery.advice.gone',
  2018047: 'delivery.advice.file',
  2018109: 'delivery.advice.file',
  2018008: 'delivery.advice.file',
  2018294: 'delivery.advice.file',
  2018300: 'delivery.advice.other',
  2018321: 'delivery.advice.other',
  4: 'delivery.advice.limit',
  613: 'delivery.advice.limit',
  190: 'delivery.advice.account',
  200: 'delivery.advice.account',
  368: 'delivery.advice.account',
  2: 'delivery.advice.temporary',
  1200: 'delivery.advice.temporary',
};

/** Null where nothing better is known than the reason itself. */
export function adviceOn(
  delivery: Pick<Delivery, 'status' | 'code'>,
  channel: Channel | undefined,
): Advice | null {
  if (delivery.status !== 'failed' || delivery.code === null) return null;
  const known = channel === 'messenger' ? MESSENGER : channel === 'whatsapp' ? WHATSAPP : {};
  return known[delivery.code] ?? null;
}
