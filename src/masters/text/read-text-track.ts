/** The cues of a text track of a master, read from its samples alone. */
import { inflateSync } from 'node:zlib';

import type { ByteSource } from '../../stores/index.js';
import {
  readSamples,
  TEXT_LIMITS,
  type TextDocument,
  type TextSample,
  type TimeRange,
  textProblem,
} from '../../text/index.js';
import { restoredSample, type TextTrack } from '../../tracks/index.js';
import { BEHIND_BYTES, blockAddition } from './block-addition.js';
import { readPieces } from './read-pieces.js';

/** A text of a few lines; more of a sample is not read. */
const MAX_SAMPLE_BYTES = 64 * 1024;

/** All time. */
const ALWAYS: TimeRange = { start: 0, end: Number.POSITIVE_INFINITY };

/**
 * Reads the cues that are shown within a range. Only their samples are read, neighbours together.
 * @param track of `format.kind` `text`; of others there are none.
 * @param range in milliseconds of the presentation, half-open.
 * @throws what `read` throws; what is wrong with the text is in the document's `problems`.
 */
export async function readTextTrack(
  source: ByteSource,
  track: TextTrack,
  range: TimeRange = ALWAYS,
): Promise<TextDocument> {
  const { format, configuration } = track;
  if (format.kind !== 'text') return { cues: [], styles: [], regions: [], problems: [] };
  const { codec } = format;
  // Cues are divided where others begin: how long one is shown, its neighbours say.
  const { samples, isCut } = samplesWithin(track, codec === 'wvtt' ? ALWAYS : range);
  const behind = codec === 'webvtt' ? BEHIND_BYTES : 0;
  const read = await readPieces(
    source,
    samples.map(({ offset, size }) => ({ offset, size: size + behind })),
  );
  const texts = samples.flatMap(({ size, start, end }, i): TextSample[] => {
    const bytes = contentOf(track, read[i]!.subarray(0, size));
    const addition = behind > 0 ? blockAddition(read[i]!.subarray(size)) : undefined;
    return bytes ? [{ start, end, bytes, ...(addition && { addition }) }] : [];
  });
  const document = readSamples(texts, { codec, configuration });
  return isCut ? { ...document, problems: [...document.problems, textProblem('text_cut')] } : document;
}

/** A sample as the file has it. Times are in milliseconds of the presentation. */
interface StoredSample {
  readonly offset: number;
  readonly size: number;
  readonly start: number;
  readonly end: number;
}

/** Those that are shown within the range, as many as are read. */
function samplesWithin(
  { samples }: TextTrack,
  range: TimeRange,
): { readonly samples: readonly StoredSample[]; readonly isCut: boolean } {
  const { count, offsets, sizes, starts, ends, prefix } = samples;
  const within: StoredSample[] = [];
  let bytesLeft = TEXT_LIMITS.maxBytes;
  for (let i = 0; i < count; i++) {
    const [start, end] = [starts[i]!, ends[i]!];
    if (!(start < range.end && end > range.start)) continue;
    const size = Math.min(Math.max(0, sizes[i]! - (prefix?.byteLength ?? 0)), MAX_SAMPLE_BYTES);
    bytesLeft -= size;
    if (bytesLeft < 0 || within.length === TEXT_LIMITS.maxCues) return { samples: within, isCut: true };
    within.push({ offset: offsets[i]!, size, start, end });
  }
  return { samples: within, isCut: false };
}

/** Undefined for a sample that cannot be inflated. */
function contentOf({ compression, samples }: TextTrack, stored: Uint8Array): Uint8Array | undefined {
  if (compression !== 'zlib') return restoredSample(samples, stored);
  try {
    return inflateSync(stored, { maxOutputLength: MAX_SAMPLE_BYTES });
  } catch {
    return undefined;
  }
}
