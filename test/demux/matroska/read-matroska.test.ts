/** Frames of whole files: where they are, when they are presented, and which can be decoded without others. */
import { describe, expect, test } from 'vitest';
import { ID } from '../../../src/matroska/index.js';
import { storedSize } from '../../../src/tracks/samples/stored-samples.js';
import { codeOf } from '../../masters/support/errors.js';
import { millisecondsOf, samplesIn, textsOf, trackIn } from '../../masters/support/read-matroska.js';
import { element, padding, signed, unsigned } from '../../matroska/support/write-ebml.js';
import {
  AUDIO,
  blockGroup,
  blockHead,
  cluster,
  ebmlHeader,
  INVISIBLE,
  info,
  KEYFRAME,
  LACING,
  lace,
  matroska,
  openCluster,
  openMatroska,
  simpleBlock,
  type TrackSpec,
  tracks,
  VIDEO,
} from '../../matroska/support/write-matroska.js';

const frame = (text: string) => Buffer.from(text, 'latin1');
const MILLISECOND = 1_000_000;

describe('frames', () => {
  const file = matroska(
    info(),
    tracks(VIDEO, AUDIO),
    cluster(
      0,
      simpleBlock(1, 0, KEYFRAME, frame('I0')),
      simpleBlock(2, 0, KEYFRAME, frame('a0')),
      simpleBlock(1, 80, 0, frame('P2')),
      simpleBlock(1, 40, 0, frame('B1')),
    ),
    cluster(120, simpleBlock(1, 0, KEYFRAME, frame('I3')), simpleBlock(2, -99, KEYFRAME, frame('a1'))),
  );

  test('lie where the blocks of their track have them', async () => {
    expect(textsOf(file, await trackIn(file))).toEqual(['I0', 'P2', 'B1', 'I3']);
    expect(textsOf(file, await trackIn(file, 1))).toEqual(['a0', 'a1']);
  });

  test('are presented at the times of their blocks, in that order', async () => {
    const video = await trackIn(file);
    expect(millisecondsOf(video)).toEqual([0, 80, 40, 120]);
    expect(Array.from(video.frames!)).toEqual([0, 2, 1, 3]);
    expect(millisecondsOf(await trackIn(file, 1))).toEqual([0, 21]);
  });

  test('are sync samples where a block says so; of audio all are', async () => {
    expect(Array.from((await trackIn(file)).table.sync)).toEqual([1, 0, 0, 1]);
    expect(Array.from((await trackIn(file, 1)).table.sync)).toEqual([1, 1]);
  });
});

test('frames of TrueHD are sync samples where a block says so', async () => {
  const file = matroska(
    info(),
    tracks({ ...AUDIO, codecId: 'A_TRUEHD' }),
    cluster(0, simpleBlock(2, 0, KEYFRAME, frame('a')), simpleBlock(2, 1, 0, frame('b'))),
  );
  expect(Array.from((await trackIn(file)).table.sync)).toEqual([1, 0]);
});

test('a block in a group is a sync sample unless it refers to another', async () => {
  const file = matroska(
    info(),
    tracks(VIDEO),
    cluster(
      0,
      blockGroup({ time: 0, frame: frame('I') }),
      blockGroup({ time: 40, frame: frame('P'), references: [-40] }),
      blockGroup({ time: 80, frame: frame('B'), references: [-40, 40] }),
    ),
  );
  const video = await trackIn(file);
  expect(textsOf(file, video)).toEqual(['I', 'P', 'B']);
  expect(Array.from(video.table.sync)).toEqual([1, 0, 0]);
});

test('what a group says after a large block counts', async () => {
  const large = Buffer.alloc(100_000);
  const file = matroska(
    info(),
    tracks(VIDEO),
    cluster(
      0,
      ...[0, 1, 2].map((i) => blockGroup({ time: 40 * i, frame: large, references: i ? [-40] : [] })),
    ),
  );
  expect(Array.from((await trackIn(file)).table.sync)).toEqual([1, 0, 0]);
});

