/**
 * Reads images in PNG (W3C PNG, third edition) as they are drawn as marks: what a header says is bounded before anything is inflated, and so
 * is what may come of it. Pure.
 *
 *     file    = signature, chunks
 *     chunk   = length (4), type (4), data, CRC (4, of type and data)
 *     IHDR    = width (4), height (4), bits (1), colour type (1), compression (1), filter (1), interlace (1)
 */
import { crc32, inflateSync } from 'node:zlib';
import { hasPngSignature } from '../../png-header.js';
import { type Picture, PictureProblem } from './picture.js';
import { CHANNELS, rgbaRows } from './png-rows.js';

/** In pixels: as much as is seen of a mark of 20% in the largest rendition. */
export const MAX_PICTURE_SIDE = 1024;
/** Of a logo with few chunks; more are none that mean anything here. */
const MAX_CHUNKS = 1000;

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/** @throws PictureProblem */
export function readPng(bytes: Uint8Array): Picture {
  const [header, ...chunks] = readChunks(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (header?.type !== 'IHDR' || header.data.length !== 13) throw new PictureProblem('it is no PNG');
  const { width, height, colourType } = readHeader(header.data);
  const palette = dataOf(chunks, 'PLTE');
  if (colourType === 3 && (palette.length === 0 || palette.length > 768 || palette.length % 3 !== 0))
    throw new PictureProblem('its palette is damaged');
  const size = height * (1 + width * CHANNELS[colourType]!);
  const rows = inflated(dataOf(chunks, 'IDAT'), size);
  const transparency = dataOf(chunks, 'tRNS');
  return { width, height, rgba: rgbaRows(rows, { width, height, colourType, palette, transparency }) };
}

function readHeader(data: Buffer) {
  const [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
  if (width < 1 || height < 1 || width > MAX_PICTURE_SIDE || height > MAX_PICTURE_SIDE)
    throw new PictureProblem(`it has more than ${MAX_PICTURE_SIDE} pixels on a side`);
  const [bits, colourType, compression, filter, interlace] = [...data.subarray(8)];
  if (bits !== 8 || CHANNELS[colourType!] === undefined)
    throw new PictureProblem('it does not have eight bits in each channel');
  if (compression !== 0 || filter !== 0 || interlace !== 0) throw new PictureProblem('it is interlaced');
  return { width, height, colourType: colourType! };
}

function readChunks(bytes: Buffer): readonly Chunk[] {
  if (!hasPngSignature(bytes)) throw new PictureProblem('it is no PNG');
  const chunks: Chunk[] = [];
  for (let at = 8; at < bytes.length && chunks.length < MAX_CHUNKS; ) {
    const end = at + 12 <= bytes.length ? at + 12 + bytes.readUInt32BE(at) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) throw new PictureProblem('it ends too early');
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4))
      throw new PictureProblem('it is damaged');
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type === 'IEND') break;
    chunks.push({ type, data: bytes.subarray(at + 8, end - 4) });
    at = end;
  }
  return chunks;
}

/** Of all chunks of a type. */
function dataOf(chunks: readonly Chunk[], type: string): Buffer {
  return Buffer.concat(chunks.filter((chunk) => chunk.type === type).map(({ data }) => data));
}

function inflated(data: Buffer, size: number): Buffer {
  let rows: Buffer;
  try {
    rows = inflateSync(data, { maxOutputLength: size + 1 });
  } catch {
    throw new PictureProblem('its pixels are damaged, or are more than its header says');
  }
  if (rows.length !== size) throw new PictureProblem('it has fewer pixels, or more, than its header says');
  return rows;
}
