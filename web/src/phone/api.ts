/** What the simulator's control API says and takes. */

export type Ticks = 'waiting' | 'sent' | 'delivered' | 'read';

export type Message = {
  id: string;
  account: string;
  from: 'customer' | 'business';
  type: string;
  content: unknown;
  reply_to?: string;
  at_ms: number;
  ticks: Ticks;
};

export type Person = {
  name: string;
  wa_id: string;
  online: boolean;
  unread: number;
  typing_until_ms: number | null;
  last: Message | null;
};

export type Account = {
  phone_number_id: string;
  display_phone_number: string;
  name: string;
  subscribed: boolean;
};

export type Knobs = Record<string, number | boolean>;

export type Fault = { kind: string; count?: number; milliseconds?: number };

export type State = {
  now_ms: number;
  advanced_ms: number;
  desk_url: string | null;
  waiting_notifications: number;
  accounts: Account[];
  people: Person[];
  knobs: Knobs;
  default_knobs: Knobs;
  faults: Fault[];
};

export type Change =
  { kind: 'state' | 'requests' | 'webhooks' | 'everything' } | { kind: 'messages'; wa_id: string };

async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const init: RequestInit = { method };
  if (body !== undefined) {
    init.headers = { 'content-type': 'application/json' };
    init.body = JSON.stringify(body);
  }
  const answer = await fetch(`/control/${path}`, init);
  const json: unknown = await answer.json();
  if (!answer.ok) throw new Error((json as { error: string }).error);
  return json as Answer;
}

export const api = {
  state: () => call<State>('GET', 'state'),
  messages: async (person: string) =>
    (await call<{ messages: Message[] }>('GET', `people/${person}/messages`)).messages,
  write: (person: string, text: string, account: string, replyTo?: string) =>
    call('POST', `people/${person}/messages`, { text, account, reply_to: replyTo ?? null }),
  read: (person: string, account: string) => call('POST', `people/${person}/read?account=${account}`),
  setOnline: (person: string, online: boolean) => call('PUT', `people/${person}/presence`, { online }),
  addPerson: (name: string, number: string) =>
    call<Person>('POST', 'people', { name, wa_id: number || null }),
  turn: (knobs: Knobs) => call('PUT', 'knobs', knobs),
  turnBack: () => call('DELETE', 'knobs'),
  setFaults: (faults: Fault[]) => call('PUT', 'faults', { faults }),
  advance: (seconds: number) => call('POST', 'clock', { advance_seconds: seconds }),
};

/** Calls back for each change, and once more whenever the connection comes back. */
export function watch(onChange: (change: Change) => void, onConnected: (connected: boolean) => void) {
  const events = new EventSource('/control/live');
  events.onmessage = (event) => onChange(JSON.parse(event.data as string) as Change);
  events.onopen = () => {
    onConnected(true);
    onChange({ kind: 'everything' });
  };
  events.onerror = () => onConnected(false);
  return () => events.close();
}
