/** Samples of MPEG-4 part 2 with one plane each, out of the packed bitstream of DivX and its followers. */
import { isUncodedPlane, timeIncrementBits, videoPlanes } from '../../bitstream/index.js';
import { visualDecoderConfig } from '../../demux/index.js';
import type { ByteSource } from '../../stores/index.js';
import { restoredSample, type SampleTable, storedSize } from '../../tracks/index.js';
import type { ClaimedVideo } from './claimed-video.js';

/** A plane that is not coded has no more bytes. */
const MAX_UNCODED_BYTES = 19;
/** Of video that is read to find packed planes: ten hours of it as it was made when packing was in use. */
const MAX_SCANNED_BYTES = 8e9;
/** Before the first plane that is not coded, for the layer and for packed planes. */
const MAX_PROBED_SAMPLES = 64;
const MAX_SAMPLE_BYTES = 4 * 1024 * 1024;

/** Where a plane lies. */
interface Plane {
  readonly offset: number;
  readonly size: number;
}

/** Samples, and which of them are presented, in that order. */
type Samples = Pick<ClaimedVideo, 'table' | 'frames'>;

/**
 * Returns the samples with one plane each. In a packed bitstream a sample has a P-VOP and the B-VOP that is presented before
 * it, and the place of the B-VOP is taken by a plane that is not coded: the B-VOP is put there. A plane that is not coded otherwise
 * becomes an empty sample. Packed samples are in the order of presentation, so their times are put in order too: where a
 * container has none, they may have been derived from the type of the first plane of each. Reads only tiny samples, unless there are
 * such planes.
 * @throws OnplayError `master_unreadable`, `master_changed`.
 */
export async function separatePlanes(claimed: ClaimedVideo, source: ByteSource): Promise<Samples> {
  const { table, frames } = claimed;
  const tiny = tinySamples(table);
  const [firstTiny] = tiny;
  const bits = firstTiny === undefined ? undefined : await incrementBits(claimed, source);
  if (firstTiny === undefined || bits === undefined) return { table, frames };
  const uncoded = new Set<number>();
  for (const sample of tiny) {
    if (isUncodedPlane(await wholeSample(table, sample, source), bits)) uncoded.add(sample);
  }
  if (uncoded.size === 0) return { table, frames };
  return (await isPacked(table, Math.min(...uncoded), source))
    ? { table: await unpacked(table, uncoded, source), frames: frames.toSorted() }
    : { table: emptied(table, uncoded), frames };
}

function tinySamples(table: SampleTable): number[] {
  const tiny: number[] = [];
  for (let sample = 0; sample < table.count; sample++) {
    const size = storedSize(table, sample);
    if (size > 0 && size <= MAX_UNCODED_BYTES) tiny.push(sample);
  }
  return tiny;
}

/** Of `vop_time_increment`, by the first layer that is found. */
async function incrementBits(claimed: ClaimedVideo, source: ByteSource): Promise<number | undefined> {
  const { sampleDescription, configuration, table } = claimed;
  const info = visualDecoderConfig(sampleDescription)?.specificInfo ?? configuration;
  const stated = info && timeIncrementBits(info);
  if (stated !== undefined) return stated;
  for (let sample = 0; sample < Math.min(table.count, MAX_PROBED_SAMPLES); sample++) {
    const found = timeIncrementBits(await wholeSample(table, sample, source));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a sample shortly before the first plane that is not coded has several planes. */
async function isPacked(table: SampleTable, uncoded: number, source: ByteSource): Promise<boolean> {
  const bytes = table.sizes.reduce((sum, size) => sum + size, 0);
  if (bytes > MAX_SCANNED_BYTES) return false;
  for (let sample = uncoded - 1; sample >= Math.max(0, uncoded - MAX_PROBED_SAMPLES); sample--) {
    const [, second] = videoPlanes(await wholeSample(table, sample, source));
    if (second) return true;
  }
  return false;
}

async function unpacked(
  table: SampleTable,
  uncoded: ReadonlySet<number>,
  source: ByteSource,
): Promise<SampleTable> {
  const offsets = table.offsets.slice();
  const sizes = table.sizes.slice();
  let waiting: Plane | undefined;
  for (let sample = 0; sample < table.count; sample++) {
    const own: Plane = { offset: offsets[sample]!, size: sizes[sample]! };
    const planes = uncoded.has(sample) ? [] : await planesOf(own, table, sample, source);
    const queue = [...(waiting ? [waiting] : []), ...planes];
    const [next] = queue;
    // Only one plane waits: what follows it in the sample stays with it.
    waiting = queue[1];
    offsets[sample] = next?.offset ?? own.offset;
    sizes[sample] = next?.size ?? emptySize(table);
  }
  return { ...table, offsets, sizes, times: table.times.toSorted() };
}

/** The first plane of a sample with what precedes it, and the others with what follows them, as one. */
async function planesOf(
  own: Plane,
  table: SampleTable,
  sample: number,
  source: ByteSource,
): Promise<Plane[]> {
  const [, second] = videoPlanes(await wholeSample(table, sample, source));
  if (!second) return [own];
  return [
    { offset: own.offset, size: second.start },
    { offset: own.offset + second.start, size: own.size - second.start },
  ];
}

function emptied(table: SampleTable, samples: ReadonlySet<number>): SampleTable {
  const sizes = table.sizes.map((size, sample) => (samples.has(sample) ? emptySize(table) : size));
  return { ...table, sizes };
}

/** Of a sample that has no bytes in the file. */
function emptySize({ prefix }: SampleTable): number {
  return prefix?.byteLength ?? 0;
}

async function wholeSample(table: SampleTable, sample: number, source: ByteSource): Promise<Uint8Array> {
  const length = Math.min(storedSize(table, sample), MAX_SAMPLE_BYTES);
  return restoredSample(table, await source.read(table.offsets[sample]!, length));
}
