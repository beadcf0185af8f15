import { BASE } from '../../api/client';
import { readNewestEvent } from '../../api/requests';
import type { LiveEvent, PresenceFrame, SentFrame } from '../../api/types';
import { clock } from '../clock.svelte';
import { LiveConnection, type LiveState, type SocketEvents } from './protocol';

/** A cut shorter than this is nobody's business. */
const SHOWN_AFTER_MS = 1_200;

interface Handlers {
  apply(event: LiveEvent): void;
  greeted(): void;
  present(presence: PresenceFrame['data']): void;
  resync(): Promise<void>;
  connected(): void;
  ended(): void;
}

class Live {
  state: LiveState = $state('connecting');
  /** What the banner says; null while all is well. */
  banner: 'reconnecting' | 'catching_up' | null = $state(null);
  #connection: LiveConnection | null = null;
  #bannerTimer: ReturnType<typeof setTimeout> | undefined;

  start(after: number, handlers: Handlers) {
    this.#connection?.stop();
    this.#connection = new LiveConnection(
      {
        open,
        probe: async (applied) => {
          const page = await readNewestEvent(applied);
          return page.items[0]?.seq ?? null;
        },
        apply: handlers.apply,
        greeted: handlers.greeted,
        present: handlers.present,
        told: (now) => clock.follow(Date.parse(now)),
        resync: handlers.resync,
        changed: (state) => this.#become(state, handlers),
        later: (callback, milliseconds) => {
          const timer = setTimeout(callback, milliseconds);
          return () => clearTimeout(timer);
        },
        random: Math.random,
      },
      after,
    );
    this.#connection.start();
  }

  /** Whether everything that happens is told, or is just being caught up. */
  get stands(): boolean {
    return this.state === 'live' || this.state === 'catching_up';
  }

  stop() {
    this.#connection?.stop();
    this.#connection = null;
  }

  say(frame: SentFrame) {
    this.#connection?.say(frame);
  }

  /** Everything is read again, as after a gap. */
  readAnew() {
    this.#connection?.readAnew();
  }

  retryNow() {
    this.#connection?.retryNow();
    if (this.state === 'live') this.banner = null;
  }

  /** The browser has no network: that is said at once, and the line is asked whether it stands all the same. */
  async doubt() {
    if (!this.#connection) return;
    clearTimeout(this.#bannerTimer);
    this.banner ??= 'reconnecting';
    await this.#connection.check();
    // A server on this machine needs no network.
    if (this.state === 'live') this.banner = null;
  }

  #become(state: LiveState, handlers: Handlers) {
    this.state = state;
    if (state === 'live') handlers.connected();
    if (state === 'ended') handlers.ended();
    clearTimeout(this.#bannerTimer);
    const banner = state === 'reconnecting' || state === 'catching_up' ? state : null;
    if (banner === null) this.banner = null;
    else if (this.banner !== null) this.banner = banner;
    else this.#bannerTimer = setTimeout(() => (this.banner = banner), SHOWN_AFTER_MS);
  }
}

function open(after: number, events: SocketEvents) {
  const address = new URL(`${BASE}/live?after=${after}`, location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(address);
  socket.addEventListener('message', (message) => events.message(String(message.data)));
  socket.addEventListener('close', (close) => events.close(close.code));
  return socket;
}

export const live = new Live();

addEventListener('offline', () => void live.doubt());
addEventListener('online', () => live.retryNow());
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) live.retryNow();
});
