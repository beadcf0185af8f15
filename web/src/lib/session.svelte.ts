import { SvelteSet } from 'svelte/reactivity';
import type { Availability, Me } from '../api/types';
import { changeMe, readSession, setUp, signIn, signOut } from '../api/requests';
import { Problem } from '../api/client';
import { isMarked, mark } from './sessionMark';

/** How long an act of one's own explains a change that comes by the live connection. */
const OWN_ACT_LASTS_MS = 5_000;

class Session {
  me: Me | null = $state.raw(null);
  known = $state(false);
  /** Whether a session was there and has ended by itself. */
  ended = $state(false);
  /** Conversations on which this agent has just acted. */
  readonly acting = new SvelteSet<number>();
  /** Who was here before in this tab. */
  #last: number | null = null;

  get isAdmin(): boolean {
    return this.me?.role === 'admin';
  }

  /** Supervisors and admins. */
  get isSupervisor(): boolean {
    return this.isAdmin || this.me?.role === 'supervisor';
  }

  /** Where nobody has signed in, nobody is asked: the browser would note the refusal as an error. */
  async restore() {
    try {
      if (isMarked()) this.me = await readSession();
      mark(this.me !== null);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
      mark(false);
    } finally {
      this.known = true;
    }
  }

  async signIn(email: string, password: string) {
    const me = await signIn(email, password);
    mark(true);
    // What a tab keeps of one agent's work is not for the next one who signs in there.
    if (this.#last !== null && this.#last !== me.id) return location.reload();
    this.me = me;
    this.ended = false;
  }

  /** Makes the first admin, and signs in. */
  async setUp(first: Parameters<typeof setUp>[0]) {
    this.me = await setUp(first);
    mark(true);
    this.ended = false;
  }

  /** What is to be done before the session ends. */
  leaving: (() => Promise<void>) | null = null;

  async signOut() {
    await this.leaving?.().catch(() => {});
    await signOut();
    mark(false);
    location.assign('/');
  }

  /** The mark stays: it is of the whole browser, where another tab may have a newer session. */
  end() {
    if (!this.me) return;
    this.#last = this.me.id;
    this.me = null;
    this.ended = true;
  }

  async setAvailability(availability: Availability) {
    const before = this.me;
    if (!before) return;
    this.me = { ...before, availability };
    try {
      this.me = await changeMe(availability);
    } catch (error) {
      this.me = before;
      throw error;
    }
  }

  markOwnAct(conversation: number) {
    this.acting.add(conversation);
    setTimeout(() => this.acting.delete(conversation), OWN_ACT_LASTS_MS);
  }
}

export const session = new Session();
