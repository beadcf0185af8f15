import type { Attachment } from '../../api/content';

const WIDTH_PX = 300;
/** Narrower or wider is cut: the whole of it opens large. */
const RATIO_MIN = 3 / 4;
const RATIO_MAX = 16 / 9;
const USUAL_RATIO = 4 / 3;

/** The room that a picture is given before it is there, so that nothing moves when it comes. */
export function frame(attachment: Pick<Attachment, 'width' | 'height'> | null): {
  width: string;
  ratio: string;
} {
  const { width, height } = attachment ?? {};
  const known = width && height ? width / height : USUAL_RATIO;
  const ratio = Math.min(RATIO_MAX, Math.max(RATIO_MIN, known));
  // What stands upright would fill the thread.
  const wide = ratio < 1 ? WIDTH_PX * ratio : WIDTH_PX;
  return { width: `${Math.round(wide)}px`, ratio: ratio.toFixed(3) };
}
