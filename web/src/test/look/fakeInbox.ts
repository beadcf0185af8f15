/** What an inbox's own pages ask, and the files that customers have sent. */
import type { Check } from '../../api/inboxes';
import * as world from './world';

/** Of an address that nothing is said of. */
export const PLAIN = { marketing_stopped_at: null, undeliverable: null };

const check = (
  id: string,
  status: Check['status'],
  title: string,
  detail: string,
  advice: string | null = null,
) => ({
  id,
  status,
  title,
  detail,
  advice,
  at: id === 'callback' ? world.ago(4) : null,
});

const report = {
  checked_at: world.ago(0),
  checks: [
    check('token', 'ok', 'The access token', 'Meta takes it, and it has no end.'),
    check(
      'scopes',
      'ok',
      'What the token may do',
      'whatsapp_business_messaging, whatsapp_business_management.',
    ),
    check(
      'number',
      'warning',
      'The number',
      '+351 912 345 678, quality middling.',
      'Send fewer templates that nobody asked for.',
    ),
    check(
      'subscription',
      'failed',
      'Where Meta sends',
      'The app is not subscribed to the account.',
      'Press “Subscribe at Meta”.',
    ),
    check('callback', 'ok', 'Meta calls', 'The last delivery came just now.'),
    check('templates', 'unknown', 'Templates', 'They have not been fetched yet.'),
  ],
};

export function answerInbox(path: string): [number, unknown] | null {
  if (/^\/inboxes\/\d+\/(doctor|subscription)$/.test(path)) return [200, report];
  return null;
}

/** A drawing for every picture. */
export function answerFile(path: string): string | null {
  const id = Number(/^\/attachments\/(\d+)/.exec(path)?.[1]);
  if (!id) return null;
  const colours = ['#5b8def', '#e2a33c', '#4caf7a', '#c86fc9'];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="400" height="300" fill="${colours[id % 4]}"/><circle cx="200" cy="150" r="80" fill="#fff8"/></svg>`;
}
