import { tick } from 'svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Way } from '../api/sending';
import { Uploads } from './uploads.svelte';

const sent = vi.hoisted(() => vi.fn());
const stopped = vi.hoisted(() => vi.fn());
vi.mock('../api/desk', async (actual) => ({
  ...(await actual<object>()),
  upload: () => {
    sent();
    return [new Promise(() => {}), stopped];
  },
}));

const MB = 1024 * 1024;
const pictures = vi.hoisted(() => ({ still: vi.fn(), smaller: vi.fn() }));
vi.mock('./pictures', () => pictures);

const picture = (name = 'slip.png', type = 'image/png') => new File(['x'], name, { type });
const heavy = (name: string, type: string, size: number) =>
  Object.defineProperty(picture(name, type), 'size', { value: size });
const shown = (uploads: Uploads) => uploads.items.map((item) => item.picture);
const begun = (way: Partial<Way> = {}) =>
  new Uploads(() => ({
    channel: 'whatsapp',
    options: { sends_video: false, document_mb_max: null },
    ...way,
  }));
const settled = async () => {
  for (let times = 0; times < 4; times += 1) await tick();
};

const PARTY = { id: 5, name: 'party.gif', mime: 'image/gif', size: 2_000, url: '/api/v1/attachments/5' };

const held = new Set<string>();

beforeEach(() => {
  vi.resetAllMocks();
  pictures.still.mockRejectedValue(new Error('no picture'));
  held.clear();
  let next = 1;
  URL.createObjectURL = () => {
    const url = `blob:${next++}`;
    held.add(url);
    return url;
  };
  URL.revokeObjectURL = (url) => void held.delete(url);
});

describe('the pictures of files to send', () => {
  it('show before they are sent, of what a browser can draw and the channel takes', () => {
    const uploads = begun();
    uploads.add([picture(), picture('price.pdf', 'application/pdf'), picture('party.gif', 'image/gif')]);
    expect(shown(uploads)).toEqual(['blob:1', null, null]);
  });

  it('are let go with their file', () => {
    const uploads = begun();
    uploads.add([picture(), picture(), picture()]);
    uploads.remove(uploads.items[0]!.key);
    expect([...held]).toEqual(['blob:2', 'blob:3']);
    uploads.clear();
    expect(held.size).toBe(0);
  });

  it('take the place of the one before when a file is sent again', () => {
    const uploads = begun();
    uploads.add([picture()]);
    uploads.again(uploads.items[0]!.key);
    expect(shown(uploads)).toEqual([...held]);
    expect(held.size).toBe(1);
  });
});

describe('the files of a mail', () => {
  it('fit together, or are refused one by one', () => {
    const uploads = begun({ channel: 'email' });
    uploads.add([
      heavy('a.zip', '', 20 * MB),
      heavy('b.png', 'image/png', 6 * MB),
      heavy('c.pdf', '', 5 * MB),
    ]);
    expect(uploads.items.map(({ state }) => state)).toEqual(['sending', 'refused', 'sending']);
    expect(uploads.items[1]!.reason).toMatch(/b\.png does not fit: .* 25 MB together/);
    uploads.remove(uploads.items[0]!.key);
    expect(uploads.items.map(({ state }) => state)).toEqual(['sending', 'sending']);
    uploads.give([
      { ...PARTY, size: 20 * MB },
      { ...PARTY, id: 6, size: 14 * MB },
    ]);
    expect(uploads.items.map(({ state }) => state)).toEqual(['sending', 'sending', 'refused', 'done']);
    uploads.remove(uploads.items[3]!.key);
    expect(uploads.items.map(({ state }) => state)).toEqual(['sending', 'sending', 'refused']);
    uploads.remove(uploads.items[0]!.key);
    uploads.remove(uploads.items[0]!.key);
    expect(uploads.items.map(({ state }) => state)).toEqual(['done']);
  });
});

