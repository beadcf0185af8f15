/** What the page knows: the simulator's state and the open conversation, kept fresh by its live events. */
import { api, watch, type Change, type Message, type State } from './api';
import { mail, type Mail } from './mail/api';
import { messenger, type Message as ThreadMessage } from './messenger/api';

class World {
  state = $state<State>();
  person = $state<string>();
  messages = $state<Message[]>([]);
  /** Of Messenger: the person's id at the page whose conversation is open. */
  psid = $state<string>();
  threadMessages = $state<ThreadMessage[]>([]);
  /** Whose mails are open. */
  address = $state<string>();
  mails = $state.raw<Mail[]>([]);
  isConnected = $state(true);
  problem = $state('');

  get chosen() {
    return this.state?.people.find((person) => person.wa_id === this.person);
  }

  /** The person and the conversation that are open on Messenger. */
  get thread() {
    for (const person of this.state?.messenger.people ?? []) {
      const thread = person.threads.find((known) => known.psid === this.psid);
      if (thread) return { person, thread };
    }
    return undefined;
  }

  /** The person whose mails are open. */
  get mailer() {
    return this.state?.mail.people.find((person) => person.address === this.address);
  }
}

export const world = new World();

/** `#m` and a person's id at a page, `#@` and an address; a WhatsApp number stands by itself. */
const MESSENGER_HASH = '#m';
const MAIL_HASH = '#@';
/** Several changes at once lead to one reading. */
const GATHER_MS = 30;
let isStateStale = false;
let areMessagesStale = false;
let timer: number | undefined;

export function start() {
  choose();
  window.addEventListener('hashchange', choose);
  const stop = watch(hear, (connected) => (world.isConnected = connected));
  return () => {
    stop();
    window.removeEventListener('hashchange', choose);
  };
}

/** Does something on the simulator; what goes wrong is shown. */
export async function attempt(work: () => Promise<unknown>) {
  try {
    await work();
    world.problem = '';
    return true;
  } catch (error) {
    world.problem = error instanceof Error ? error.message : String(error);
    return false;
  }
}

function choose() {
  const isMessenger = location.hash.startsWith(MESSENGER_HASH);
  const isMail = location.hash.startsWith(MAIL_HASH);
  const id = isMail ? undefined : location.hash.replace(/\D/g, '') || undefined;
  world.person = isMessenger ? undefined : id;
  world.psid = isMessenger ? id : undefined;
  world.address = isMail ? decoded(location.hash.slice(MAIL_HASH.length)) : undefined;
  world.messages = [];
  world.threadMessages = [];
  world.mails = [];
  refresh(false, true);
}

/** Addresses may have letters that addresses of pages have not; what nobody encoded stays as it is. */
function decoded(part: string) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function hear(change: Change) {
  switch (change.kind) {
    case 'messages':
      return refresh(true, change.wa_id === world.person);
    case 'thread':
      return refresh(true, change.psid === world.psid);
    case 'mails':
      return refresh(true, change.address === world.address);
    case 'everything':
      return refresh(true, true);
    case 'state':
    case 'webhooks':
      return refresh(true, false);
    case 'requests':
  }
}

function refresh(state: boolean, messages: boolean) {
  isStateStale ||= state;
  areMessagesStale ||= messages;
  timer ??= window.setTimeout(read, GATHER_MS);
}

async function read() {
  const { person, psid, address } = world;
  const [state, messages] = [isStateStale, areMessagesStale];
  isStateStale = areMessagesStale = false;
  await attempt(async () => {
    if (state) world.state = await api.state();
    if (messages && person) {
      const shown = await api.messages(person);
      if (world.person === person) world.messages = shown;
    }
    if (messages && psid) {
      const shown = await messenger.messages(psid);
      if (world.psid === psid) world.threadMessages = shown;
    }
    if (messages && address) {
      const shown = await mail.mails(address);
      if (world.address === address) world.mails = shown;
    }
  });
  timer = undefined;
  if (isStateStale || areMessagesStale) refresh(false, false);
}
