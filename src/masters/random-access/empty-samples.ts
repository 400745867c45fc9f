import { type SampleTable, storedSize } from '../../tracks/index.js';

interface Presented {
  readonly table: SampleTable;
  /** Presented samples in presentation order. */
  readonly frames: Uint32Array;
}

/**
 * Leaves out samples without a byte, with which writers say that the frame before stands longer: decoders take them for the end
 * of the stream, or for nothing.
 */
export function withoutEmptySamples({ table, frames }: Presented): Presented {
  const { count, descriptions } = table;
  const isKept = (_: unknown, sample: number) => storedSize(table, sample) > 0;
  if (table.sizes.every(isKept)) return { table, frames };
  /** For each sample how many are kept before it. */
  const positions = new Uint32Array(count);
  for (let sample = 1; sample < count; sample++)
    positions[sample] = positions[sample - 1]! + Number(isKept(0, sample - 1));
  const offsets = table.offsets.filter(isKept);
  return {
    table: {
      ...table,
      count: offsets.length,
      offsets,
      sizes: table.sizes.filter(isKept),
      times: table.times.filter(isKept),
      sync: table.sync.filter(isKept),
      ...(descriptions && { descriptions: descriptions.filter(isKept) }),
    },
    frames: frames.filter((sample) => isKept(0, sample)).map((sample) => positions[sample]!),
  };
}
