import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { InboxOptions as Options } from '../api/sending';
import type { Channel } from '../api/types';
import InboxOptions from './InboxOptions.svelte';

afterEach(cleanup);

const OPTIONS: Options = {
  marks_read: true,
  shows_typing: true,
  human_agent: false,
  sends_video: false,
  document_mb_max: null,
};

function shown(channel: Channel) {
  const props = $state({ channel, options: { ...OPTIONS } });
  render(InboxOptions, { props });
  return props;
}
const names = () =>
  screen.queryAllByRole('switch').map((one) => one.closest('div')?.querySelector('label')?.textContent);

describe('the options of an inbox', () => {
  it('are those that its channel knows', () => {
    shown('whatsapp');
    expect(names()).toEqual([
      'Show customers that their messages were read',
      'Show customers when an agent types',
    ]);
    cleanup();
    shown('messenger');
    expect(names()).toContain('Answers for 7 days (Human Agent)');
    expect(names()).toContain('Send videos');
    cleanup();
    shown('email');
    expect(names()).toEqual([]);
  });

  it('are changed one by one; an empty limit is the usual one', async () => {
    const props = shown('messenger');
    await fireEvent.click(screen.getByRole('switch', { name: 'Send videos' }));
    expect(props.options.sends_video).toBe(true);
    const limit = screen.getByRole<HTMLInputElement>('spinbutton', { name: /Largest document/ });
    await fireEvent.input(limit, { target: { value: '25' } });
    expect(props.options.document_mb_max).toBe(25);
    await fireEvent.input(limit, { target: { value: '' } });
    expect(props.options.document_mb_max).toBeNull();
  });

  it('take a document as large as the platform does, and no larger', () => {
    shown('messenger');
    const limit = screen.getByRole<HTMLInputElement>('spinbutton', { name: /Largest document/ });
    limit.value = '26';
    expect(limit.checkValidity()).toBe(false);
    limit.value = '25';
    expect(limit.checkValidity()).toBe(true);
  });
});