test('frames of tracks that are not read, and of none, are left out', async () => {
  const text: TrackSpec = { number: 3, type: 'text', codecId: 'S_TEXT/UTF8' };
  const file = matroska(
    info(),
    tracks(VIDEO, text),
    cluster(
      0,
      simpleBlock(3, 0, KEYFRAME, frame('subtitle')),
      simpleBlock(9, 0, KEYFRAME, frame('stray')),
      simpleBlock(1, 0, KEYFRAME, frame('I')),
      simpleBlock(1, 40, KEYFRAME, frame('')),
    ),
  );
  expect(textsOf(file, await trackIn(file))).toEqual(['I']);
});

test('Void, CRC-32 and elements that are not known are skipped everywhere', async () => {
  const strange = [padding(5), element(0xbf, Buffer.alloc(4)), element(0x7fff, Buffer.alloc(40))];
  const block = element(
    ID.blockGroup,
    ...strange,
    element(ID.block, blockHead(1, 0), frame('I')),
    ...strange,
  );
  const file = Buffer.concat([
    ebmlHeader(),
    padding(100),
    element(
      ID.segment,
      ...strange,
      info(),
      ...strange,
      tracks(VIDEO),
      ...strange,
      element(ID.cluster, ...strange, unsigned(ID.timestamp, 7), ...strange, block, ...strange),
      ...strange,
    ),
  ]);
  const video = await trackIn(file);
  expect(textsOf(file, video)).toEqual(['I']);
  expect(millisecondsOf(video)).toEqual([7]);
});

describe('lacing', () => {
  const laced = (kind: 'xiph' | 'ebml' | 'fixed', time: number, ...texts: string[]) =>
    simpleBlock(2, time, LACING[kind], lace(kind, texts.map(frame)));
  const audio = (more: readonly Uint8Array[] = []) => tracks({ ...AUDIO, more: [...AUDIO.more!, ...more] });

  test.each(['xiph', 'ebml'] as const)('of kind %s gives every frame', async (kind) => {
    const file = matroska(
      info(),
      audio(),
      cluster(0, laced(kind, 0, 'a', 'bcd', 'ef'), laced(kind, 60, 'g')),
    );
    expect(textsOf(file, await trackIn(file))).toEqual(['a', 'bcd', 'ef', 'g']);
  });

  test('of one size gives every frame', async () => {
    const file = matroska(info(), audio(), cluster(0, laced('fixed', 0, 'ab', 'cd', 'ef')));
    expect(textsOf(file, await trackIn(file))).toEqual(['ab', 'cd', 'ef']);
  });

  test('spaces frames by the duration that the track states', async () => {
    const stated = audio([unsigned(ID.defaultDuration, 20 * MILLISECOND)]);
    const file = matroska(
      info(),
      stated,
      cluster(0, laced('xiph', 0, 'a', 'b', 'c'), laced('xiph', 65, 'd')),
    );
    expect(millisecondsOf(await trackIn(file))).toEqual([0, 20, 40, 65]);
  });

  test('spaces frames evenly up to the next block where none is stated', async () => {
    const file = matroska(
      info(),
      audio(),
      cluster(0, laced('xiph', 0, 'a', 'b', 'c', 'd')),
      cluster(80, laced('xiph', 0, 'e', 'f', 'g', 'h')),
    );
    expect(millisecondsOf(await trackIn(file))).toEqual([0, 20, 40, 60, 80, 100, 120, 140]);
  });

  test('is read where its sizes take kilobytes', async () => {
    const texts = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i).repeat(3000 + i));
    const file = matroska(info(), audio(), cluster(0, laced('xiph', 0, ...texts), laced('xiph', 60, 'z')));
    expect(textsOf(file, await trackIn(file))).toEqual([...texts, 'z']);
  });

  test('that is malformed leaves out its block', async () => {
    const broken = simpleBlock(2, 0, LACING.xiph, Buffer.of(1, 200, 0));
    const file = matroska(info(), audio(), cluster(0, broken, laced('xiph', 20, 'a')));
    expect(textsOf(file, await trackIn(file))).toEqual(['a']);
  });
});

