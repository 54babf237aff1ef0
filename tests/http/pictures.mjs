// pictures.mjs -- pictures for tests, good and evil, made byte by byte.
import { crc32, deflateSync } from 'node:zlib';

function crc(bytes) {
  if (crc32) return crc32(bytes);
  let c = 0xffffffff; // Node 18 has none
  for (const b of bytes) {
    c ^= b;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  }
  return (c ^ 0xffffffff) >>> 0;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), body.length + 4);
  return out;
}

// A PNG; `says` lies about its size, `extra` are more chunks [type, bytes] before the pixels.
export function png(width, height, { colour = [0x20, 0x80, 0xc0], says, extra = [], level = 9 } = {}) {
  const row = Buffer.alloc(1 + width * 3);
  for (let x = 0; x < width; x++) row.set(colour, 1 + x * 3);
  const rows = Buffer.alloc(row.length * height);
  for (let y = 0; y < height; y++) row.copy(rows, y * row.length);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(says?.[0] ?? width, 0);
  head.writeUInt32BE(says?.[1] ?? height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head),
    ...extra.map(([type, data]) => chunk(type, Buffer.from(data))), chunk('IDAT', deflateSync(rows, { level })), chunk('IEND', Buffer.alloc(0))]);
}

// What Exif says about how the camera was held, put behind the first two bytes of a JPEG.
export function turned(jpeg, orientation) {
  const exif = Buffer.from('457869660000' + '49492a0008000000' + '0100' + '120103000100000000000000' + '00000000' + '5365637265742d706c616365', 'hex');
  exif.writeUInt16LE(orientation, 6 + 8 + 2 + 8);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(exif.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]);
}

// Width and height of a JPEG, from its frame.
export function jpegSize(bytes) {
  for (let at = 2; at < bytes.length;) {
    const marker = bytes[at + 1];
    if (marker >= 0xc0 && marker <= 0xc2) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  throw new Error('no frame');
}

// Two pixels, blue; made once with Google's own encoder.
export const WEBP = Buffer.from('UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vuUAAA=', 'base64');
