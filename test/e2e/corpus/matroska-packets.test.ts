/** Real Matroska files are indexed in place as ffprobe reads them: the same packets, with the same sizes, times and keyframes. */
import { expect, test } from 'vitest';
import { readMatroska, readMatroskaSamples } from '../../../src/demux/matroska/read-matroska.js';
import type { TrackSamples } from '../../../src/demux/movie/track-samples.js';
import { fileMaster } from '../../../src/stores/file-master.js';
import { IndexBudget } from '../../../src/tracks/index-budget.js';
import { loadCorpus } from '../../support/corpus.js';
import { runToolOrFail } from '../../support/ffmpeg.js';

interface Packet {
  readonly stream_index: number;
  readonly pts_time: string;
  readonly size: string;
  readonly flags: string;
}

/** Times are rounded to a millisecond in the file. Blocks with several frames state the time of the first. */
const TOLERANCE_SECONDS = 0.0015;

const files = (loadCorpus() ?? []).filter(
  ({ file, expect: outcome }) => /\.(mkv|webm)$/.test(file) && outcome !== 'bad',
);

test.runIf(files.length > 0).each(files.map(({ file, path }) => [file, path] as const))(
  '%s',
  async (_, path) => {
    const packets = await packetsOf(path);
    for (const { index, samples, early } of await tracksOf(path)) {
      const probed = packets.filter(({ stream_index }) => stream_index === index);
      expect(Array.from(samples.table.sizes)).toEqual(probed.map(({ size }) => Number(size)));
      expect(Array.from(samples.table.sync)).toEqual(
        probed.map(({ flags }) => (flags.startsWith('K') ? 1 : 0)),
      );
      expect(largestDifference(samples, probed, early)).toBeLessThan(TOLERANCE_SECONDS);
    }
  },
);

async function packetsOf(path: string): Promise<readonly Packet[]> {
  const entries = 'packet=stream_index,pts_time,size,flags';
  const answer = await runToolOrFail('ffprobe', [
    '-v',
    'error',
    '-of',
    'json',
    '-show_entries',
    entries,
    path,
  ]);
  return (JSON.parse(answer.toString()) as { packets: Packet[] }).packets;
}

interface ReadTrack {
  readonly index: number;
  readonly samples: TrackSamples;
  /** Seconds of a delay that ffmpeg takes off although it did not add it; see `isDelayStored`. */
  readonly early: number;
}

/** Video and audio, each with its index among the streams of the file. */
async function tracksOf(path: string): Promise<readonly ReadTrack[]> {
  const master = await fileMaster('master', path);
  const source = await master!.open();
  try {
    const file = await readMatroska(source);
    const { tracks } = file.segment;
    const wanted = tracks.filter(({ type }) => type === 'video' || type === 'audio');
    const read = await readMatroskaSamples(source, file, wanted, new IndexBudget());
    return read.tracks.map((track, i) => {
      if (track.status === 'rejected') throw track.reason;
      const { codecDelay } = wanted[i]!;
      const isLate = codecDelay > 0 && track.value.table.times[0]! >= 0;
      return {
        index: tracks.indexOf(wanted[i]!),
        samples: track.value,
        early: isLate ? codecDelay / 1e9 : 0,
      };
    });
  } finally {
    await source.close();
  }
}

/**
 * In seconds, of presented frames: one that is not presented may be anywhere before the next.
 * @param early by how many seconds ffprobe has them too early.
 */
function largestDifference(
  { table, timeline, frames }: TrackSamples,
  packets: readonly Packet[],
  early: number,
): number {
  const presented = frames ?? Uint32Array.from({ length: table.count }, (_, i) => i);
  return presented.reduce((largest, i) => {
    const seconds = table.times[i]! / timeline.timescale - early;
    return Math.max(largest, Math.abs(Number(packets[i]!.pts_time) - seconds));
  }, 0);
}
