import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { session } from '../lib/session.svelte';
import { me } from '../test/samples';
import { serve } from '../test/server';
import Signature from './Signature.svelte';

it('keeps one’s own signature as soon as one leaves its field', async () => {
  session.me = me({ signature: 'Ana' });
  const asked = serve({ 'PATCH /me': () => [200, me({ signature: 'Ana Lima' })] });
  render(Signature);
  const field: HTMLTextAreaElement = screen.getByLabelText('Signature of your mails');
  expect(field.value).toBe('Ana');
  await fireEvent.input(field, { target: { value: 'Ana Lima' } });
  await fireEvent.change(field);
  await screen.findByText('Kept.');
  expect(asked.map(({ body }) => body)).toEqual([{ signature: 'Ana Lima' }]);
  expect(session.me?.signature).toBe('Ana Lima');
});
