/** Files that were cut off, that still grow, and that are damaged. */
import { describe, expect, test } from 'vitest';
import { ID } from '../../../src/matroska/index.js';
import { samplesIn, textsOf, trackIn } from '../../masters/support/read-matroska.js';
import { element, idBytes, unsigned } from '../../matroska/support/write-ebml.js';
import {
  blockGroup,
  cluster,
  info,
  KEYFRAME,
  matroska,
  openCluster,
  openMatroska,
  simpleBlock,
  tracks,
  VIDEO,
} from '../../matroska/support/write-matroska.js';

const block = (time: number, text: string) => simpleBlock(1, time, KEYFRAME, Buffer.from(text));
const second = (n: number) => cluster(n * 1000, block(0, `a${n}`), block(500, `b${n}`));
const head = (duration?: number) => [info(duration === undefined ? {} : { duration }), tracks(VIDEO)];
const whole = matroska(...head(4000), ...[0, 1, 2, 3].map(second));

describe('a file that was cut off', () => {
  test('is read as far as its frames are whole, and says what is missing', async () => {
    const cut = whole.subarray(0, whole.length - second(3).length - 2);
    expect(textsOf(whole, await trackIn(cut))).toEqual(['a0', 'b0', 'a1', 'b1', 'a2']);
    const { missing } = await samplesIn(cut);
    expect(missing).toEqual({ bytes: whole.length - cut.length, damagedBytes: 0, seconds: 2 });
  });

  test('between two clusters lacks what the segment states', async () => {
    const cut = whole.subarray(0, whole.length - second(3).length);
    expect((await samplesIn(cut)).missing).toEqual({
      bytes: second(3).length,
      damagedBytes: 0,
      seconds: 1.5,
    });
  });

  test('in its cues lacks bytes, and no time', async () => {
    const cues = element(ID.cues, Buffer.alloc(50));
    const file = matroska(...head(2000), second(0), second(1), cues);
    expect((await samplesIn(file.subarray(0, -9))).missing).toEqual({
      bytes: 9,
      damagedBytes: 0,
      seconds: 0,
    });
  });

  test('in a header lacks something even where no size is stated', async () => {
    const file = openMatroska(...head(), openCluster(0, block(0, 'a')), Buffer.of(0x1f, 0x43));
    expect((await samplesIn(file)).missing).toEqual({ bytes: 0, damagedBytes: 0, seconds: 0 });
    expect(textsOf(file, await trackIn(file))).toEqual(['a']);
  });

  test('that is whole lacks nothing', async () => {
    expect((await samplesIn(whole)).missing).toBeUndefined();
  });

  test('lacks time by its stated duration alone where it states no size', async () => {
    const file = openMatroska(...head(60_000), second(0));
    expect((await samplesIn(file)).missing).toEqual({ bytes: 0, damagedBytes: 0, seconds: 59.5 });
    expect((await samplesIn(openMatroska(...head(1000), second(0)))).missing).toBeUndefined();
  });

  test('lacks nothing where all bytes are there, though subtitles may last longer', async () => {
    expect((await samplesIn(matroska(...head(60_000), second(0)))).missing).toBeUndefined();
  });
});

test('a file that grows has more frames each time it is read', async () => {
  const blocks = [block(0, 'a'), block(40, 'b'), blockGroup({ time: 80, frame: Buffer.from('c') })];
  const file = openMatroska(...head(), openCluster(0, ...blocks), openCluster(120, ...blocks));
  const counts: number[] = [];
  for (let end = file.indexOf(idBytes(ID.cluster)) + 30; end <= file.length; end++) {
    const [track] = (await samplesIn(file.subarray(0, end))).tracks;
    if (track?.status === 'fulfilled') counts.push(track.value.table.count);
  }
  expect(counts).toEqual([...counts].sort((a, b) => a - b));
  expect([counts[0], counts.at(-1)]).toEqual([2, 6]);
});