describe('times', () => {
  const video = (scale: number, ...blocks: Uint8Array[]) =>
    matroska(info({ scale }), tracks(VIDEO), cluster(1000, ...blocks));
  const at = (time: number) => simpleBlock(1, time, KEYFRAME, frame('f'));

  test('are in the scale of the segment', async () => {
    const file = video(100_000, at(0), at(401), at(877));
    expect(millisecondsOf(await trackIn(file))).toEqual([100, 140.1, 187.7]);
  });

  test('are as fine as they are stored, up to 100 ns', async () => {
    const file = video(1, at(0), at(1000), at(3100));
    expect((await trackIn(file)).timeline.timescale).toBe(10_000_000);
    expect(Array.from((await trackIn(file)).table.times)).toEqual([10, 20, 41]);
  });

  test('before their cluster are read', async () => {
    expect(millisecondsOf(await trackIn(video(MILLISECOND, at(-1000), at(-300), at(100))))).toEqual([
      0, 700, 1100,
    ]);
  });

  test('of video of a constant rate are exact', async () => {
    const times = Array.from({ length: 240 }, (_, i) => Math.round((i * 1001) / 24));
    const clusters = [0, 1, 2, 3].map((n) =>
      cluster(times[60 * n]!, ...times.slice(60 * n, 60 * n + 60).map((time) => at(time - times[60 * n]!))),
    );
    const { table, timeline } = await trackIn(matroska(info(), tracks(VIDEO), ...clusters));
    expect(timeline).toMatchObject({ timescale: 24_000, start: 0, end: 240 * 1001 });
    expect(Array.from(table.times)).toEqual(times.map((_, i) => 1001 * i));
  });

  test('of audio are in ticks of its sample rate', async () => {
    const file = matroska(
      info(),
      tracks(AUDIO),
      cluster(0, simpleBlock(2, 21, KEYFRAME, frame('a')), simpleBlock(2, 43, KEYFRAME, frame('b'))),
    );
    const { table, timeline } = await trackIn(file);
    expect(timeline).toMatchObject({ timescale: 48_000, start: 1008, end: 2064 + 1056 });
    expect(Array.from(table.times)).toEqual([1008, 2064]);
  });
});

describe('the end of a track', () => {
  const ends = async (more: readonly Uint8Array[], ...blocks: Uint8Array[]) => {
    const { timeline } = await trackIn(
      matroska(info(), tracks({ ...AUDIO, more: [...AUDIO.more!, ...more] }), cluster(0, ...blocks)),
    );
    return Math.round((timeline.end / timeline.timescale) * 1e6) / 1e3;
  };
  const first = [0, 20].map((time) => simpleBlock(2, time, KEYFRAME, frame('a')));
  const last = (duration?: number, ...more: Uint8Array[]) =>
    blockGroup({ track: 2, time: 40, frame: frame('a'), more, ...(duration !== undefined && { duration }) });
  const discard = (milliseconds: number) => signed(ID.discardPadding, milliseconds * MILLISECOND);
  const stated = [unsigned(ID.defaultDuration, 24 * MILLISECOND)];

  test.each([
    ['the duration of the block', [], [last(15)], 55],
    ['the duration that the track states', stated, [last()], 64],
    ['the last interval', [], [last()], 60],
    ['the last interval without what is to be discarded', [], [last(undefined, discard(5))], 55],
    ['the duration of the block, which has no padding', [], [last(15, discard(5))], 55],
    [
      'the last interval, where what is to be discarded stands before it',
      [],
      [last(undefined, discard(-5))],
      60,
    ],
    ['nothing, if more is to be discarded than there is', [], [last(undefined, discard(50))], 40],
  ])('is that of the last frame and %s', async (_, more, blocks, expected) => {
    expect(await ends(more, ...first, ...blocks)).toBe(expected);
  });

  test('is a tick after a frame of which nothing more is known', async () => {
    expect(await ends([], simpleBlock(2, 20, KEYFRAME, frame('a')))).toBe(21);
  });

  test('counts padding of the last frame only', async () => {
    const early = blockGroup({ track: 2, time: 0, frame: frame('a'), more: [discard(10)] });
    expect(await ends([], early, simpleBlock(2, 20, KEYFRAME, frame('a')))).toBe(40);
  });
});

