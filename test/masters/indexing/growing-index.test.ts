/** The index of a master that grows is read on from where the look before ended, and is the same as one that is read anew. */
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { indexPrepared } from '../../../src/masters/indexing/index-master.js';
import type { MediaTools } from '../../../src/masters/indexing/media-tools.js';
import { containerOf } from '../../../src/masters/indexing/prepare-master.js';
import { FIRST_SAMPLES } from '../../../src/masters/indexing/tracks/first-samples.js';
import type { IndexGrowth, MasterIndex } from '../../../src/masters/master-index.js';
import type { Master } from '../../../src/stores/store.js';
import { cutOffKinds, cutOffMaster } from '../../support/cut-off-masters.js';
import { matroskaMaster } from '../../support/matroska-masters.js';
import { transportMaster } from '../../support/transport-masters.js';
import { inMemory } from '../support/byte-source.js';
import { fakeTools } from '../support/fake-tools.js';

/** Read anew at each look. */
const TRANSPORT_STREAMS: Readonly<Record<string, () => Promise<string>>> = {
  'H.264 and AAC in a transport stream': () => transportMaster('video and audio'),
  'H.264 and AAC in a transport stream whose clock wraps': () => transportMaster('a clock that wraps'),
  'MPEG-2 and AC-3 in a transport stream': () => transportMaster('AC-3 and MPEG-2'),
  'AAC of 44.1 kHz in a transport stream': () => transportMaster('aac-44'),
};

const FILES: Readonly<Record<string, () => Promise<string>>> = {
  ...Object.fromEntries(cutOffKinds.map((kind) => [kind, () => cutOffMaster(kind)])),
  'h264.mkv': () => matroskaMaster('h264.mkv'),
  'h264-variable.mkv': () => matroskaMaster('h264-variable.mkv'),
  'vp9.webm': () => matroskaMaster('vp9.webm'),
  'opus.mkv': () => matroskaMaster('opus.mkv'),
  'vorbis-44.webm': () => matroskaMaster('vorbis-44.webm'),
  'pcm-16.mkv': () => matroskaMaster('pcm-16.mkv'),
  ...TRANSPORT_STREAMS,
};
/** Enough for everything before the media. */
const HEADER_BYTES = 64 * 1024;

const signal = new AbortController().signal;

describe.each(Object.entries(FILES))('%s', (kind, path) => {
  let file: Buffer;
  /** Where reads of the file began, in the last look. */
  let reads: number[];
  let decodes: number;

  beforeAll(async () => {
    file = await readFile(await path());
  });

  const countingTools: MediaTools = {
    ...fakeTools,
    decodeVideo: async (...args) => {
      decodes++;
      return fakeTools.decodeVideo(...args);
    },
    decodeAudio: async (...args) => {
      decodes++;
      return fakeTools.decodeAudio(...args);
    },
  };

  /** A look at the first `size` bytes. */
  async function look(size: number, before?: IndexGrowth, isOver = false): Promise<MasterIndex> {
    [reads, decodes] = [[], 0];
    const source = inMemory(file.subarray(0, size));
    const read = (offset: number, length: number) => {
      reads.push(offset);
      return source.read(offset, length);
    };
    const marks = { file: { size, mtimeMs: 0, ino: 1 }, ranges: [] };
    const master: Master = {
      ...{ asset: 'a', version: 'v', size, growth: { marks, isOver } },
      open: async () => ({ ...source, read }),
    };
    const prepared = {
      container: await containerOf(master),
      copies: [],
      ignored: [],
      ...(before && { before }),
    };
    reads = [];
    return indexPrepared(master, prepared, countingTools, signal);
  }

  const sizes = () => [0.4, 0.47, 0.6, 0.61, 0.83, 0.999].map((share) => Math.floor(file.length * share));
  const tracksOf = ({ video, audio, ignored, missing }: MasterIndex) => ({ video, audio, ignored, missing });

  test('is the same read on as read anew, after any number of looks', async () => {
    let before: IndexGrowth | undefined;
    for (const size of sizes()) {
      const index = await look(size, before);
      expect(tracksOf(index)).toEqual(tracksOf(await look(size)));
      before = index.growth;
    }
    const whole = await look(file.length, before, true);
    expect(tracksOf(whole)).toEqual(tracksOf(await look(file.length, undefined, true)));
    expect(whole.missing).toBeUndefined();
  });

  test.skipIf(kind in TRANSPORT_STREAMS)('is read on behind what was read before', async () => {
    const [first = 0, ...later] = sizes();
    let { growth } = await look(first);
    for (const size of later) {
      const at = growth?.resume?.at ?? 0;
      expect(at).toBeGreaterThan(0);
      ({ growth } = await look(size, growth));
      expect(reads.filter((offset) => offset >= HEADER_BYTES && offset < at)).toEqual([]);
    }
  });

  test('is decoded once, as soon as there is enough to decode', async () => {
    const { video, audio, growth } = await look(file.length - 1);
    const tracks = [...(video ? [video] : []), ...audio];
    expect(decodes).toBe(tracks.length);
    await look(file.length, growth);
    expect(decodes).toBe(tracks.filter(({ samples }) => samples.count < FIRST_SAMPLES).length);
  });

  test('has times that nothing behind them has changed', async () => {
    const whole = await look(file.length, undefined, true);
    for (const size of sizes()) {
      const index = await look(size);
      const pairs = [
        [index.video, whole.video] as const,
        ...index.audio.map((track, i) => [track, whole.audio[i]] as const),
      ];
      for (const [track, later] of pairs) {
        if (!track || !later) continue;
        expect(track.timescale).toBe(later.timescale);
        // The last block of a recording may state less than it turns out to be.
        const known = Math.max(0, track.samples.count - 16);
        expect(track.samples.times.slice(0, known)).toEqual(later.samples.times.slice(0, known));
      }
    }
  });
});
