import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import ImportDialog from './ImportDialog.svelte';

/** "name,phone\nJosé,351912345678" as an old spreadsheet keeps it: in Latin-1. */
const LATIN_1 = Uint8Array.from('name,phone\nJosé,351912345678', (character) => character.charCodeAt(0));
const NOT_UTF_8 = 'The file is not UTF-8: save it as “CSV UTF-8” and try again.';

const answer = (status: number, body: object) => new Response(JSON.stringify(body), { status });

async function importing(response: Response) {
  const asked = vi.spyOn(globalThis, 'fetch').mockResolvedValue(response);
  const ondone = vi.fn();
  render(ImportDialog, { onclose: () => {}, ondone });
  const field = screen.getByLabelText<HTMLInputElement>(/CSV file/);
  const file = new File([LATIN_1], 'people.csv', { type: 'text/csv' });
  Object.defineProperty(field, 'files', { value: [file], configurable: true });
  await fireEvent.change(field);
  await fireEvent.submit(field.closest('form')!);
  await vi.waitFor(() => expect(asked).toHaveBeenCalledOnce());
  return { field, ondone, sent: asked.mock.calls[0]![1]!.body as Blob };
}

describe('an import of contacts', () => {
  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
  });

  it('sends the bytes of the file as they are, and says why they were refused', async () => {
    const { field, sent, ondone } = await importing(
      answer(422, { status: 422, code: 'invalid', field: 'file', detail: NOT_UTF_8 }),
    );
    expect(new Uint8Array(await new Response(sent).arrayBuffer())).toEqual(LATIN_1);
    expect((await screen.findByRole('alert')).textContent).toBe(NOT_UTF_8);
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(ondone).not.toHaveBeenCalled();
  });

  it('wants a refused file to be chosen anew', async () => {
    const { field } = await importing(answer(422, { status: 422, code: 'invalid', detail: NOT_UTF_8 }));
    await screen.findByRole('alert');
    await fireEvent.submit(field.closest('form')!);
    expect(screen.getByRole('alert').textContent).toBe('Choose a file first.');
    expect(fetch).toHaveBeenCalledOnce();
  });

  it('lists every skipped row, also two of one line', async () => {
    const skipped = ['No name.', 'No phone number.'].map((reason) => ({ line: 3, reason }));
    await importing(answer(200, { created: 1, updated: 0, unchanged: 0, skipped, skipped_total: 2 }));
    const list = await screen.findByRole('list', { name: 'Skipped lines' });
    expect(list.textContent).toContain('No name.');
    expect(list.textContent).toContain('No phone number.');
  });
});
