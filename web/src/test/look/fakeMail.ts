/** Formatted mails as the server gives them. */

const whole = (body: string) =>
  `<!doctype html><html><head><meta charset="utf-8"><style>body{margin:12px;font:14px/1.45 sans-serif;color:#222}</style></head><body>${body}</body></html>`;

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

export function answerMailInbox(_path: string): [number, unknown] | null {
  return null;
}
