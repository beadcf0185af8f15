import { readDoctor, subscribeInbox, type DoctorReport } from '../../api/inboxes';
import { testMail } from '../../api/mail';
import { catalogue } from '../../lib/store/catalogue.svelte';
import { wordsFor } from '../../lib/toasts.svelte';

/** A change of the inbox that the check itself has caused must not start the next one. */
const APART_MS = 5_000;

/** What only shows when somebody has written. */
const PROVEN_BY_CALL = ['callback', 'signature', 'round_trip'];

/** A mail that was sent to itself is looked for so often, and so many times. */
const TEST_MS = 3_000;
const TESTS_MAX = 40;

/** What a new look would find changed: the times and counts of a mailbox move all the while. */
function facts(id: number): string {
  const { mail_state: state = null, ...inbox } = catalogue.inboxes.get(id) ?? {};
  return JSON.stringify([inbox, state?.fetching.status, state?.sending.status]);
}

/** How an inbox is doing, as far as it has been looked at. */
export class Doctor {
  report: DoctorReport | null = $state.raw(null);
  isBusy = $state(false);
  problem = $state('');
  /** Why the provider was not told to send what happens here. */
  refusal = $state('');
  #endedAt = 0;
  #isGone = false;

  constructor(private readonly inboxId: number) {}

  get needs(): number {
    return (
      this.report?.checks.filter(({ status }) => status === 'failed' || status === 'warning').length ?? 0
    );
  }

  /** Nothing is wrong, and the provider has called. What cannot be found out is not waited for. */
  get isWell(): boolean {
    const checks = this.report?.checks ?? [];
    const isProven = checks.every(({ id, status }) => status === 'ok' || !PROVEN_BY_CALL.includes(id));
    return checks.length > 0 && this.needs === 0 && isProven;
  }

  async check() {
    this.problem = await this.#ask(() => readDoctor(this.inboxId));
    if (this.problem === '' && (this.isWell || this.#isSubscribed)) this.refusal = '';
  }

  get #isSubscribed(): boolean {
    return this.report?.checks.some(({ id, status }) => id === 'subscription' && status === 'ok') ?? false;
  }

  /** Says whether the provider took it. */
  async subscribe(): Promise<boolean> {
    if (this.isBusy) return false;
    this.refusal = await this.#ask(() => subscribeInbox(this.inboxId));
    return this.refusal === '';
  }

  /** Whether a mail to itself is still on its way. */
  isTesting = $state(false);

  /** Sends a mail to itself and waits for what the doctor finds of it. */
  async testMail() {
    if (this.isTesting) return;
    this.isTesting = true;
    this.refusal = '';
    try {
      await testMail(this.inboxId);
      for (let times = 0; times < TESTS_MAX && !this.#isGone; times += 1) {
        await this.check();
        if (this.#roundTrip !== 'unknown') break;
        await new Promise((done) => setTimeout(done, TEST_MS));
      }
    } catch (error) {
      this.refusal = wordsFor(error);
      await this.check();
    } finally {
      this.isTesting = false;
    }
  }

  get #roundTrip(): string | undefined {
    return this.report?.checks.find(({ id }) => id === 'round_trip')?.status;
  }

  /** Looks again whenever the inbox changes: a first message has come, or it was stopped. */
  follow() {
    $effect(() => () => void (this.#isGone = true));
    let before = '';
    $effect(() => {
      const now = facts(this.inboxId);
      const isFirst = before === '';
      if (now === before) return;
      before = now;
      if (isFirst) return;
      const timer = setTimeout(() => void this.check(), Math.max(0, this.#endedAt + APART_MS - Date.now()));
      return () => clearTimeout(timer);
    });
  }

  /** Gives why it failed, or nothing. */
  async #ask(request: () => Promise<DoctorReport>): Promise<string> {
    if (this.isBusy) return this.problem;
    this.isBusy = true;
    try {
      this.report = await request();
      this.problem = '';
      return '';
    } catch (error) {
      return wordsFor(error);
    } finally {
      this.isBusy = false;
      this.#endedAt = Date.now();
    }
  }
}