test('audio is presented from the end of its codec delay on', async () => {
  const opus = { ...AUDIO, more: [...AUDIO.more!, unsigned(ID.codecDelay, 6_500_000)] };
  const blocks = [0, 21, 41].map((time) => simpleBlock(2, time, KEYFRAME, frame('a')));
  const { table, timeline } = await trackIn(matroska(info(), tracks(opus), cluster(0, ...blocks)));
  expect(Array.from(table.times)).toEqual([-312, 696, 1656]);
  expect(timeline).toMatchObject({ start: 0, end: 2616 });
});

describe('frames that are not presented', () => {
  const shown = async (codecId: string, ...blocks: Uint8Array[]) => {
    const file = matroska(info(), tracks({ ...VIDEO, codecId }), cluster(0, ...blocks));
    const { table, frames } = await trackIn(file);
    return [table.count, Array.from(frames!)];
  };
  const block = (time: number, flags: number, ...bytes: number[]) =>
    simpleBlock(1, time, flags, Buffer.from(bytes));

  test('are those of blocks that say so', async () => {
    const blocks = [block(0, KEYFRAME, 1), block(39, INVISIBLE, 2), block(40, 0, 3)];
    expect(await shown('V_MPEG4/ISO/AVC', ...blocks)).toEqual([3, [0, 2]]);
  });

  test('are those of VP8 whose tag says so', async () => {
    const blocks = [block(0, KEYFRAME, 0x10, 0, 0), block(39, 0, 0x01, 0, 0), block(40, 0, 0x11, 0, 0)];
    expect(await shown('V_VP8', ...blocks)).toEqual([3, [0, 2]]);
  });

  test('are those of VP9 whose header says so, unless a superframe has another', async () => {
    const blocks = [
      block(0, KEYFRAME, 0x82, 0, 0),
      block(39, 0, 0x84, 0, 0),
      block(40, 0, 0x86, 0, 0),
      block(80, 0, 0x84, 0, 0xc1),
      block(120, 0, 0x88),
      block(160, 0, 0xb0, 0),
      block(161, 0, 0xb1, 0),
    ];
    expect(await shown('V_VP9', ...blocks)).toEqual([7, [0, 2, 3, 4, 6]]);
  });
});

describe('content encodings', () => {
  const encoded = (...encoding: Uint8Array[]): TrackSpec => ({
    ...VIDEO,
    more: [element(ID.contentEncodings, element(ID.contentEncoding, ...encoding))],
  });
  const compression = (algorithm: number, ...more: Uint8Array[]) =>
    element(ID.contentCompression, unsigned(ID.contentCompAlgo, algorithm), ...more);
  const file = (track: TrackSpec) =>
    matroska(info(), tracks(track), cluster(0, simpleBlock(1, 0, KEYFRAME, frame('rest'))));

  test('header stripping says what is missing before each frame', async () => {
    const stripped = encoded(compression(3, element(ID.contentCompSettings, frame('head '))));
    const { table } = await trackIn(file(stripped));
    expect(Buffer.from(table.prefix!).toString()).toBe('head ');
    expect([...table.sizes]).toEqual(['head rest'.length]);
    expect(storedSize(table, 0)).toBe('rest'.length);
    expect((await trackIn(file(VIDEO))).table.prefix).toBeUndefined();
  });

  test('compressed frames are read as they are stored', async () => {
    const compressed = file(encoded(compression(0)));
    expect(textsOf(compressed, await trackIn(compressed))).toEqual(['rest']);
  });

  test.each([
    [
      'stripped of a long header, which would be fed with each frame,',
      encoded(compression(3, element(ID.contentCompSettings, Buffer.alloc(300)))),
      'master_codec_unsupported',
    ],
    ['encrypted', encoded(unsigned(ID.contentEncodingType, 1)), 'master_encrypted'],
  ])('a track that is %s is refused, and others are read', async (_, track, code) => {
    const blocks = [simpleBlock(1, 0, KEYFRAME, frame('x')), simpleBlock(2, 0, KEYFRAME, frame('a'))];
    const both = matroska(
      info(),
      tracks(track, AUDIO),
      cluster(0, ...blocks, simpleBlock(2, 20, 0, frame('b'))),
    );
    expect(await codeOf(() => trackIn(both))).toBe(code);
    expect(textsOf(both, await trackIn(both, 1))).toEqual(['a', 'b']);
  });
});

