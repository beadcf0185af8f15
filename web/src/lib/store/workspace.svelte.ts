import { readSettings } from '../../api/requests';
import { isKnownZone, ownZone } from '../zone';

/** What holds for the whole workspace, as far as agents go by it. */
class Workspace {
  /** Until it is known, the browser's own. */
  timeZone = $state(ownZone());

  /** What cannot be read stays as it was. */
  async load() {
    const settings = await readSettings().catch(() => null);
    // A zone that this browser has not heard of would break every time that is shown.
    if (settings) this.timeZone = isKnownZone(settings.time_zone) ? settings.time_zone : ownZone();
  }
}

export const workspace = new Workspace();
