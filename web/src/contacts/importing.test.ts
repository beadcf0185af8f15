import { describe, expect, it } from 'vitest';
import description from '../../../docs/reference/openapi.json?raw';
import { IMPORT_BYTES_MAX } from './importing';

describe('an import', () => {
  it('takes as much as the server does', () => {
    const mebibytes = Number(/A list has at most (\d+) MiB and/.exec(description)?.[1]);
    expect(IMPORT_BYTES_MAX).toBe(mebibytes * 1024 * 1024);
  });
});
