import { describe, expect, it } from 'vitest';
import page from '../../../docs/reference/keyboard.md?raw';
import { english } from '../test/english';
import { KEYS, read, type Press } from './keys';

const press = (key: string, facts: Partial<Press> = {}): Press => ({
  key,
  code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...facts,
});

describe('keys', () => {
  it('have one meaning each', () => {
    const all = Object.values(KEYS).flat();
    expect(new Set(all).size).toBe(all.length);
  });

  it('all stand on their page of the documentation', () => {
    const shown = (keys: string) =>
      keys.replace(/(^|\+| )([a-z])(?= |$)/g, (_, before, key) => before + key.toUpperCase());
    for (const [command, combinations] of Object.entries(KEYS)) {
      const name = english[`command.${command as keyof typeof KEYS}`];
      const row = page.split('\n').find((line) => line.startsWith(`| ${name}`));
      for (const keys of combinations) expect(row, `${name}: ${keys}`).toContain(`\`${shown(keys)}\``);
    }
  });

  it('reach a command by letter and by combination', () => {
    expect(read(press('t'), null, true).command).toBe('transfer');
    expect(read(press('t', { altKey: true }), null, false).command).toBe('transfer');
    expect(read(press('k', { metaKey: true }), null, false).command).toBe('palette');
    expect(read(press('?', { shiftKey: true }), null, true).command).toBe('help');
  });

  it('leave letters to the field that is written in', () => {
    expect(read(press('t'), null, false).command).toBeNull();
    expect(read(press('/'), null, false).command).toBeNull();
  });

  it('leave Ctrl+Shift+R to the browser', () => {
    expect(read(press('R', { ctrlKey: true, shiftKey: true }), null, true).command).toBeNull();
  });

  it('wait for the second key of two', () => {
    expect(read(press('g'), null, true)).toEqual({ command: null, prefix: 'g' });
    expect(read(press('q'), 'g', true)).toEqual({ command: 'goQueue', prefix: null });
    expect(read(press('x'), 'g', true)).toEqual({ command: null, prefix: null });
  });

  it('are found by their place on another script’s layout', () => {
    expect(read(press('е', { code: 'KeyT' }), null, true).command).toBe('transfer');
  });
});
