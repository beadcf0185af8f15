/** A server for tests of whole components: it answers what it was told to, and remembers what it was asked. */
import { vi } from 'vitest';

export interface Asked {
  method: string;
  /** Below the API's own path, with the query. */
  path: string;
  body: unknown;
}
export type Answer = (asked: Asked) => [status: number, body: unknown];

/** Answers by `POST /conversations/1/transfers`; a path ends where a query begins. What has no answer is 404. */
export function serve(answers: Record<string, Answer>): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const text = await request.text();
    const path = pathname.replace('/api/v1', '');
    const one = { method: request.method, path: path + search, body: text ? JSON.parse(text) : null };
    asked.push(one);
    const [status, body] = answers[`${one.method} ${path}`]?.(one) ?? [
      404,
      { code: 'not_found', detail: path },
    ];
    const init = { status, headers: { 'Content-Type': 'application/json' } };
    return status === 204 ? new Response(null, init) : new Response(JSON.stringify(body), init);
  });
  return asked;
}

/** A refusal as the server words it. */
export const refusal = (code: string, detail: string, status = 409): [number, unknown] => [
  status,
  { status, code, detail },
];
