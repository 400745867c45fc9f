/** The cues of a text track of a master, read from its samples alone. */
import { setImmediate } from 'node:timers/promises';
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

/** Inflated before other requests are answered in between: 6 MB at most, which take some 10 ms. */
const INFLATED_AT_ONCE = 100;

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
  const within = samplesWithin(track, codec === 'wvtt' ? ALWAYS : range);
  const behind = codec === 'webvtt' ? BEHIND_BYTES : 0;
  const read = await readPieces(
    source,
    within.samples.map(({ offset, size }) => ({ offset, size: size + behind })),
  );
  const { samples, contents, isCut } = await contentsOf(track, within, read);
  const texts = samples.flatMap(({ size, start, end }, i): TextSample[] => {
    const bytes = contents[i];
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

interface SamplesToRead {
  readonly samples: readonly StoredSample[];
  /** Whether there are more than are read. */
  readonly isCut: boolean;
}

/** Those that are shown within the range, as many as are read. */
function samplesWithin({ samples }: TextTrack, range: TimeRange): SamplesToRead {
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

/** What is in the samples, and the first of them whose contents are not too large together. */
async function contentsOf(
  track: TextTrack,
  { samples, isCut }: SamplesToRead,
  read: readonly Uint8Array[],
): Promise<SamplesToRead & { readonly contents: readonly (Uint8Array | undefined)[] }> {
  const stored = samples.map(({ size }, i) => read[i]!.subarray(0, size));
  if (track.compression !== 'zlib') {
    return { samples, contents: stored.map((bytes) => restoredSample(track.samples, bytes)), isCut };
  }
  const contents = await inflated(stored);
  return {
    contents,
    samples: samples.slice(0, contents.length),
    isCut: isCut || contents.length < samples.length,
  };
}

/** As many as are not too large together; undefined for one that cannot be inflated, which counts as the largest. */
async function inflated(stored: readonly Uint8Array[]): Promise<readonly (Uint8Array | undefined)[]> {
  const contents: (Uint8Array | undefined)[] = [];
  let bytesLeft = TEXT_LIMITS.maxBytes;
  for (const bytes of stored) {
    const content = inflatedSample(bytes);
    bytesLeft -= content?.byteLength ?? MAX_SAMPLE_BYTES;
    if (bytesLeft < 0) break;
    contents.push(content);
    if (contents.length % INFLATED_AT_ONCE === 0) await setImmediate();
  }
  return contents;
}

function inflatedSample(stored: Uint8Array): Uint8Array | undefined {
  try {
    return inflateSync(stored, { maxOutputLength: MAX_SAMPLE_BYTES });
  } catch {
    return undefined;
  }
}
