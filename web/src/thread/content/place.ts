import type { Content } from '../../api/content';

const DIGITS = 6;
const MAP_ZOOM = 16;

type Place = Pick<Content, 'latitude' | 'longitude'>;

const isOnEarth = (latitude: number, longitude: number) =>
  Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;

function known({ latitude, longitude }: Place): [number, number] | null {
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return null;
  return isOnEarth(latitude, longitude) ? [latitude, longitude] : null;
}

/** As maps take them: `38.722300, -9.139300`. */
export function coordinates(place: Place): string | null {
  return (
    known(place)
      ?.map((one) => one.toFixed(DIGITS))
      .join(', ') ?? null
  );
}

export function mapLink(place: Place): string | null {
  const at = known(place);
  if (!at) return null;
  const [latitude, longitude] = at.map((one) => one.toFixed(DIGITS));
  return `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=${MAP_ZOOM}/${latitude}/${longitude}`;
}
