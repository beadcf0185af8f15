import { describe, expect, it } from 'vitest';
import type { Way } from '../api/sending';
import { acceptedTypes, typeOf, verdict } from './attachmentRules';

const MB = 1024 * 1024;
const way = (channel: Way['channel'], options: Partial<Way['options']> = {}): Way => ({
  channel,
  options: { sends_video: false, document_mb_max: null, ...options },
});
const said = (type: string, size: number, to: Way | Way['channel'], name = '') =>
  verdict({ type, size, name }, typeof to === 'string' ? way(to) : to);
const why = (...asked: Parameters<typeof said>) => {
  const answer = said(...asked);
  return answer.ok ? null : answer.why;
};

describe('files going out', () => {
  it('keep to the limits of their kind', () => {
    expect(why('image/png', 5 * MB, 'whatsapp')).toBeNull();
    expect(why('image/png', 5 * MB + 1, 'messenger')).toBe('size');
    expect(why('application/pdf', 10 * MB + 1, 'messenger')).toBe('size');
    expect(why('video/mp4', 16 * MB, 'whatsapp')).toBeNull();
    expect(why('audio/ogg', 16 * MB + 1, 'whatsapp')).toBe('size');
    expect(why('image/png', 0, 'email')).toBe('empty');
  });

  it('are all the same to a mail, which takes 25 MB or what the inbox says', () => {
    for (const type of ['application/pdf', 'image/png', 'video/mp4', 'application/zip', '']) {
      expect(why(type, 25 * MB, 'email')).toBeNull();
      expect(why(type, 25 * MB + 1, 'email')).toBe('size');
    }
    expect(why('image/png', 6 * MB, way('email', { document_mb_max: 5 }))).toBe('size');
  });

  it('are of a kind that the channel takes', () => {
    expect(why('image/gif', 1, 'whatsapp')).toBe('gif');
    expect(why('image/gif', 1, 'messenger')).toBeNull();
    expect(why('video/mp4', 1, 'messenger')).toBe('video');
    expect(why('image/heic', 1, 'whatsapp')).toBe('pictureType');
    expect(why('application/zip', 1, 'whatsapp')).toBe('type');
    expect(why('application/zip', 1, 'email')).toBeNull();
  });

  it('follow what the inbox allows', () => {
    expect(why('video/mp4', 1, way('messenger', { sends_video: true }))).toBeNull();
    const larger = way('whatsapp', { document_mb_max: 40 });
    expect(why('application/pdf', 40 * MB, larger)).toBeNull();
    expect(why('application/pdf', 40 * MB + 1, larger)).toBe('size');
    expect(why('image/png', 6 * MB, larger)).toBe('size');
    expect(why('application/pdf', 26 * MB, way('messenger', { document_mb_max: 100 }))).toBe('size');
  });

  it('are known by their ending where the browser knows no type, or has another name for it', () => {
    expect(typeOf({ type: '', name: 'prices.XLSX' })).toContain('spreadsheetml');
    expect(typeOf({ type: 'audio/x-m4a', name: 'voice.m4a' })).toBe('audio/mp4');
    expect(typeOf({ type: 'audio/ogg; codecs=opus', name: 'voice' })).toBe('audio/ogg');
    expect(typeOf({ type: 'video/ogg', name: 'voice.opus' })).toBe('audio/ogg');
    for (const name of ['a.mp3', 'a.m4a', 'a.aac', 'a.amr', 'a.ogg'])
      for (const channel of ['whatsapp', 'messenger'] as const) expect(why('', 1, channel, name)).toBeNull();
  });

  it('can be mended where a picture is too large, moves, or is of a type that nobody takes', () => {
    expect(said('image/jpeg', 9 * MB, 'whatsapp')).toMatchObject({ mend: 'smaller' });
    expect(said('image/gif', 9, 'whatsapp')).toMatchObject({ mend: 'still' });
    expect(said('image/webp', 9, 'messenger')).toMatchObject({ why: 'pictureType', mend: 'redrawn' });
    expect(said('image/heic', 9, 'messenger')).toMatchObject({ why: 'pictureType', mend: null });
  });

  it('are offered by the file dialog accordingly', () => {
    expect(acceptedTypes(way('email'))).toBe('');
    expect(acceptedTypes(way('whatsapp'))).not.toContain('gif');
    expect(acceptedTypes(way('whatsapp'))).toContain('.m4a');
    expect(acceptedTypes(way('messenger'))).not.toContain('video');
    expect(acceptedTypes(way('messenger', { sends_video: true }))).toContain('video/mp4');
  });
});
