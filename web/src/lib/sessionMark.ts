/**
 * Whether somebody has signed in by this browser. The session's own cookie is hidden from scripts; this one
 * says nothing but that it is worth asking for a session, and goes wherever cookies go.
 */
const NAME = 'deskbell_signed_in';
/** One that outlives its session costs a question that is answered by no. */
const LASTS_SECONDS = 365 * 24 * 60 * 60;

export const isMarked = () => document.cookie.split('; ').includes(`${NAME}=1`);

export function mark(isSignedIn: boolean) {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  const lasts = isSignedIn ? LASTS_SECONDS : -1;
  document.cookie = `${NAME}=1; Path=/; SameSite=Strict; Max-Age=${lasts}${secure}`;
}
