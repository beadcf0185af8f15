/** What the page knows: the simulator's state and the open conversation, kept fresh by its live events. */
import { api, watch, type Change, type Message, type State } from './api';

class World {
  state = $state<State>();
  person = $state<string>();
  messages = $state<Message[]>([]);
  isConnected = $state(true);
  problem = $state('');

  get chosen() {
    return this.state?.people.find((person) => person.wa_id === this.person);
  }
}

export const world = new World();

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
  world.person = location.hash.replace(/\D/g, '') || undefined;
  world.messages = [];
  refresh(false, true);
}

function hear(change: Change) {
  switch (change.kind) {
    case 'messages':
      return refresh(true, change.wa_id === world.person);
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
  const { person } = world;
  const [state, messages] = [isStateStale, areMessagesStale && person];
  isStateStale = areMessagesStale = false;
  await attempt(async () => {
    if (state) world.state = await api.state();
    if (!messages) return;
    const shown = await api.messages(messages);
    if (world.person === person) world.messages = shown;
  });
  timer = undefined;
  if (isStateStale || areMessagesStale) refresh(false, false);
}
