import { describe, expect, it } from 'vitest';
import { acceptedTypes, verdict } from './attachmentRules';

const MB = 1024 * 1024;
const why = (type: string, size: number, channel: 'whatsapp' | 'email' | 'messenger') => {
  const said = verdict({ type, size }, channel);
  return said.ok ? null : said.why;
};

describe('files going out', () => {
  it('keep to the limits of their kind', () => {
    expect(why('image/png', 5 * MB, 'whatsapp')).toBeNull();
    expect(why('image/png', 5 * MB + 1, 'messenger')).toBe('size');
    expect(why('application/pdf', 10 * MB + 1, 'email')).toBe('size');
    expect(why('video/mp4', 16 * MB, 'whatsapp')).toBeNull();
    expect(why('image/png', 0, 'email')).toBe('empty');
  });

  it('are of a kind that the channel takes', () => {
    expect(why('image/gif', 1, 'whatsapp')).toBe('gif');
    expect(why('image/gif', 1, 'messenger')).toBeNull();
    expect(why('video/mp4', 1, 'messenger')).toBe('video');
    expect(why('application/zip', 1, 'whatsapp')).toBe('type');
    expect(why('application/zip', 1, 'email')).toBeNull();
  });

  it('can be mended where a picture is too large or moves', () => {
    expect(verdict({ type: 'image/jpeg', size: 9 * MB }, 'whatsapp')).toMatchObject({ mend: 'smaller' });
    expect(verdict({ type: 'image/gif', size: 9 }, 'whatsapp')).toMatchObject({ mend: 'still' });
  });

  it('are offered by the file dialog accordingly', () => {
    expect(acceptedTypes('email')).toBe('');
    expect(acceptedTypes('whatsapp')).not.toContain('gif');
    expect(acceptedTypes('messenger')).not.toContain('video');
  });
});
