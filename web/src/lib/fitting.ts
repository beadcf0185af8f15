/**
 * Which of some names fit into a row beside the button for the others, which are fewer than two only if all fit.
 * The one that is chosen is always among them.
 */
export function fitting(widths: number[], room: number, button: number, chosen: number): number[] {
  const all = widths.map((_, index) => index);
  const sum = (indices: number[]) => indices.reduce((total, index) => total + widths[index]!, 0);
  if (sum(all) <= room) return all;
  const shown = chosen in widths ? [chosen] : [];
  for (const index of all) {
    if (index === chosen) continue;
    if (sum([...shown, index]) + button > room) break;
    shown.push(index);
  }
  return shown.sort((one, other) => one - other);
}
