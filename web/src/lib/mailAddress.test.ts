import { expect, it } from 'vitest';
import { bareSubject, fewNames, mailName, wholeAddress } from './mailAddress';

const at = (name: string | null, address: string) => ({ name, address });

it('calls somebody by name, and by the address without one', () => {
  expect(mailName(at(' Ana ', 'a@b.example'))).toBe('Ana');
  expect(mailName(at('', 'a@b.example'))).toBe('a@b.example');
  expect(wholeAddress(at('Ana', 'a@b.example'))).toBe('Ana <a@b.example>');
  expect(wholeAddress(at('a@b.example', 'a@b.example'))).toBe('a@b.example');
});

it('names the first few of many', () => {
  const people = ['Ana', 'Ben', 'Eva', 'Rui', 'Lea'].map((name) => at(name, 'x@y.example'));
  expect(fewNames(people.slice(0, 2))).toBe('Ana and Ben');
  expect(fewNames(people)).toBe('Ana, Ben, Eva and 2 more');
});

it('knows a subject again that was answered or forwarded', () => {
  for (const subject of ['Re: Order', 'AW: Re: Order', 'RE[2]: Fwd: Order', ' WG: Order', 'Order'])
    expect(bareSubject(subject)).toBe('Order');
  expect(bareSubject('Refund: Order')).toBe('Refund: Order');
});
