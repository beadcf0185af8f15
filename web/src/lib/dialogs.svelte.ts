import type { BulkResult, ContactWhole } from '../api/types';

/** What takes one more conversation than was agreed. */
export type Beyond = 'accept' | 'take_over' | 'reopen' | 'accept_many';

/** Which dialog is open: any feature may ask for one, the app draws it. */
export type DialogName =
  | { name: 'palette' | 'help' | 'settings' | 'notices' }
  /** With somebody who is known, or who is only a number or an address yet. */
  | { name: 'start'; contact?: ContactWhole; address?: string }
  | { name: 'over_capacity'; act: Beyond; question: string; again: () => void; otherwise?: () => void }
  | { name: 'save_canned'; text: string }
  | { name: 'block'; contact: number; who: string }
  | { name: 'bulk_failures'; done: number; failures: BulkResult[] }
  /** Of one conversation or of all that are selected. */
  | { name: 'resolve' | 'transfer' | 'tags' | 'labels' | 'snooze'; conversations: number[] };

class Dialogs {
  open: DialogName | null = $state.raw(null);

  show(dialog: DialogName) {
    this.open = dialog;
  }

  close() {
    this.open = null;
  }
}

export const dialogs = new Dialogs();
