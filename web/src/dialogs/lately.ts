const STORED_AT = 'deskbell.palette';
const KEPT_MAX = 5;

/** What was last done from the palette in this browser, the last first. */
export function lately(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED_AT) ?? '[]');
    return Array.isArray(stored) ? stored.filter((one) => typeof one === 'string').slice(0, KEPT_MAX) : [];
  } catch {
    return [];
  }
}

export function keepAsLast(key: string) {
  try {
    const kept = [key, ...lately().filter((one) => one !== key)].slice(0, KEPT_MAX);
    localStorage.setItem(STORED_AT, JSON.stringify(kept));
  } catch {
    // Without storage nothing is remembered.
  }
}
