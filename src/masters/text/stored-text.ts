/** The samples of a text track as a master has them: read, and not yet understood. */
import type { ByteSource } from '../../stores/index.js';
import { type SampleStream, TEXT_LIMITS, type TimeRange } from '../../text/index.js';
import { MAX_TEXT_SAMPLES, type TextTrack } from '../../tracks/index.js';
import { BEHIND_BYTES } from './block-addition.js';
import type { Piece } from './neighbours.js';
import { readPacketized } from './read-packetized.js';
import { readPieces } from './read-pieces.js';

/** In a few arrays, so that it is sent to another thread at the cost of its bytes and not of its samples. */
export interface StoredText {
  readonly stream: SampleStream;
  /** How each sample is compressed; absent if it is not. */
  readonly compression?: 'zlib';
  /** What each sample begins with and the file does not have. */
  readonly prefix?: Uint8Array;
  /** Of each sample: when it is shown, in milliseconds of the presentation, half-open. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** How many bytes each has, and where these begin in `bytes`; what follows them stood behind them in the file. */
  readonly sizes: Uint32Array;
  readonly offsets: Uint32Array;
  readonly bytes: Uint8Array;
  /** Whether there are more than are read. */
  readonly isCut: boolean;
}

/** A text of a few lines; more of a sample is not read. */
export const MAX_SAMPLE_BYTES = 64 * 1024;
/** A document of TTML may be that of a whole film. */
const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

/** Text of which one sample says nothing without those before it, or what is shown until those after it. */
const NEIGHBOURED: ReadonlySet<string> = new Set(['wvtt', 'dvb_teletext', 'eia_608']);

/** All time. */
export const ALWAYS: TimeRange = { start: 0, end: Number.POSITIVE_INFINITY };

/**
 * Reads the samples that are shown within a range, neighbours together; undefined for a track that is not of text.
 * @param range in milliseconds of the presentation, half-open.
 * @throws what `read` throws.
 */
export async function storedText(
  source: ByteSource,
  track: TextTrack,
  range: TimeRange = ALWAYS,
): Promise<StoredText | undefined> {
  const { format, configuration, compression, samples } = track;
  if (format.kind !== 'text') return undefined;
  const { codec } = format;
  const { pieces, starts, ends, isCut } = samplesWithin(track, NEIGHBOURED.has(codec) ? ALWAYS : range);
  const behind = codec === 'webvtt' ? BEHIND_BYTES : 0;
  const wanted = pieces.map(({ offset, size }) => ({ offset, size: size + behind }));
  return {
    stream: { codec, configuration },
    ...(compression && { compression }),
    ...(samples.prefix && { prefix: samples.prefix }),
    starts: Float64Array.from(starts),
    ends: Float64Array.from(ends),
    sizes: Uint32Array.from(pieces, ({ size }) => size),
    ...joined(
      await (samples.packets ? readPacketized(source, pieces, samples.packets) : readPieces(source, wanted)),
    ),
    isCut,
  };
}

interface SamplesToRead {
  readonly pieces: Piece[];
  readonly starts: number[];
  readonly ends: number[];
  isCut: boolean;
}

/** Those that are shown within the range, as many as are read. */
function samplesWithin({ samples, format }: TextTrack, range: TimeRange): SamplesToRead {
  const most = format.codec === 'ttml' ? MAX_DOCUMENT_BYTES : MAX_SAMPLE_BYTES;
  // Captions have a sample for each frame, of two bytes of a text.
  const mostSamples = format.codec === 'eia_608' ? MAX_TEXT_SAMPLES : TEXT_LIMITS.maxCues;
  const { count, offsets, sizes, starts, ends, prefix } = samples;
  const within: SamplesToRead = { pieces: [], starts: [], ends: [], isCut: false };
  let bytesLeft = TEXT_LIMITS.maxBytes;
  for (let i = 0; i < count && !within.isCut; i++) {
    const [start, end] = [starts[i]!, ends[i]!];
    if (!(start < range.end && end > range.start)) continue;
    const size = Math.min(Math.max(0, sizes[i]! - (prefix?.byteLength ?? 0)), most);
    bytesLeft -= size;
    within.isCut = bytesLeft < 0 || within.pieces.length === mostSamples;
    if (within.isCut) break;
    within.pieces.push({ offset: offsets[i]!, size });
    within.starts.push(start);
    within.ends.push(end);
  }
  return within;
}

function joined(pieces: readonly Uint8Array[]): Pick<StoredText, 'bytes' | 'offsets'> {
  const offsets = new Uint32Array(pieces.length + 1);
  for (const [i, { byteLength }] of pieces.entries()) offsets[i + 1] = offsets[i]! + byteLength;
  const bytes = new Uint8Array(offsets.at(-1)!);
  for (const [i, piece] of pieces.entries()) bytes.set(piece, offsets[i]);
  return { bytes, offsets };
}
