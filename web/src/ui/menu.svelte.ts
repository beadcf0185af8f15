import type { IconName } from './icons';

export interface MenuItem {
  text: string;
  icon?: IconName;
  /** A colour before the text: a label, a presence. */
  swatch?: string;
  checked?: boolean;
  tone?: 'danger';
  keys?: string;
  /** Begins a new part of the menu. */
  parted?: boolean;
  run: () => void;
}

interface OpenMenu {
  label: string;
  /** Stands above the items, for the eye. */
  heading?: string;
  items: MenuItem[];
  /** Where it hangs, in the window. */
  at: { x: number; y: number; above: number };
}

class Menu {
  open: OpenMenu | null = $state.raw(null);

  /** Under the button that was pressed. */
  below(button: Element, label: string, items: MenuItem[], heading?: string) {
    const box = button.getBoundingClientRect();
    const isRightToLeft = getComputedStyle(button).direction === 'rtl';
    this.open = {
      label,
      ...(heading ? { heading } : {}),
      items,
      at: { x: isRightToLeft ? box.right : box.left, y: box.bottom + 4, above: box.top - 4 },
    };
  }

  /** At the pointer. */
  atPoint(x: number, y: number, label: string, items: MenuItem[]) {
    this.open = { label, items, at: { x, y, above: y } };
  }

  close() {
    this.open = null;
  }
}

/** The one menu that can be open at a time. */
export const menu = new Menu();
