import { expect, it, vi } from 'vitest';

it('the offer of the browser waits for the agent, and is taken once', async () => {
  const { install } = await import('./install.svelte');
  expect(install.isOffered).toBe(false);
  const offer = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
    prompt: vi.fn(() => Promise.resolve({ outcome: 'accepted' })),
  });
  dispatchEvent(offer);
  expect([install.isOffered, offer.defaultPrevented]).toEqual([true, true]);
  await install.ask();
  await install.ask();
  expect(offer.prompt).toHaveBeenCalledOnce();
  expect(install.isOffered).toBe(false);
});
