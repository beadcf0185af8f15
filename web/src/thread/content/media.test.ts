import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sent } from '../../lib/files';
import Film from './Film.svelte';
import PictureButton from './PictureButton.svelte';
import Player from './Player.svelte';

const file = (mime: string) =>
  sent(
    {
      id: 7,
      name: 'yard',
      mime,
      size: 9_000,
      url: '/api/v1/attachments/7',
      kind: mime.split('/')[0] as 'image',
      width: null,
      height: null,
    },
    0,
  );
const fails = (element: Element, code: number) => {
  Object.defineProperty(element, 'error', { value: { code } });
  return fireEvent(element, new Event('error'));
};
const retry = () => fireEvent.click(screen.getByRole('button', { name: 'Try again' }));

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe.each([
  ['a film', Film, 'video', 'video/mp4'],
  ['a recording', Player, 'audio', 'audio/ogg'],
] as const)('%s', (_, component, tag, mime) => {
  const medium = () => document.querySelector(tag);
  const shown = () => render(component as typeof Film, { file: file(mime) });

  it('that did not come is tried again', async () => {
    shown();
    await fails(medium()!, 2);
    expect(await screen.findByText('It could not be loaded.')).toBeTruthy();
    expect(screen.queryByText(/cannot play it/)).toBeNull();
    await retry();
    expect(medium()).not.toBeNull();
  });

  it('that is damaged is offered for download', async () => {
    shown();
    await fails(medium()!, 3);
    expect(await screen.findByText(/cannot play it/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it.each([
    [true, /cannot play it/],
    [false, 'It could not be loaded.'],
  ])('of a kind that is not known is told from one that is not there: %s', async (isThere, said) => {
    vi.stubGlobal('fetch', async () => new Response('x', { status: isThere ? 206 : 502 }));
    shown();
    await fails(medium()!, 4);
    expect(await screen.findByText(said)).toBeTruthy();
  });
});

describe('a picture', () => {
  const picture = () => document.querySelector('img');
  async function breaks(isThere: boolean) {
    vi.stubGlobal('fetch', async () => new Response('x', { status: isThere ? 206 : 502 }));
    const props = { file: file('image/png'), square: false, keepsRoom: false, onopen: vi.fn() };
    render(PictureButton, props);
    await fireEvent(picture()!, new Event('error'));
    await vi.waitFor(() => expect(picture()).toBeNull());
  }

  it('that did not come is tried again', async () => {
    await breaks(false);
    expect(screen.getByText('It could not be loaded.')).toBeTruthy();
    await retry();
    expect(document.activeElement).toBe(picture()!.closest('button'));
  });

  it('that is damaged is offered for download, and not tried for ever', async () => {
    await breaks(true);
    expect(screen.queryByText('It could not be loaded.')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
    expect(screen.getByRole('link').getAttribute('href')).toBe('/api/v1/attachments/7');
  });
});
