import { afterEach, describe, expect, it, vi } from 'vitest';
import { self } from '../test/look/world';
import { refusal, serve } from '../test/server';
import { session } from './session.svelte';
import { isMarked, mark } from './sessionMark';

describe('whoever opens the page', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    mark(false);
    session.me = null;
  });

  it('is not asked for where nobody has signed in', async () => {
    const asked = serve({});
    await session.restore();
    expect(asked).toEqual([]);
    expect([session.me, session.known]).toEqual([null, true]);
  });

  it('is known again after having signed in', async () => {
    serve({ 'POST /session': () => [201, self], 'GET /session': () => [200, self] });
    await session.signIn('ana@example.com', 'correct horse');
    session.me = null;
    await session.restore();
    expect(session.me).toEqual(self);
  });

  it('is asked for once more at most when the session is over', async () => {
    mark(true);
    const asked = serve({ 'GET /session': () => refusal('signed_out', 'Sign in.', 401) });
    await session.restore();
    await session.restore();
    expect(asked).toHaveLength(1);
    expect(isMarked()).toBe(false);
  });

  it('stays marked when the session of one tab is over: another tab may have a newer one', () => {
    mark(true);
    session.me = self;
    session.end();
    expect([session.me, isMarked()]).toEqual([null, true]);
  });

  it('stays marked when the server does not answer, and is asked for again', async () => {
    mark(true);
    serve({ 'GET /session': () => refusal('unavailable', 'Later.', 503) });
    await expect(session.restore()).rejects.toThrow('Later.');
    expect(isMarked()).toBe(true);
  });
});