describe('damage', () => {
  const clusters = [0, 1, 2, 3].map(second);
  const damagedAt = (bytes: Uint8Array) => matroska(...head(), clusters[0]!, bytes, ...clusters.slice(1));
  const all = ['a0', 'b0', 'a1', 'b1', 'a2', 'b2', 'a3', 'b3'];

  test.each([
    ['zeros', [0, 0, 0, 0, 0, 0, 0]],
    ['ones', [0xff, 0xff, 0xff]],
    ['an element that is larger than the segment', [0x42, 0x99, 0x41, 0xff, 1, 2, 3]],
    ['the first bytes of a cluster', [0x00, 0x1f, 0x43, 0xb6]],
  ])('between clusters, of %s, is skipped', async (_, bytes) => {
    const file = damagedAt(Buffer.from(bytes));
    expect(textsOf(file, await trackIn(file))).toEqual(all);
    expect((await samplesIn(file)).missing).toEqual({ bytes: 0, damagedBytes: bytes.length, seconds: 0 });
  });

  test('in a cluster costs the rest of that cluster', async () => {
    const broken = Buffer.from(second(1));
    broken.fill(0, broken.indexOf('a1') + 2, broken.indexOf('a1') + 4);
    const file = matroska(...head(), clusters[0]!, broken, clusters[2]!);
    expect(textsOf(file, await trackIn(file))).toEqual(['a0', 'b0', 'a1', 'a2', 'b2']);
    expect((await samplesIn(file)).missing).toMatchObject({ damagedBytes: block(500, 'b1').length });
  });

  test('in a cluster of unknown size costs what is before the next one', async () => {
    const file = openMatroska(
      ...head(),
      openCluster(0, block(0, 'a'), Buffer.alloc(500), block(40, 'lost')),
      openCluster(80, block(0, 'b')),
    );
    expect(textsOf(file, await trackIn(file))).toEqual(['a', 'b']);
  });

  test('of a size in a cluster of unknown size costs what is before the next one', async () => {
    const large = Buffer.from(block(40, 'lost'));
    const broken = openCluster(
      0,
      block(0, 'a'),
      Buffer.concat([large.subarray(0, 1), Buffer.of(0x10, 0xff, 0xff, 0xff), large.subarray(2)]),
    );
    const file = openMatroska(...head(), broken, openCluster(80, block(0, 'b')));
    expect(textsOf(file, await trackIn(file))).toEqual(['a', 'b']);
    expect((await samplesIn(file)).missing?.damagedBytes).toBeGreaterThan(0);
  });

  test('is searched through however much there is of it', async () => {
    const file = damagedAt(Buffer.alloc(700_000));
    expect(textsOf(file, await trackIn(file))).toEqual(all);
  });

  test('up to the end of the file is told', async () => {
    const file = matroska(...head(), clusters[0]!, Buffer.alloc(1000));
    expect(textsOf(file, await trackIn(file))).toEqual(['a0', 'b0']);
    expect((await samplesIn(file)).missing).toMatchObject({ damagedBytes: 1000 });
  });

  test('of a group leaves out its block', async () => {
    const broken = element(ID.blockGroup, Buffer.of(0xa1, 0xff, 0, 0));
    const file = matroska(...head(), cluster(0, broken, block(0, 'a')));
    expect(textsOf(file, await trackIn(file))).toEqual(['a']);
  });

  test('of a block leaves it out', async () => {
    const broken = element(ID.simpleBlock, Buffer.of(0x81));
    const file = matroska(...head(), cluster(0, broken, block(0, 'a')));
    expect(textsOf(file, await trackIn(file))).toEqual(['a']);
  });

  test('of a timestamp leaves out the blocks before there is one', async () => {
    const late = element(ID.cluster, block(0, 'x'), unsigned(ID.timestamp, 40), block(0, 'a'));
    const file = matroska(...head(), late);
    expect(textsOf(file, await trackIn(file))).toEqual(['a']);
  });
});
