import { cleanup, fireEvent, render } from '@testing-library/svelte';
import { afterEach, expect, it, vi } from 'vitest';
import Drop from './Drop.svelte';

afterEach(() => {
  cleanup();
  document.body.replaceChildren();
});

it('what lies behind an open dialog takes no files, and the browser does not leave for them either', async () => {
  const [behind, inside] = [vi.fn(), vi.fn()];
  const drop = () => fireEvent.drop(window, { dataTransfer: { types: ['Files'], files: ['a file'] } });
  render(Drop, { isTaken: true, isOver: false, onfiles: behind });
  await drop();
  expect(behind).toHaveBeenCalledOnce();
  const dialog = document.createElement('dialog');
  dialog.setAttribute('open', '');
  document.body.append(dialog);
  render(Drop, { isTaken: true, isInDialog: true, isOver: false, onfiles: inside });
  expect(await drop()).toBe(false);
  expect(behind).toHaveBeenCalledOnce();
  expect(inside).toHaveBeenCalledExactlyOnceWith(['a file']);
});
