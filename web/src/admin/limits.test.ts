import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { agent, queue } from '../test/samples';
import type { FullQueue } from '../api/admin';
import AgentForm from './AgentForm.svelte';
import QueueForm from './QueueForm.svelte';

afterEach(cleanup);

/** Which of these numbers the field takes. */
function taken(name: RegExp, numbers: number[]): number[] {
  const field = screen.getByRole('spinbutton', { name }) as HTMLInputElement;
  return numbers.filter((number) => {
    field.value = String(number);
    return field.checkValidity();
  });
}

describe('a form takes what the server takes', () => {
  it('a capacity of 1 to 1000', () => {
    render(AgentForm, { agent: agent(2) });
    expect(taken(/^Capacity/, [0, 1, 101, 1000, 1001])).toEqual([1, 101, 1000]);
  });

  it('a priority of 0 to 1000', () => {
    render(QueueForm, { queue: queue(1) as FullQueue, hours: [], attributes: [] });
    expect(taken(/^Priority/, [-1, 0, 1000, 1001])).toEqual([0, 1000]);
  });
});
