/** Formatted mails as the server gives them, and what the inbox they come to asks. */
import type { Check } from '../../api/inboxes';
import { ago } from './world';

const whole = (body: string) =>
  `<!doctype html><html><head><meta charset="utf-8"><style>body{margin:0;padding:2px;font:14px/1.45 system-ui,sans-serif;overflow-wrap:anywhere}</style></head><body>${body}</body></html>`;

const reply = `<div dir="ltr"><p>The address is right.</p><p>Here is what the door looks like, <b>with the new bell</b>.</p>
<img src="/api/v1/attachments/21" width="240" alt="door"></div>
<div><div>On Tue, 5 May 2026 at 09:12, Support &lt;<a href="mailto:help@example.com">help@example.com</a>&gt; wrote:<br></div>
<blockquote style="margin:0 0 0 8px;border-left:1px solid #ccc;padding-left:8px"><p>Hello Sofia,</p><p>we have asked the carrier.</p><p>Lena</p></blockquote></div>`;

const newsletter = (
  hasImages: boolean,
) => `<table width="640" align="center" cellpadding="16" style="background:#f3efe6"><tr><td>
<h1 style="font-size:28px;margin:0">Spring sale</h1><p>30 % off everything until Sunday.</p></td></tr>
<tr><td>${hasImages ? '<img src="/api/v1/attachments/22" width="600" alt="">' : '<img width="600" height="120" alt="A field of tulips">'}</td></tr>
<tr><td><a href="https://shop.example.com/sale">To the shop</a></td></tr></table>`;

export function mailPage(url: URL): string | null {
  const name = /\/messages\/(\w+)\/html$/.exec(url.pathname)?.[1];
  if (name === 'reply') return whole(reply);
  return name ? whole(newsletter(url.searchParams.get('remote') === 'true')) : null;
}

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
  at: id === 'fetching' ? ago(1) : null,
});
const report = {
  checked_at: ago(0),
  checks: [
    check('imap', 'ok', 'Fetching', 'imap.example.com takes the password, and INBOX is there.'),
    check(
      'smtp',
      'failed',
      'Sending',
      'smtp.example.com: 535 5.7.8 Username and Password not accepted.',
      'Make a new app password and enter it in the settings.',
    ),
    check('fetching', 'ok', 'New mails', 'The server tells of new mails at once (IDLE).'),
    check('round_trip', 'unknown', 'A mail to itself', 'None was sent yet.', 'Press “Send a test mail”.'),
  ],
};
const mails = [
  ['Sofia Rossi <sofia@example.it>', 'Re: Order #4201', 'It has no sender that could be answered.', 'failed'],
  [null, null, 'A part of the program failed at it.', 'failed'],
  [
    'MAILER-DAEMON@example.com',
    'Undelivered Mail Returned to Sender',
    'A mail of ours did not arrive.',
    'skipped',
  ],
].map(([from, subject, reason, state], index) => ({
  id: 90 + index,
  state,
  reason,
  from,
  subject,
  size: 84_320 * (index + 1),
  received_at: ago(40 * (index + 1)),
  folder: 'INBOX',
  uid: 4_000 + index,
  conversation_id: null,
  message_id: null,
  tries: 3,
  is_kept: state !== 'skipped',
}));

export function answerMailInbox(path: string, query: URLSearchParams): [number, unknown] | null {
  if (path === '/inboxes/2/doctor') return [200, report];
  if (path !== '/inboxes/2/mails') return null;
  return [200, { items: mails.filter(({ state }) => state === query.get('state')), next_cursor: null }];
}
