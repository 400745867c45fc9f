/**
 * Packs where samples are in a file. Most follow the one before in the file, of whichever track, or leave a few bytes between: so
 * the samples of all tracks are packed in the order of the file, each by its track and by its distance to the end of the one before.
 */

import type { SampleTable } from '../../../tracks/index.js';
import type { MasterIndex } from '../../master-index.js';
import { PIECE_LENGTH, packedPiece, type ReadBytes, unpackPiece } from './packed-column.js';

/** The tracks of an index that have samples in the same file, at most 256. */
export type FileLayout = readonly Pick<SampleTable, 'offsets' | 'sizes'>[];

/** The layout of each file of an index. */
export function layoutsOf({
  files,
  video,
  audio,
}: Pick<MasterIndex, 'files' | 'video' | 'audio'>): FileLayout[] {
  const tracks = [...(video ? [video] : []), ...audio];
  return files.map((_, file) => tracks.filter((track) => track.file === file).map(({ samples }) => samples));
}

/** Packs the offsets of a file's samples. */
export function* packedLayout(layout: FileLayout): Generator<Uint8Array> {
  const owners = new Uint8Array(PIECE_LENGTH);
  const distances = new Float64Array(PIECE_LENGTH);
  let count = 0;
  let end = 0;
  for (const { track, first, after } of runsOf(layout)) {
    const { offsets, sizes } = layout[track]!;
    for (let sample = first; sample < after; sample++) {
      owners[count] = track;
      distances[count] = offsets[sample]! - end;
      end = offsets[sample]! + sizes[sample]!;
      count += 1;
      if (count < PIECE_LENGTH) continue;
      yield* packedPiece(owners);
      yield* packedPiece(distances);
      count = 0;
    }
  }
  if (count === 0) return;
  yield* packedPiece(owners.subarray(0, count));
  yield* packedPiece(distances.subarray(0, count));
}

/** Fills the offsets of a file's samples, whose sizes are known. @throws as `unpackColumn`. */
export async function unpackLayout(layout: FileLayout, read: ReadBytes): Promise<void> {
  const next = layout.map(() => 0);
  const [allOwners, allDistances] = [new Uint8Array(PIECE_LENGTH), new Float64Array(PIECE_LENGTH)];
  let left = layout.reduce((sum, { sizes }) => sum + sizes.length, 0);
  for (let end = 0; left > 0; ) {
    const count = Math.min(left, PIECE_LENGTH);
    const [owners, distances] = [allOwners.subarray(0, count), allDistances.subarray(0, count)];
    await unpackPiece(owners, read);
    await unpackPiece(distances, read);
    for (let i = 0; i < count; i++) {
      const track = owners[i]!;
      const { offsets, sizes } = layout[track] ?? { offsets: [], sizes: [] };
      const sample = next[track]!;
      if (!(sample < sizes.length)) throw new Error('a track has more samples than it should');
      next[track] = sample + 1;
      offsets[sample] = end + distances[i]!;
      end = offsets[sample]! + sizes[sample]!;
    }
    left -= count;
  }
}

/** Samples [first, after) of a track. */
interface Run {
  readonly track: number;
  readonly first: number;
  readonly after: number;
}

/** All samples: always the one that comes first in the file, of those that come next in their tracks. */
function* runsOf(layout: FileLayout): Generator<Run> {
  const next = layout.map(() => 0);
  const offsetOf = (track: number) => layout[track]!.offsets[next[track]!] ?? Number.POSITIVE_INFINITY;
  for (;;) {
    let [lowest, second] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    let track = 0;
    for (let other = 0; other < layout.length; other++) {
      const offset = offsetOf(other);
      if (offset < lowest) [second, lowest, track] = [lowest, offset, other];
      else second = Math.min(second, offset);
    }
    if (lowest === Number.POSITIVE_INFINITY) return;
    const first = next[track]!;
    do next[track]! += 1;
    while (offsetOf(track) < second);
    yield { track, first, after: next[track]! };
  }
}
