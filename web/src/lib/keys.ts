/** One table feeds the handler, the palette and the help sheet. */
export const KEYS = {
  palette: ['Ctrl+k'],
  help: ['?'],
  search: ['s', 'Ctrl+f'],
  send: ['Ctrl+Enter', 'Enter'],
  sendAndResolve: ['Ctrl+Shift+Enter'],
  undoSend: ['Ctrl+z'],
  reply: ['r'],
  note: ['n', 'Alt+n', 'Ctrl+n'],
  canned: ['/', 'Ctrl+/'],
  template: ['m'],
  buttons: ['b'],
  accept: ['a'],
  transfer: ['t', 'Alt+t', 'Ctrl+t'],
  resolve: ['e', 'Alt+r', 'Ctrl+r'],
  snooze: ['z'],
  start: ['c'],
  mark: ['x'],
  unread: ['u'],
  label: ['l'],
  tag: ['#'],
  details: ['i', 'Ctrl+i'],
  next: ['j', 'Alt+ArrowDown'],
  previous: ['k', 'Alt+ArrowUp'],
  close: ['Escape'],
  goMine: ['g m'],
  goQueue: ['g q'],
  goAll: ['g a'],
  goSnoozed: ['g s'],
  goClosed: ['g c'],
  goReports: ['g r'],
  filter: ['f'],
  closing: ['g w'],
  sortWindow: ['g e'],
  notices: ['g n'],
} as const satisfies Record<string, readonly string[]>;

export type Command = keyof typeof KEYS;

/** A browser tab keeps these for itself; an installed app gets them. */
export const ONLY_INSTALLED: readonly string[] = ['Ctrl+t', 'Ctrl+n'];

/** Handled where they are pressed, so that the table only tells of them. */
const LOCAL: readonly Command[] = ['send', 'sendAndResolve', 'undoSend', 'close'];

export interface Press {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

const BY_COMBINATION = new Map<string, Command>(
  Object.entries(KEYS).flatMap(([command, combinations]) =>
    LOCAL.includes(command as Command) ? [] : combinations.map((one) => [one, command as Command] as const),
  ),
);

/** The combination as the table writes it. Other scripts' layouts are read by the key's place. */
export function combination(press: Press): string {
  const isLatin = /^[\x20-\x7e]+$/.test(press.key);
  const place = /^Key([A-Z])$/.exec(press.code)?.[1]?.toLowerCase();
  const isModified = press.ctrlKey || press.metaKey || press.altKey;
  const key = place && (!isLatin || isModified) ? place : press.key;
  return (press.ctrlKey || press.metaKey ? 'Ctrl+' : '') + (press.altKey ? 'Alt+' : '') + key;
}

export interface Reading {
  command: Command | null;
  /** The first half of a two-key combination. */
  prefix: string | null;
}

/** What a press means; single letters mean nothing in a field, or when the agent has switched them off. */
export function read(press: Press, prefix: string | null, allowsLetters: boolean): Reading {
  const pressed = combination(press);
  const isLetter = !pressed.includes('+');
  if ((isLetter && !allowsLetters) || (press.shiftKey && !isLetter)) return { command: null, prefix: null };
  const whole = prefix ? `${prefix} ${pressed}` : pressed;
  const command = BY_COMBINATION.get(whole) ?? null;
  const begins = !command && [...BY_COMBINATION.keys()].some((one) => one.startsWith(`${whole} `));
  return { command, prefix: begins ? whole : null };
}
