/** The times of audio whose frames say how long they are, through whole files. */
import { describe, expect, test } from 'vitest';
import { ID } from '../../../../src/matroska/index.js';
import { trackIn } from '../../../masters/support/read-matroska.js';
import { vorbisPrivate } from '../../../masters/support/vorbis-headers.js';
import { element, float, signed, unsigned } from '../../../matroska/support/write-ebml.js';
import {
  blockGroup,
  cluster,
  info,
  KEYFRAME,
  LACING,
  lace,
  matroska,
  simpleBlock,
  type TrackSpec,
  tracks,
} from '../../../matroska/support/write-matroska.js';

const audio = (rate: number, ...more: Uint8Array[]) =>
  element(ID.audio, float(ID.samplingFrequency, rate), unsigned(ID.channels, 1), ...more);
const PCM: TrackSpec = {
  ...{ type: 'audio', codecId: 'A_PCM/INT/LIT' },
  more: [audio(44_100, unsigned(ID.bitDepth, 16))],
};
const VORBIS: TrackSpec = {
  ...{ type: 'audio', codecId: 'A_VORBIS' },
  codecPrivate: vorbisPrivate({ rate: 44_100, modes: [0, 1] }),
  more: [audio(44_100)],
};
const OPUS: TrackSpec = {
  ...{ type: 'audio', codecId: 'A_OPUS' },
  more: [audio(48_000), unsigned(ID.codecDelay, 6_500_000)],
};

/** A block of mono samples. @param time in milliseconds. */
const pcm = (time: number, samples: number) => simpleBlock(1, time, KEYFRAME, Buffer.alloc(2 * samples));
const SHORT = Buffer.of(0, 0);
const LONG = Buffer.of(2, 0);
/** One frame of CELT of 20 ms. */
const CELT = Buffer.of(31 << 3, 0);

async function placed(track: TrackSpec, ...blocks: readonly Uint8Array[]) {
  const { table, timeline } = await trackIn(matroska(info(), tracks(track), cluster(0, ...blocks)));
  const { start, end, timescale } = timeline;
  return { times: [...table.times], start, end, timescale };
}

describe('uncompressed audio', () => {
  test('is at exact samples, though blocks are at milliseconds', async () => {
    // 1000 samples last 22.68 ms.
    const blocks = [pcm(0, 1000), pcm(23, 1000), pcm(45, 500), pcm(57, 300)];
    expect(await placed(PCM, ...blocks)).toEqual({
      ...{ times: [0, 1000, 2000, 2500], start: 0, end: 2800, timescale: 44_100 },
    });
  });

  test('keeps a gap that rounding does not explain', async () => {
    const { times } = await placed(PCM, pcm(0, 1000), pcm(30, 1000), pcm(53, 1000));
    expect(times).toEqual([0, 1323, 2323]);
  });

  test('of several frames in a block follows its time', async () => {
    const frames = [Buffer.alloc(200), Buffer.alloc(600), Buffer.alloc(400)];
    const block = simpleBlock(1, 10, KEYFRAME | LACING.xiph, lace('xiph', frames));
    expect((await placed(PCM, block)).times).toEqual([441, 541, 841]);
  });
});

describe('Vorbis', () => {
  test('is at the halves of neighbouring blocks', async () => {
    const packets = [SHORT, LONG, LONG, SHORT];
    // Of 256 and 2048 samples: 128, 576, 1024 and 576 apart.
    const blocks = packets.map((packet, i) => simpleBlock(1, [0, 3, 16, 39][i]!, KEYFRAME, packet));
    const { times, end } = await placed(VORBIS, ...blocks);
    expect(times).toEqual([0, 128, 704, 1728]);
    expect(end).toBe(2304);
  });

  test('is presented from the second packet on, since nothing is decoded from the first', async () => {
    const blocks = [simpleBlock(1, 0, KEYFRAME, SHORT), simpleBlock(1, 3, KEYFRAME, LONG)];
    expect((await placed(VORBIS, ...blocks)).start).toBe(128);
    const atOnce = [simpleBlock(1, 0, KEYFRAME, SHORT), simpleBlock(1, 0, KEYFRAME, LONG)];
    expect((await placed(VORBIS, ...atOnce)).start).toBe(0);
  });
});

describe('Opus', () => {
  test('is presented from the end of its delay on, without what is padding at its end', async () => {
    const last = blockGroup({ time: 40, frame: CELT, more: [signed(ID.discardPadding, 13_500_000)] });
    const blocks = [0, 20].map((time) => simpleBlock(1, time, KEYFRAME, CELT));
    // The delay of 6.5 ms has 312 samples, the padding 648.
    expect(await placed(OPUS, ...blocks, last)).toEqual({
      ...{ times: [-312, 648, 1608], start: 0, end: 1608 + 960 - 648, timescale: 48_000 },
    });
  });

  test('of changing lengths is at exact samples', async () => {
    const frames = [Buffer.of(16 << 3, 0), CELT, Buffer.of(16 << 3, 0), CELT];
    const blocks = frames.map((frame, i) => simpleBlock(1, [0, 3, 23, 25][i]!, KEYFRAME, frame));
    expect((await placed(OPUS, ...blocks)).times).toEqual([-312, -192, 768, 888]);
  });
});

test('audio ends where the file says, if its last frame would last longer', async () => {
  const aac: TrackSpec = { type: 'audio', codecId: 'A_AAC', more: [audio(48_000)] };
  const blocks = [0, 21, 43].map((time) => simpleBlock(1, time, KEYFRAME, Buffer.of(1)));
  const endOf = async (duration: number) => {
    const file = matroska(info({ duration }), tracks(aac), cluster(0, ...blocks));
    return (await trackIn(file)).timeline.end;
  };
  expect(await endOf(50)).toBe(2400);
  // As the interval before it.
  expect(await endOf(80)).toBe((43 + 22) * 48);
  expect(await endOf(40)).toBe((43 + 22) * 48);
});
