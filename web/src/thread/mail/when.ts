import type { Invitation } from '../../api/mail';
import { stamp, wallDate, wallTime } from '../../lib/format';

/** `2026-03-01`, `2026-03-01T10:00`, with `Z` or the name of a zone behind it. */
const MOMENT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::\d\d)?)?\s*(Z|UTC)?\s*(.*)$/;

interface Moment {
  day: string;
  time: string | null;
  zone: string;
}

function read(written: string): Moment | null {
  const found = MOMENT.exec(written.trim());
  if (!found) return null;
  const [, day, time = null, utc, rest = ''] = found;
  if (Number.isNaN(Date.parse(`${day}T${time ?? '00:00'}Z`))) return null;
  return { day: day!, time, zone: utc && time ? 'Z' : rest.replace(/^[([]|[)\]]$/g, '') };
}

const momentText = ({ day, time, zone }: Moment): string => {
  if (!time) return wallDate(day);
  return zone === 'Z' ? stamp(`${day}T${time}Z`) : `${wallDate(day)}, ${wallTime(`${day}T${time}`)}`;
};

/** When it is, by the clock that the invitation names; what cannot be read stays as it was written. */
export function whenText({ starts, ends }: Pick<Invitation, 'starts' | 'ends'>): string {
  if (!starts) return ends ?? '';
  const from = read(starts);
  if (!from) return ends ? `${starts} – ${ends}` : starts;
  const zone = from.zone && from.zone !== 'Z' ? ` (${from.zone})` : '';
  const to = ends ? read(ends) : null;
  if (!to || (to.day === from.day && to.time === from.time)) return momentText(from) + zone;
  const isShort = to.day === from.day && to.time && to.zone === from.zone && to.zone !== 'Z';
  const end = isShort ? wallTime(`${to.day}T${to.time}`) : momentText(to);
  return `${momentText(from)} – ${end}${zone}`;
}
