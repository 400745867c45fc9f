/** Images as an operator has them. */
import { crc32, deflateSync } from 'node:zlib';
import { runToolOrFail } from '../ffmpeg.js';

/** A frame of a test source as PNG with pixels of a kind. */
export async function pictureAsPng(format: string, size = '40x20'): Promise<Buffer> {
  const frame = ['-f', 'lavfi', '-i', `testsrc2=s=${size}:d=1,format=rgba`, '-frames:v', '1'];
  const png = ['-pix_fmt', format, '-c:v', 'png', '-pred', 'mixed', '-f', 'image2pipe', 'pipe:1'];
  return runToolOrFail('ffmpeg', ['-v', 'error', ...frame, ...png]);
}

/** The pixels of a PNG in RGBA, as ffmpeg reads them. */
export async function pixelsOf(png: Buffer): Promise<Buffer> {
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgba', 'pipe:1'];
  return runToolOrFail('ffmpeg', ['-v', 'error', '-f', 'png_pipe', '-i', 'pipe:0', ...raw], { input: png });
}

/** What a header says, and what is behind it, of an image that need not be one. */
export interface Png {
  readonly width: number;
  readonly height: number;
  readonly bits?: number;
  readonly colourType?: number;
  readonly interlace?: number;
  /** Before they are deflated: of each row its filter, then its pixels. */
  readonly rows: Uint8Array;
  readonly palette?: Uint8Array;
}

export function pngOf({
  width,
  height,
  bits = 8,
  colourType = 6,
  interlace = 0,
  rows,
  palette,
}: Png): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, colourType, 0, 0, interlace], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    ...(palette ? [chunk('PLTE', palette)] : []),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A logo of one colour. */
export function plainPng(width: number, height: number, rgba: readonly number[]): Buffer {
  const row = Buffer.from([0, ...Array.from({ length: width }, () => rgba).flat()]);
  return pngOf({ width, height, rows: Buffer.concat(Array.from({ length: height }, () => row)) });
}

function chunk(type: string, data: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.byteLength);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}
