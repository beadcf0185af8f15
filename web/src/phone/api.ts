/** What the simulator's control API says and takes. */

import type { Act } from './acts';
import type { State as MailState } from './mail/api';
import type { State as MessengerState } from './messenger/api';

export type Ticks = 'waiting' | 'sent' | 'delivered' | 'read' | 'played';

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
  username: string | null;
  hides_number: boolean;
  tells_reading: boolean;
  blocks_business: boolean;
  refuses_marketing: boolean;
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

export type Knobs = Record<string, number | boolean | string | null>;

export type Fault = {
  kind: string;
  calls?: string;
  after?: number;
  count?: number;
  milliseconds?: number;
  subcode?: number;
};

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
  messenger: MessengerState;
  mail: MailState;
};

export type Template = {
  id: string;
  name: string;
  language: string;
  status: string;
  category: string;
  quality: string;
};

/** What a person can change of himself. */
export type PersonChanges = Partial<
  Pick<Person, 'name' | 'username' | 'hides_number' | 'tells_reading' | 'blocks_business'>
>;

export type Change =
  | { kind: 'state' | 'requests' | 'webhooks' | 'everything' }
  | { kind: 'messages'; wa_id: string }
  | { kind: 'thread'; psid: string }
  | { kind: 'mails'; address: string };

export async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
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

/** To which of the business's numbers something goes, and what it answers. */
type Addressed = { account: string; replyTo: string | undefined };

function queryOf({ replyTo, ...facts }: Addressed & Record<string, string | undefined>) {
  const given = Object.entries({ ...facts, reply_to: replyTo }).filter(([, value]) => value);
  return new URLSearchParams(given as [string, string][]).toString();
}

export const api = {
  state: () => call<State>('GET', 'state'),
  messages: async (person: string) =>
    (await call<{ messages: Message[] }>('GET', `people/${person}/messages`)).messages,
  write: (person: string, text: string, account: string, replyTo?: string) =>
    call('POST', `people/${person}/messages`, { text, account, reply_to: replyTo ?? null }),
  act: (person: string, act: Act, account: string, replyTo?: string) =>
    call('POST', `people/${person}/acts`, { act, account, reply_to: replyTo ?? null }),
  sendSample: (person: string, sent: { sample: string } & Addressed) =>
    call('POST', `people/${person}/files?${queryOf(sent)}`),
  sendFile: async (person: string, sent: { kind: string; caption: string } & Addressed, file: File) => {
    const path = `/control/people/${person}/files?${queryOf({ ...sent, filename: file.name })}`;
    const headers = { 'content-type': file.type || 'application/octet-stream' };
    const answer = await fetch(path, { method: 'POST', headers, body: file });
    if (!answer.ok) throw new Error(((await answer.json()) as { error: string }).error);
  },
  play: (person: string, message: string) => call('POST', `people/${person}/played`, { message_id: message }),
  change: (person: string, changes: PersonChanges) => call('PUT', `people/${person}`, changes),
  changeNumber: (person: string) => call<{ wa_id: string }>('POST', `people/${person}/number`, {}),
  changeUserId: (person: string) => call('POST', `people/${person}/user-id`),
  changeIdentity: (person: string) => call('POST', `people/${person}/identity`),
  setMarketing: (person: string, value: 'stop' | 'resume') =>
    call('PUT', `people/${person}/marketing`, { value }),
  echo: (account: string, to: string, text: string) =>
    call('POST', `accounts/${account}/echoes`, { to, writes: { kind: 'text', text } }),
  templates: async () => (await call<{ templates: Template[] }>('GET', 'templates')).templates,
  changeTemplate: (id: string, changes: Partial<Template>) => call('PUT', `templates/${id}`, changes),
  report: (account: string, field: string, value: unknown) =>
    call('POST', `accounts/${account}/events`, { field, value }),
  read: (person: string, account: string) => call('POST', `people/${person}/read?account=${account}`),
  setOnline: (person: string, online: boolean) => call('PUT', `people/${person}/presence`, { online }),
  addPerson: (name: string, number: string) =>
    call<Person>('POST', 'people', { name, wa_id: number || null }),
  turn: (knobs: Knobs) => call('PUT', 'knobs', knobs),
  turnBack: () => call('DELETE', 'knobs'),
  setFaults: (faults: Fault[]) => call('PUT', 'faults', { faults }),
  goAway: (milliseconds: number) => call('POST', 'outage', { milliseconds }),
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
