/** Writes text of MP4 as an MP4 of its own: its style is in a sample description that no other container has. */
import { PlainFile } from '../../packager/index.js';
import type { BurnTrack } from './burn.js';
import type { ShownSample } from './shown-samples.js';

/** Of the file: milliseconds. */
const TIMESCALE = 1000;
/** A text without characters: nothing is shown. */
const EMPTY = Uint8Array.of(0, 0);

/** @throws OnplayError `packaging_impossible` for values that no MP4 has. */
export function movTextFile(
  { configuration, canvas }: Pick<BurnTrack, 'configuration' | 'canvas'>,
  shown: readonly ShownSample[],
): Uint8Array {
  const samples = withoutGaps(shown);
  const file = new PlainFile(1);
  for (const { start, duration, bytes } of samples) {
    const sample = { duration, size: bytes.byteLength, sync: true, compositionOffset: 0 };
    file.add(1, { baseMediaDecodeTime: start, samples: [sample] });
  }
  const size = { width: canvas?.width ?? 0, height: canvas?.height ?? 0 };
  const kind = 'text' as const;
  const track = {
    ...{ kind, enabled: true, timescale: TIMESCALE, language: 'und', ...size },
    sampleDescription: configuration,
  };
  return Buffer.concat([file.header([track], TIMESCALE), ...samples.map(({ bytes }) => bytes)]);
}

/** In MP4 each sample lasts until the next one begins. */
function withoutGaps(shown: readonly ShownSample[]): readonly ShownSample[] {
  const samples: ShownSample[] = [];
  let end = 0;
  for (const { start, duration, bytes } of shown) {
    if (start + duration <= end) continue;
    if (start > end) samples.push({ start: end, duration: start - end, bytes: EMPTY });
    const begin = Math.max(start, end);
    end = start + duration;
    samples.push({ start: begin, duration: end - begin, bytes });
  }
  return samples;
}
