/** Samples that were read into memory, as a file of nothing else. */
import type { ByteSource } from '../../stores/index.js';
import type { SampleTable } from '../../tracks/index.js';

/** The table of samples of these sizes in bytes, back to back from offset 0, all with the first sample description. */
export function backToBack(sizes: Uint32Array): SampleTable {
  let offset = 0;
  const offsets = Float64Array.from(sizes, (size) => {
    offset += size;
    return offset - size;
  });
  const count = sizes.length;
  return { count, offsets, sizes, times: new Float64Array(count), sync: new Uint8Array(count).fill(1) };
}

export function inMemory(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.byteLength,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
    close: async () => undefined,
  };
}
