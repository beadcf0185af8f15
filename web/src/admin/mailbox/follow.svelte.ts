import { readInbox } from '../../api/mail';
import { catalogue } from '../../lib/store/catalogue.svelte';

const APART_MS = 5_000;

/** How a mailbox fares is told by nobody: as long as somebody looks, it is asked for. */
export function followMailbox(id: number) {
  $effect(() => {
    let isGone = false;
    let timer: ReturnType<typeof setTimeout>;
    async function look() {
      try {
        const inbox = document.hidden ? null : await readInbox(id);
        // The rest is told live, and may be newer than this answer.
        const known = catalogue.inboxes.get(id);
        if (inbox && !isGone)
          catalogue.inboxes.put({ ...(known ?? inbox), mail_state: inbox.mail_state ?? null });
      } catch {
        // What cannot be read now is asked for again.
      }
      if (!isGone) timer = setTimeout(() => void look(), APART_MS);
    }
    void look();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  });
}
