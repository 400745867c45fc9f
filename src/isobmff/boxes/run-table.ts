import { fullBox, u32, zeros } from './write-box.js';

/**
 * A full box with a value for each sample, in runs of consecutive samples with the same one
 *
 *     entry_count  u32
 *     for each run:
 *       sample_count  u32
 *       value         u32 or i32
 */
export function runTable(type: string, version: number, values: Uint32Array | Int32Array): Uint8Array {
  const starts = runStarts(values);
  const table = zeros(8 * starts.length);
  const view = new DataView(table.buffer);
  starts.forEach((start, run) => {
    view.setUint32(8 * run, (starts[run + 1] ?? values.length) - start);
    view.setUint32(8 * run + 4, values[start]!);
  });
  return fullBox(type, version, 0, u32(starts.length), table);
}

function runStarts(values: Uint32Array | Int32Array): readonly number[] {
  const starts: number[] = [];
  for (let i = 0; i < values.length; i++) if (i === 0 || values[i] !== values[i - 1]) starts.push(i);
  return starts;
}