describe('files whose way changes', () => {
  it('are judged again: those that fit stay as they are, others come or go', () => {
    const way: Way = { channel: 'email', options: { sends_video: false, document_mb_max: 3 } };
    const uploads = new Uploads(() => way);
    const states = () => uploads.items.map(({ name, state }) => `${name} ${state}`);
    uploads.add([heavy('a.zip', '', 2 * MB), heavy('b.zip', '', 2 * MB)]);
    expect(states()).toEqual(['a.zip sending', 'b.zip refused']);
    way.options = { sends_video: false, document_mb_max: 4 };
    uploads.judgeAgain();
    expect(states()).toEqual(['a.zip sending', 'b.zip sending']);
    expect(sent).toHaveBeenCalledTimes(2);
    way.options = { sends_video: false, document_mb_max: 2 };
    uploads.judgeAgain();
    expect(states()).toEqual(['a.zip sending', 'b.zip refused']);
    expect(uploads.items[1]!.reason).toMatch(/b\.zip does not fit: .* 2 MB together/);
    expect([sent.mock.calls.length, stopped.mock.calls.length]).toEqual([2, 1]);
  });
});

describe('a picture that does not fit', () => {
  it('is made smaller beforehand, and takes the place of the large one when it is wanted', async () => {
    const small = heavy('slip.jpg', 'image/jpeg', 2 * MB);
    pictures.smaller.mockResolvedValue(small);
    const uploads = begun();
    uploads.add([heavy('slip.png', 'image/png', 9 * MB)]);
    await settled();
    const [item] = uploads.items;
    expect(item).toMatchObject({ state: 'refused', mend: 'smaller', mended: small });
    expect(pictures.smaller).toHaveBeenCalledWith(expect.anything(), 5 * MB);
    await uploads.mend(item!.key);
    expect(uploads.items[0]).toMatchObject({ state: 'sending', name: 'slip.jpg', size: 2 * MB, was: 9 * MB });
  });

  it('is redrawn, and then made smaller if that has made it too large', async () => {
    pictures.still.mockResolvedValue(heavy('slip.png', 'image/png', 8 * MB));
    const small = heavy('slip.jpg', 'image/jpeg', MB);
    pictures.smaller.mockResolvedValue(small);
    const uploads = begun({ channel: 'messenger' });
    uploads.add([heavy('slip.webp', 'image/webp', 3 * MB)]);
    await settled();
    expect(uploads.items[0]).toMatchObject({ mend: 'redrawn', mended: small });
  });

  it('does not come back once it was taken away, and is sent once however often it is wanted', async () => {
    let draw: (file: File) => void = () => {};
    const drawn = new Promise<File>((resolve) => (draw = resolve));
    const uploads = begun();
    uploads.give([PARTY, { ...PARTY, id: 6 }]);
    vi.stubGlobal('fetch', async () => new Response('x'));
    pictures.still.mockReturnValue(drawn);
    const [gone, wanted] = uploads.items;
    const mends = [uploads.mend(gone!.key), uploads.mend(wanted!.key), uploads.mend(wanted!.key)];
    uploads.remove(gone!.key);
    draw(picture('party.png'));
    await Promise.all(mends);
    expect(uploads.items.map(({ name, state }) => [name, state])).toEqual([['party.png', 'sending']]);
    expect(sent).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
  });

  it('offers nothing once it turns out to be no picture', async () => {
    const uploads = begun();
    uploads.add([picture('party.gif', 'image/gif')]);
    await settled();
    expect(uploads.items[0]).toMatchObject({ state: 'refused', mend: null });
  });
});

it('a file is judged by what the inbox allows when it is added', () => {
  const way: Way = { channel: 'messenger', options: { sends_video: false, document_mb_max: null } };
  const uploads = new Uploads(() => way);
  uploads.add([picture('cat.mp4', 'video/mp4')]);
  way.options = { sends_video: true, document_mb_max: null };
  uploads.add([picture('cat.mp4', 'video/mp4')]);
  expect(uploads.items.map((item) => item.state)).toEqual(['refused', 'sending']);
});
