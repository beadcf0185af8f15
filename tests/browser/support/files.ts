/** Files to send, made here. */
import { crc32, deflateSync } from 'node:zlib';

const MEGABYTE = 1024 * 1024;

export interface Sendable {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A picture in one colour. */
export function picture(name: string, size = 240): Sendable {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // Eight bits each of red, green and blue.
  header.set([8, 2, 0, 0, 0], 8);
  const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(size * 3, Buffer.from([200, 120, 60]))]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: size }, () => line)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [part('IHDR', header), part('IDAT', pixels), part('IEND', Buffer.alloc(0))];
  return {
    name,
    mimeType: 'image/png',
    buffer: Buffer.concat([signature, ...parts]),
  };
}

/** A document of so many megabytes. */
export function document(name: string, megabytes: number): Sendable {
  const head = Buffer.from('%PDF-1.4\n');
  const rest = Buffer.alloc(megabytes * MEGABYTE - head.length, ' ');
  return {
    name,
    mimeType: 'application/pdf',
    buffer: Buffer.concat([head, rest]),
  };
}

/** As PNG has them: how long it is, what it is, and a check of both. */
function part(kind: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind), content]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(content.length, 0);
  around.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)]);
}
