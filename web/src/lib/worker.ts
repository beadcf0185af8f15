import { router } from './router.svelte';

const ADDRESS = '/sw.js';

/** The security policy lets no text become the address of a script but one that a policy vouches for. */
interface TrustedTypes {
  createPolicy: (
    name: string,
    rules: { createScriptURL: () => string },
  ) => { createScriptURL: (of: string) => string };
}

function address(): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy('deskbell-worker', { createScriptURL: () => ADDRESS });
  return policy?.createScriptURL('') ?? ADDRESS;
}

/** Lets the desk be installed, open without a network, and be opened by a click on a notification. */
export async function startWorker() {
  // Browsers have workers only on https and on the machine itself.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ go?: unknown }>) => {
    if (typeof data.go === 'string') router.go(data.go);
  });
  try {
    await navigator.serviceWorker.register(address());
  } catch {
    // The desk works without one.
  }
}

/** The worker of this page, once it is there: notifications that it shows can be clicked after the page is gone. */
export const activeWorker = async () =>
  'serviceWorker' in navigator ? await navigator.serviceWorker.getRegistration() : undefined;