describe('sizes that are not known', () => {
  const blocks = (time: number) => [
    simpleBlock(1, 0, KEYFRAME, frame(`I${time}`)),
    blockGroup({ time: 40, frame: frame(`P${time}`), references: [-40] }),
  ];
  const all = ['I0', 'P0', 'I80', 'P80'];

  test.each([
    [
      'the segment',
      openMatroska(info(), tracks(VIDEO), cluster(0, ...blocks(0)), cluster(80, ...blocks(80))),
    ],
    [
      'clusters',
      matroska(info(), tracks(VIDEO), openCluster(0, ...blocks(0)), openCluster(80, ...blocks(80))),
    ],
    [
      'the segment and clusters, as live WebM',
      openMatroska(info(), tracks(VIDEO), openCluster(0, ...blocks(0)), openCluster(80, ...blocks(80))),
    ],
    [
      'a cluster before one that states its size and before cues',
      openMatroska(
        info(),
        tracks(VIDEO),
        openCluster(0, ...blocks(0)),
        element(ID.cues, Buffer.alloc(30)),
        cluster(80, ...blocks(80)),
        element(ID.tags, Buffer.alloc(30)),
      ),
    ],
  ])('of %s end where the next element begins', async (_, file) => {
    const read = await samplesIn(file);
    expect(read.missing).toBeUndefined();
    expect(textsOf(file, await trackIn(file))).toEqual(all);
  });
});

describe('several segments', () => {
  const part = (text: string, ...more: Uint8Array[]) =>
    matroska(
      info(),
      tracks(VIDEO),
      ...more,
      cluster(0, simpleBlock(1, 0, KEYFRAME, frame(`${text}0`)), simpleBlock(1, 40, 0, frame(`${text}1`))),
    );

  test('of the same tracks follow each other', async () => {
    const track = { ...VIDEO, more: [unsigned(ID.defaultDuration, 40 * MILLISECOND)] };
    const one = (text: string) =>
      matroska(
        info(),
        tracks(track),
        cluster(5000, simpleBlock(1, 0, KEYFRAME, frame(text)), simpleBlock(1, 40, 0, frame(text))),
      );
    const file = Buffer.concat([one('a'), one('b'), one('c')]);
    const video = await trackIn(file);
    expect(textsOf(file, video)).toEqual(['a', 'a', 'b', 'b', 'c', 'c']);
    expect(millisecondsOf(video)).toEqual([5000, 5040, 5080, 5120, 5160, 5200]);
  });

  test('that go on in time stay where they are', async () => {
    const later = matroska(info(), tracks(VIDEO), cluster(1000, simpleBlock(1, 0, KEYFRAME, frame('b'))));
    expect(millisecondsOf(await trackIn(Buffer.concat([part('a'), later])))).toEqual([0, 40, 1000]);
  });

  test('after one whose size is not known are found', async () => {
    const open = openMatroska(info(), tracks(VIDEO), openCluster(0, simpleBlock(1, 0, KEYFRAME, frame('a'))));
    const file = Buffer.concat([open, part('b')]);
    expect(textsOf(file, await trackIn(file))).toEqual(['a', 'b0', 'b1']);
  });

  test.each([
    [
      'with other tracks',
      matroska(
        info(),
        tracks({ ...VIDEO, codecId: 'V_VP9' }),
        cluster(0, simpleBlock(1, 0, KEYFRAME, frame('x'))),
      ),
    ],
    [
      'with another scale',
      matroska(info({ scale: 1000 }), tracks(VIDEO), cluster(0, simpleBlock(1, 0, KEYFRAME, frame('x')))),
    ],
    ['that are malformed', Buffer.concat([ebmlHeader(), Buffer.alloc(40, 0xff)])],
    ['that are no segments', Buffer.from('and some other bytes')],
  ])('%s are left out', async (_, other) => {
    const file = Buffer.concat([part('a'), other]);
    expect(textsOf(file, await trackIn(file))).toEqual(['a0', 'a1']);
  });
});
