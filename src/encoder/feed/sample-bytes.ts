/** Reads the samples of a track, neighbours in the file together. */
import type { ByteRange, ByteSource } from '../../stores/index.js';
import {
  packetizedSamples,
  restoredSample,
  type SampleTable,
  storedSize,
  truncated,
} from '../../tracks/index.js';

/** Samples no further apart in the file are read together. */
const MAX_GAP_BYTES = 64 * 1024;
/** At once, so that a decoder works on what has come of a remote master while the rest is on its way. */
const MAX_READ_BYTES = 256 * 1024;

/** Samples [first, end) of a track. */
interface Run {
  readonly first: number;
  readonly end: number;
}

/**
 * The bytes of the samples [first, end) in decode order, in pieces of any number of them.
 * @throws OnplayError `master_changed`, `master_unreadable` or `master_truncated` while iterating.
 */
export async function* sampleBytes(
  samples: SampleTable,
  run: Run,
  source: ByteSource,
): AsyncGenerator<Uint8Array> {
  if (samples.prefix || samples.packets) {
    yield* eachSample(samples, run, source);
    return;
  }
  source.willRead?.(sampleRanges(samples, run));
  for await (const batch of batches(samples, run, source)) yield* joined(samples, batch);
}

/** As `sampleBytes`, in pieces of one sample each. */
export async function* eachSample(
  samples: SampleTable,
  run: Run,
  source: ByteSource,
): AsyncGenerator<Uint8Array> {
  const { packets } = samples;
  source.willRead?.(sampleRanges(samples, run));
  if (packets) yield* packetizedSamples({ ...samples, packets }, run, source);
  else for await (const batch of batches(samples, run, source)) yield* whole(samples, batch);
}

/**
 * What is read of a file for the samples [first, end). Of samples in packets the last may end anywhere behind its beginning: it is read
 * up to where the next begins.
 */
export function sampleRanges(samples: SampleTable, { first, end }: Run): ByteRange[] {
  const { offsets, packets, count } = samples;
  if (first >= end) return [];
  if (!packets)
    return Array.from({ length: end - first }, (_, i) => {
      return { offset: offsets[first + i]!, length: storedSize(samples, first + i) };
    });
  const offset = offsets[first]!;
  const last = offsets[Math.min(end, count - 1)]!;
  return [{ offset, length: Math.max(0, last - offset) }];
}

/** The bytes of each of the samples [first, end). @throws OnplayError as `sampleBytes`. */
export async function readSamples(samples: SampleTable, run: Run, source: ByteSource): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of sampleBytes(samples, run, source)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  let at = 0;
  return Array.from(samples.sizes.subarray(run.first, run.end), (size) => {
    at += size;
    return bytes.subarray(at - size, at);
  });
}

/** Samples that are read together. */
interface Batch extends Run {
  /** From the first byte of the first sample in the file to the last byte of the last one. */
  readonly bytes: Uint8Array;
  /** Offset of the bytes in the file. */
  readonly start: number;
}

async function* batches(samples: SampleTable, run: Run, source: ByteSource): AsyncGenerator<Batch> {
  const { offsets } = samples;
  for (let first = run.first; first < run.end; ) {
    const start = offsets[first]!;
    let last = first;
    let end = start + storedSize(samples, first);
    while (last + 1 < run.end) {
      const gap = offsets[last + 1]! - end;
      const next = offsets[last + 1]! + storedSize(samples, last + 1);
      if (gap < 0 || gap > MAX_GAP_BYTES || next - start > MAX_READ_BYTES) break;
      last++;
      end = next;
    }
    const bytes = await source.read(start, end - start);
    // Otherwise the decoder would take the missing bytes for damaged frames and skip them.
    if (bytes.byteLength < end - start) throw truncated();
    yield { bytes, start, first, end: last + 1 };
    first = last + 1;
  }
}

/** Each sample with its prefix. */
function* whole(samples: SampleTable, { bytes, start, first, end }: Batch): Generator<Uint8Array> {
  for (let sample = first; sample < end; sample++) {
    const at = samples.offsets[sample]! - start;
    yield restoredSample(samples, bytes.subarray(at, at + storedSize(samples, sample)));
  }
}

/** Samples without a prefix, adjacent ones in one piece. */
function* joined(
  { offsets, sizes }: SampleTable,
  { bytes, start, first, end }: Batch,
): Generator<Uint8Array> {
  let from = offsets[first]!;
  let to = from;
  for (let sample = first; sample < end; sample++) {
    if (offsets[sample]! !== to) {
      yield bytes.subarray(from - start, to - start);
      from = offsets[sample]!;
      to = from;
    }
    to += sizes[sample]!;
  }
  yield bytes.subarray(from - start, to - start);
}
