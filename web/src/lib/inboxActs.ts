import { dismissWarning } from '../api/inboxes';
import { catalogue } from './store/catalogue.svelte';
import { toasts } from './toasts.svelte';

/** What the provider has told is read, and shown to no admin any more. */
export async function dismiss(inboxId: number, warningId: number) {
  try {
    await dismissWarning(inboxId, warningId);
    const inbox = catalogue.inboxes.get(inboxId);
    if (!inbox) return;
    catalogue.inboxes.put({ ...inbox, warnings: inbox.warnings.filter(({ id }) => id !== warningId) });
  } catch (error) {
    toasts.problem(error);
  }
}
