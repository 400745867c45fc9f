/** Gives frames their presentation times where the container has only decode times. */

import { h264OrderReader, hevcOrderReader, pictureReader, type SampleSyntax } from '../../bitstream/index.js';
import { codecConfiguration } from '../../demux/index.js';
import { hevcParameterSets, parseAvcConfiguration } from '../../isobmff/index.js';
import type { ByteSource } from '../../stores/index.js';
import type { SampleTable } from '../../tracks/index.js';
import { CountedOrder, type OrderCollector, reordered, TypedOrder } from './frame-order.js';
import { readHeads } from './read-heads.js';

/** Samples are looked at in so many places, as frames are not reordered in every part of a film. */
const PROBES = 4;
const PROBED_SAMPLES = 48;

interface Presented {
  readonly table: SampleTable;
  /** Presented samples in presentation order. */
  readonly frames: Uint32Array;
}

/** Samples [first, end). */
interface Range {
  readonly first: number;
  readonly end: number;
}

/** Returns the samples as they are presented, counted from `first`; undefined if as they are decoded, or not known. */
type Ordering = (table: SampleTable, range: Range, source: ByteSource) => Promise<Uint32Array | undefined>;

/**
 * Returns the frames with the times at which they are presented, if the times of samples ascend as they are decoded although the
 * bitstream reorders them. The k-th frame that is presented gets the k-th time: as decoders do that wait until they have it.
 * @throws OnplayError `master_unreadable`, `master_changed`.
 */
export async function presentedTimes(
  presented: Presented,
  syntax: SampleSyntax,
  sampleDescription: Uint8Array,
  source: ByteSource,
): Promise<Presented> {
  const ordering = orderingOf(syntax, sampleDescription);
  if (!ordering || !isInDecodeOrder(presented)) return presented;
  const { table, frames } = presented;
  const isReordered = await anyProbe(table, ordering, source);
  const order = isReordered ? await ordering(table, { first: 0, end: table.count }, source) : undefined;
  if (!order) return presented;
  const times = new Float64Array(table.count);
  for (const [position, sample] of order.entries()) times[sample] = table.times[position]!;
  const first = frames[0] ?? 0;
  return { table: { ...table, times }, frames: order.slice(first, first + frames.length) };
}

/** Times ascend, and all samples between the first and the last frame are presented. */
function isInDecodeOrder({ table: { times }, frames }: Presented): boolean {
  const first = frames[0] ?? 0;
  return (
    frames.every((sample, i) => sample === first + i) &&
    times.every((time, sample) => sample === 0 || time >= times[sample - 1]!)
  );
}

function orderingOf(syntax: SampleSyntax, sampleDescription: Uint8Array): Ordering | undefined {
  const { codec, framing } = syntax;
  const counted = (count: number) => new CountedOrder(count);
  if (codec === 'h264') {
    const record = codecConfiguration(sampleDescription, 'avcC');
    const sets = (record && parseAvcConfiguration(record)?.parameterSets) ?? [];
    return orderedBy(() => h264OrderReader(framing, sets), counted);
  }
  if (codec === 'hevc') {
    const record = codecConfiguration(sampleDescription, 'hvcC');
    const sets = record ? hevcParameterSets(record) : [];
    return orderedBy(() => hevcOrderReader(framing, sets), counted);
  }
  if (codec !== 'mpeg2video' && codec !== 'mpeg4') return undefined;
  return orderedBy(
    () => pictureReader(syntax),
    (count) => new TypedOrder(count),
  );
}

/** @param reader makes one for each range, since it remembers what it has read. */
function orderedBy<Header>(
  reader: () => (head: Uint8Array) => Header | undefined,
  collector: (count: number) => OrderCollector<Header>,
): Ordering {
  return async (samples, { first, end }, source) => {
    const collected = collector(end - first);
    const range = Array.from({ length: end - first }, (_, i) => first + i);
    for await (const { sample, header } of readHeads({ samples, read: reader(), source }, range))
      if (!collected.add(sample - first, header)) return undefined;
    return reordered(collected.positions());
  };
}

async function anyProbe(table: SampleTable, ordering: Ordering, source: ByteSource): Promise<boolean> {
  for (let probe = 0; probe < PROBES; probe++) {
    const first = Math.floor((table.count * probe) / PROBES);
    const end = Math.min(table.count, first + PROBED_SAMPLES);
    if (await ordering(table, { first, end }, source)) return true;
  }
  return false;
}
