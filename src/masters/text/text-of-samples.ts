/** From the samples of a text track to its cues. Pure, and as slow as a hostile text is large: it belongs into a thread. */
import { inflateSync } from 'node:zlib';
import {
  readSamples,
  TEXT_LIMITS,
  type TextDocument,
  type TextSample,
  textProblem,
} from '../../text/index.js';
import { restoredSample } from '../../tracks/index.js';
import { blockAddition } from './block-addition.js';
import { MAX_SAMPLE_BYTES, type StoredText } from './stored-text.js';

/** Never throws: what is wrong with the text is in the document's `problems`. */
export function textOfSamples(stored: StoredText): TextDocument {
  const { stream, starts, ends, sizes, isCut } = stored;
  const samples: TextSample[] = [];
  let bytesLeft = TEXT_LIMITS.maxBytes;
  let i = 0;
  for (; i < sizes.length; i++) {
    const { bytes, addition } = sampleOf(stored, i);
    // One that cannot be inflated counts as the largest.
    bytesLeft -= bytes?.byteLength ?? MAX_SAMPLE_BYTES;
    if (bytesLeft < 0) break;
    if (bytes) samples.push({ start: starts[i]!, end: ends[i]!, bytes, ...(addition && { addition }) });
  }
  const document = readSamples(samples, stream);
  return isCut || i < sizes.length
    ? { ...document, problems: [...document.problems, textProblem('text_cut')] }
    : document;
}

/** The bytes of a sample, undefined where they cannot be inflated, and what Matroska has behind it. */
function sampleOf({ stream, compression, prefix, offsets, sizes, bytes }: StoredText, i: number) {
  const read = bytes.subarray(offsets[i], offsets[i + 1]);
  const own = read.subarray(0, sizes[i]);
  return {
    bytes: compression === 'zlib' ? inflatedSample(own) : restoredSample(prefix ? { prefix } : {}, own),
    addition: stream.codec === 'webvtt' ? blockAddition(read.subarray(sizes[i])) : undefined,
  };
}

function inflatedSample(stored: Uint8Array): Uint8Array | undefined {
  try {
    return inflateSync(stored, { maxOutputLength: MAX_SAMPLE_BYTES });
  } catch {
    return undefined;
  }
}
