import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Uploads } from './uploads.svelte';

vi.mock('../api/desk', () => ({ upload: () => [new Promise(() => {}), () => {}] }));

const picture = (name = 'slip.png', type = 'image/png') => new File(['x'], name, { type });
const shown = (uploads: Uploads) => uploads.items.map((item) => item.picture);

describe('the pictures of files to send', () => {
  const held = new Set<string>();

  beforeEach(() => {
    held.clear();
    let next = 1;
    URL.createObjectURL = () => {
      const url = `blob:${next++}`;
      held.add(url);
      return url;
    };
    URL.revokeObjectURL = (url) => void held.delete(url);
  });

  it('show before they are sent, of what a browser can draw and the channel takes', () => {
    const uploads = new Uploads('whatsapp');
    uploads.add([picture(), picture('price.pdf', 'application/pdf'), picture('party.gif', 'image/gif')]);
    expect(shown(uploads)).toEqual(['blob:1', null, null]);
  });

  it('are let go with their file', () => {
    const uploads = new Uploads('whatsapp');
    uploads.add([picture(), picture(), picture()]);
    uploads.remove(uploads.items[0]!.key);
    expect([...held]).toEqual(['blob:2', 'blob:3']);
    uploads.clear();
    expect(held.size).toBe(0);
  });

  it('take the place of the one before when a file is sent again', () => {
    const uploads = new Uploads('whatsapp');
    uploads.add([picture()]);
    uploads.again(uploads.items[0]!.key);
    expect(shown(uploads)).toEqual([...held]);
    expect(held.size).toBe(1);
  });
});
