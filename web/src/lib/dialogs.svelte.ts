/** Which dialog is open: any feature may ask for one, the app draws it. */
export type DialogName =
  | { name: 'palette' | 'help' | 'settings' }
  | { name: 'resolve' | 'transfer' | 'tags' | 'labels' | 'over_capacity'; conversation: number };

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
