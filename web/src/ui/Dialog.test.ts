import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import Dialog from './Dialog.svelte';

const field = createRawSnippet(() => ({ render: () => '<input aria-label="Name" />' }));

function open(title = 'Rename') {
  const { unmount } = render(Dialog, { title, onclose: () => undefined, children: field });
  const input = screen.getAllByLabelText('Name').at(-1)!;
  input.focus();
  return { input, unmount };
}

function button(): HTMLButtonElement {
  const made = document.body.appendChild(document.createElement('button'));
  made.focus();
  return made;
}

afterEach(() => {
  cleanup();
  document.body.replaceChildren();
});

describe('a dialog', () => {
  it('gives the focus back to where it was', () => {
    const opener = button();
    const { unmount } = open();
    expect(document.activeElement).not.toBe(opener);
    unmount();
    expect(document.activeElement).toBe(opener);
  });

  it('leaves it to what its answer has focused', async () => {
    button();
    const { unmount } = open();
    const other = document.body.appendChild(document.createElement('textarea'));
    other.focus();
    unmount();
    expect(document.activeElement).toBe(other);
    await fireEvent.blur(other);
  });

  it('gives it back to the dialog below, and from one that took its place to where it was before both', () => {
    const opener = button();
    const below = open();
    open('Above').unmount();
    expect(document.activeElement).toBe(below.input);
    const next = open('Next');
    below.unmount();
    next.unmount();
    expect(document.activeElement).toBe(opener);
  });
});
