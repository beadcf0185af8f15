/** The real server with its demo company, started for one file of stories and ended after it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '@playwright/test';

const BINARY = process.env.DESKBELL_BINARY ?? '../../target/debug/deskbell';
/** An unoptimised build fills its company and hashes a password before it answers. */
const START_MS_MAX = 60_000;

/** Everybody's in the demo. */
export const PASSWORD = 'try-deskbell-now';
export const ANA = { name: 'Ana Torres', email: 'ana@brightleaf.example' };
export const BEN = { name: 'Ben Okafor', email: 'ben@brightleaf.example' };

export class Desk {
  /** Where agents work. */
  address = '';
  /** Where the customers' phones are; another place after each start. */
  phones = '';
  #data = '';
  #port = 0;
  #process: ChildProcess | null = null;
  #said = '';

  async open() {
    this.#data = await mkdtemp(join(tmpdir(), 'deskbell-stories-'));
    this.#port = await freePort();
    await this.start();
  }

  /** Starts it where it was before, or `elsewhere` with the same data. */
  async start({ elsewhere = false } = {}) {
    const port = elsewhere ? await freePort() : this.#port;
    this.#said = '';
    const child = spawn(BINARY, ['demo', '--data', this.#data, '--listen', `127.0.0.1:${port}`], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DESKBELL_LOG: 'warn' },
    });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (part: Buffer) => (this.#said += part.toString()));
    }
    await this.#isReady(child);
  }

  /** When it has printed where it is; with everything it said if it never does. */
  #isReady(child: ChildProcess): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`the demo did not start: ${why}\n${this.#said}`));
      const timer = setTimeout(() => fail('it took too long'), START_MS_MAX);
      child.stdout?.on('data', () => {
        this.address = /Deskbell\s+(http:\S+)/.exec(this.#said)?.[1] ?? '';
        this.phones = /The phones\s+(http:\S+)/.exec(this.#said)?.[1] ?? '';
        if (!this.address || !this.phones) return;
        clearTimeout(timer);
        resolve();
      });
      child.once('error', (error) => fail(error.message));
      child.once('exit', (code) => fail(`it ended with ${code}`));
    });
  }

  /** As a power cut would. */
  kill = () => this.#end('SIGKILL');

  stop = () => this.#end('SIGTERM');

  async close() {
    try {
      await this.#end('SIGKILL');
    } finally {
      await rm(this.#data, { recursive: true, force: true });
    }
  }

  async #end(signal: NodeJS.Signals) {
    const child = this.#process;
    this.#process = null;
    if (!child) return;
    const { exitCode, signalCode } = child;
    if (exitCode !== null || signalCode !== null) {
      throw new Error(`the demo ended by itself with ${exitCode ?? signalCode}:\n${this.#said}`);
    }
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

/** One company for all stories of the file that asks. */
export function company(): Desk {
  const desk = new Desk();
  test.beforeAll(() => desk.open());
  test.afterAll(() => desk.close());
  return desk;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
