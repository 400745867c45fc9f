/** Matroska files that are fed in place decode to the same frames and samples as they do themselves. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mp4Description } from '../../../src/demux/matroska/descriptions/mp4-description.js';
import { readMatroska, readMatroskaSamples } from '../../../src/demux/matroska/read-matroska.js';
import type { TrackSamples } from '../../../src/demux/movie/track-samples.js';
import { feedBytes } from '../../../src/encoder/feed/feed.js';
import type { TrackEntry } from '../../../src/matroska/index.js';
import { fileMaster } from '../../../src/stores/file-master.js';
import type { ByteSource } from '../../../src/stores/store.js';
import { IndexBudget } from '../../../src/tracks/index-budget.js';
import { loadCorpus } from '../../support/corpus.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { generateMaster } from '../../support/masters.js';
import { partOf } from '../../support/part-of.js';

const GENERATED = ['mkv-h264-ac3', 'webm-vp8-vorbis', 'webm-vp9-opus'] as const;
const files: [string, () => Promise<string>][] = [
  ...GENERATED.map((kind): [string, () => Promise<string>] => [kind, () => generateMaster(kind)]),
  ...(loadCorpus() ?? [])
    .filter(({ file, expect: outcome }) => /\.(mkv|webm)$/.test(file) && outcome !== 'bad')
    .map(({ file, path }): [string, () => Promise<string>] => [file, async () => path]),
];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-matroska-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(partOf(files))('%s', async (_, pathOf) => {
  const path = await pathOf();
  const source = await (await fileMaster('master', path))!.open();
  try {
    for (const { entry, number, samples } of await tracksOf(source)) {
      const fed = await writeFeed(source, entry, samples);
      if (fed === undefined) continue;
      const original = await decode(path, entry.type, number);
      const decoded = await decode(fed, entry.type, 0);
      expect(original.length).toBeGreaterThan(0);
      // How much of the last frame of audio is padding, only the timeline of the track says.
      expect(decoded.startsWith(original)).toBe(true);
      if (entry.type === 'video') expect(decoded.length).toBe(original.length);
    }
  } finally {
    await source.close();
  }
});

interface ReadTrack {
  readonly entry: TrackEntry;
  /** Index among the streams of the file. */
  readonly number: number;
  readonly samples: TrackSamples;
}

async function tracksOf(source: ByteSource): Promise<readonly ReadTrack[]> {
  const file = await readMatroska(source);
  const { tracks } = file.segment;
  const wanted = tracks.filter(({ type }) => type === 'video' || type === 'audio');
  const read = await readMatroskaSamples(source, file, wanted, new IndexBudget());
  return read.tracks.map((track, i) => {
    if (track.status === 'rejected') throw track.reason;
    return { entry: wanted[i]!, number: tracks.indexOf(wanted[i]!), samples: track.value };
  });
}

/** Writes all samples of a track as they are fed, a minute later; undefined if MP4 cannot hold them. */
async function writeFeed(
  source: ByteSource,
  entry: TrackEntry,
  { table, timeline }: TrackSamples,
): Promise<string | undefined> {
  const head = await source.read(table.offsets[0]!, Math.min(table.sizes[0]!, 16));
  const description = mp4Description(entry, head);
  if (!description) return undefined;
  const { timescale } = timeline;
  const times = table.times.map((time) => time + 60 * timescale);
  const decodeTimes = table.times
    .slice()
    .sort()
    .map((time) => time + 50 * timescale);
  const track = {
    kind: entry.type === 'video' ? 'video' : 'audio',
    file: 0,
    timescale,
    ...description,
  } as const;
  const plan = { first: 0, end: table.count, timescale, times, decodeTimes };
  const pieces: Uint8Array[] = [];
  for await (const piece of feedBytes({ ...track, samples: table }, plan, source)) pieces.push(piece);
  const path = join(folder, 'feed.mp4');
  await writeFile(path, Buffer.concat(pieces));
  return path;
}

/** All decoded samples of a stream, or a hash of each frame. */
async function decode(path: string, type: TrackEntry['type'], stream: number): Promise<string> {
  const output = type === 'video' ? ['-fps_mode', 'passthrough', '-f', 'framemd5'] : ['-f', 's16le'];
  const decoded = await runToolOrFail('ffmpeg', [
    '-v',
    'error',
    '-i',
    path,
    '-map',
    `0:${stream}`,
    ...output,
    '-',
  ]);
  if (type !== 'video') return decoded.toString('latin1');
  const lines = decoded.toString().split('\n');
  return lines
    .flatMap((line) => (line.startsWith('#') ? [] : [line.slice(line.lastIndexOf(',') + 1)]))
    .join('');
}
