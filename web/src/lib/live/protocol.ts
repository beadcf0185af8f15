import type { LiveEvent, LiveFrame, PresenceFrame, SentFrame } from '../../api/types';

const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 20_000;
/** A replay has ended when nothing has come for this long. */
const REPLAY_QUIET_MS = 400;
/** After this much silence the connection is asked whether it is still one. */
const SILENCE_MAX_MS = 45_000;
/** An event that was announced this long ago and has not come is not coming. */
const LATE_MAX_MS = 3_000;
const OPEN_TIMEOUT_MS = 10_000;
const SESSION_ENDED = 4401;

export type LiveState = 'connecting' | 'catching_up' | 'live' | 'reconnecting' | 'ended';

export interface Socket {
  close(): void;
  send(text: string): void;
}

export interface SocketEvents {
  message(data: string): void;
  close(code: number): void;
}

/** The world as the connection sees it; a test gives it another. */
export interface Surroundings {
  open(after: number, events: SocketEvents): Socket;
  /** The sequence number of the oldest event after this one, null if there is none. Throws without an answer. */
  probe(after: number): Promise<number | null>;
  apply(event: LiveEvent): void;
  /** A new connection begins: nobody is known to be anywhere. */
  greeted(): void;
  present(presence: PresenceFrame['data']): void;
  /** The server's time at this moment. */
  told(now: string): void;
  resync(): Promise<void>;
  changed(state: LiveState): void;
  later(callback: () => void, milliseconds: number): () => void;
  random(): number;
}

/** Keeps one live connection: replays what was missed after a gap, and never believes a silent line. */
export class LiveConnection {
  #state: LiveState = 'connecting';
  #socket: Socket | null = null;
  #attempt = 0;
  /** Grows with each socket, so that a late word of an old one is not heard. */
  #generation = 0;
  #timers = new Map<string, () => void>();
  #around: Surroundings;
  #applied: number;
  /** Everything is being read anew; and what came meanwhile. */
  #resyncing = false;
  #resyncTo: number | null = null;
  #ahead = 0;

  constructor(around: Surroundings, after: number) {
    this.#around = around;
    this.#applied = after;
  }

  get state(): LiveState {
    return this.#state;
  }

  get applied(): number {
    return this.#applied;
  }

  start() {
    this.#drop();
    this.#resyncing = false;
    this.#resyncTo = null;
    const generation = ++this.#generation;
    const heard = <Word>(act: (word: Word) => void) => {
      return (word: Word) => {
        if (generation === this.#generation) act(word);
      };
    };
    this.#timer('open', OPEN_TIMEOUT_MS, () => this.#lost());
    this.#socket = this.#around.open(this.#applied, {
      message: heard((data: string) => this.#receive(JSON.parse(data) as LiveFrame)),
      close: heard((code: number) => (code === SESSION_ENDED ? this.#end() : this.#lost())),
    });
  }

  /** Closed from this side, so that nobody needs to be told. */
  stop() {
    this.#drop();
  }

  /** Says something that is worth nothing later; without a connection it is lost. */
  say(frame: SentFrame) {
    if (this.#state === 'live' || this.#state === 'catching_up') this.#socket?.send(JSON.stringify(frame));
  }

  /** Called when there is reason to believe that the network is back: does not wait for the backoff. */
  retryNow() {
    if (this.#state !== 'reconnecting') return;
    this.#attempt = 0;
    this.start();
  }

  /** Called when there is reason to doubt the line: asks at once instead of after a silence. */
  async check() {
    if (this.#state === 'live' || this.#state === 'catching_up') await this.#probe();
  }

  #receive(frame: LiveFrame) {
    this.#listen();
    switch (frame.type) {
      case 'hello':
        this.#timer('open', null);
        this.#attempt = 0;
        this.#become(frame.seq > this.#applied ? 'catching_up' : 'live');
        if (this.#state === 'catching_up') this.#awaitQuiet();
        this.#around.told(frame.now);
        this.#around.greeted();
        return;
      case 'clock':
        this.#around.told(frame.now);
        return;
      case 'presence':
        this.#around.present(frame.data);
        return;
      case 'resync':
        void this.#resync(frame.seq);
        return;
      default:
        this.#around.apply(frame);
        // Until everything is read anew, what comes now must not hide what was missed before it.
        if (this.#resyncing) this.#ahead = Math.max(this.#ahead, frame.seq);
        else this.#applied = Math.max(this.#applied, frame.seq);
        if (this.#state === 'catching_up' && !this.#resyncing) this.#awaitQuiet();
    }
  }

  #awaitQuiet() {
    this.#timer('quiet', REPLAY_QUIET_MS, () => this.#become('live'));
  }

  /** Everything is read again, as after a gap. */
  readAnew() {
    void this.#resync(this.#applied);
  }

  /** One at a time: what asks for it meanwhile gets another one after it. */
  async #resync(seq: number) {
    this.#resyncTo = Math.max(this.#resyncTo ?? 0, seq);
    if (this.#resyncing) return;
    const generation = this.#generation;
    this.#timer('quiet', null);
    this.#become('catching_up');
    this.#resyncing = true;
    this.#ahead = 0;
    try {
      while (this.#resyncTo !== null) {
        const wanted: number = this.#resyncTo;
        this.#resyncTo = null;
        await this.#around.resync();
        if (generation !== this.#generation) return;
        this.#applied = Math.max(this.#applied, wanted);
      }
      this.#applied = Math.max(this.#applied, this.#ahead);
      this.#resyncing = false;
      this.#become('live');
    } catch {
      if (generation === this.#generation) this.#lost();
    }
  }

  /** A browser shows no ping frames to a page, so a long silence is checked by an ordinary request. */
  #listen() {
    this.#timer('silence', SILENCE_MAX_MS, () => void this.#probe());
  }

  async #probe() {
    const generation = this.#generation;
    try {
      const expected = await this.#around.probe(this.#applied);
      if (generation !== this.#generation) return;
      this.#listen();
      if (expected === null) return;
      this.#timer('late', LATE_MAX_MS, () => {
        if (this.#applied < expected) this.#lost();
      });
    } catch {
      if (generation === this.#generation) this.#lost();
    }
  }

  #lost() {
    this.#drop();
    this.#become('reconnecting');
    const longest = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    // Spread over half of the time, so that a restarted server is not asked by everybody at once.
    this.#timer('retry', longest * (0.5 + this.#around.random() / 2), () => this.start());
  }

  #end() {
    this.#drop();
    this.#become('ended');
  }

  #drop() {
    this.#generation += 1;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#socket?.close();
    this.#socket = null;
  }

  #become(state: LiveState) {
    if (state === this.#state) return;
    this.#state = state;
    this.#around.changed(state);
  }

  #timer(name: string, milliseconds: number | null, callback: () => void = () => {}) {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
    if (milliseconds !== null) this.#timers.set(name, this.#around.later(callback, milliseconds));
  }
}
