/** Why a film, a recording or a picture is not shown: it did not come, or this browser has no way to show it. */
export type MediaFault = 'notLoaded' | 'unplayable';

/** Of `MediaError`. */
const NETWORK = 2;
const DECODING = 3;

export async function faultOf({ error, currentSrc, src }: HTMLMediaElement): Promise<MediaFault> {
  if (error?.code === NETWORK) return 'notLoaded';
  if (error?.code === DECODING) return 'unplayable';
  // Browsers also call “not supported” what they could not fetch at all.
  return (await isThere(currentSrc || src)) ? 'unplayable' : 'notLoaded';
}

/** Whether the server has it: a browser tells of no file why it shows none. */
export async function isThere(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { headers: { Range: 'bytes=0-0' } });
    void answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
