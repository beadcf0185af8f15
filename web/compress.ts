import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const COMPRESSIBLE = /\.(js|css|html|svg|json|webmanifest|txt)$/;

/** Writes a .br and a .gz beside each text file, so that the server never compresses at run time. */
export function compress(): Plugin {
  return {
    name: 'deskbell-compress',
    apply: 'build',
    writeBundle(options) {
      const folder = options.dir;
      if (!folder) return;
      for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (COMPRESSIBLE.test(entry)) compressFile(join(folder, entry));
      }
    },
  };
}

function compressFile(path: string) {
  const bytes = readFileSync(path);
  const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  const brotli = brotliCompressSync(bytes, { params: quality });
  // A file that grows by it is served as it is.
  if (brotli.length >= bytes.length) return;
  writeFileSync(`${path}.br`, brotli);
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }));
}
