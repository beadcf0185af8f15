/** How a picture is looked at: how large, and moved by how much. */
export interface View {
  scale: number;
  x: number;
  y: number;
}

export const WHOLE: View = { scale: 1, x: 0, y: 0 };
export const SCALE_MAX = 5;

interface Box {
  width: number;
  height: number;
}

/** Larger or smaller around a point, which is measured from the middle and stays where it is. */
export function zoomed(view: View, factor: number, point: { x: number; y: number }, box: Box): View {
  const scale = Math.min(SCALE_MAX, Math.max(1, view.scale * factor));
  const share = scale / view.scale;
  return held(
    { scale, x: point.x - (point.x - view.x) * share, y: point.y - (point.y - view.y) * share },
    box,
  );
}

export const moved = (view: View, dx: number, dy: number, box: Box): View =>
  held({ ...view, x: view.x + dx, y: view.y + dy }, box);

/** A picture is never pushed out of sight. */
function held({ scale, x, y }: View, { width, height }: Box): View {
  const most = (length: number) => (length * (scale - 1)) / 2;
  const within = (at: number, limit: number) => Math.max(-limit, Math.min(limit, at)) + 0;
  return { scale, x: within(x, most(width)), y: within(y, most(height)) };
}
