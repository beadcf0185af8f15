import createClient from 'openapi-fetch';
import type { paths } from './schema';

export const BASE = '/api/v1';
const REQUEST_TIMEOUT_MS = 20_000;

/** Why a request failed, in the server's own words. `offline` if no answer came at all. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly retryAfterSeconds: number | null = null,
    /** The conversation that stands in the way. */
    readonly conversationId: number | null = null,
    /** Which field of the request is wrong, such as `email.imap.host`. */
    readonly field: string | null = null,
  ) {
    super(detail);
  }

  /** Whether the same request may succeed later without anybody changing anything. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

let onSessionEnd: (() => void) | undefined;

/** Called when the server no longer knows this session. */
export function whenSessionEnds(callback: () => void) {
  onSessionEnd = callback;
}

export const client = createClient<paths>({
  baseUrl: BASE,
  fetch: (request) =>
    fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]) }),
});

client.use({
  onRequest({ request }) {
    if (request.method === 'GET') return;
    // Together with the Origin header this is what keeps other sites from acting in the agent's name.
    request.headers.set('Content-Type', 'application/json');
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) {
      request.headers.set('Idempotency-Key', newKey());
    }
  },
});

/** A name for one attempt to change something: repeated with it, the change happens once. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

interface Answer {
  data?: unknown;
  error?: unknown;
  response: Response;
}

/** The body of a successful answer; anything else is thrown as a `Problem`. */
export async function take<Data>(answering: Promise<Answer>): Promise<Data> {
  let answer: Answer;
  try {
    answer = await answering;
  } catch {
    throw new Problem(0, 'offline', 'The server did not answer.');
  }
  if (answer.response.ok) return answer.data as Data;
  const problem = problemOf(answer);
  if (problem.status === 401 && problem.code !== 'wrong_credentials') onSessionEnd?.();
  throw problem;
}

function problemOf({ error, response }: Answer): Problem {
  const body = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const words = [body.detail, body.title, response.statusText].find(
    (text) => typeof text === 'string' && text,
  );
  const wait = Number(response.headers.get('Retry-After'));
  const code = typeof body.code === 'string' ? body.code : `http_${response.status}`;
  const conversation = typeof body.conversation_id === 'number' ? body.conversation_id : null;
  const field = typeof body.field === 'string' ? body.field : null;
  const detail = String(words ?? 'The request failed.');
  return new Problem(response.status, code, detail, wait > 0 ? wait : null, conversation, field);
}
