/** A movie whose file ends early is indexed as far as it is whole, and the index says that something is missing. */
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { MasterIndex } from '../../../src/masters/master-index.js';
import type { SampleTable } from '../../../src/tracks/track.js';
import { type CutOffKind, cutOffKinds, cutOffMaster } from '../../support/cut-off-masters.js';
import { generateMaster } from '../../support/masters.js';
import { inMemory } from '../support/byte-source.js';
import { codeOf } from '../support/errors.js';
import { fakeTools } from '../support/fake-tools.js';
import { indexMaster } from '../support/index-master.js';

const signal = new AbortController().signal;
const ENDS_EARLY = 'the file ends before its media does';

function index(bytes: Uint8Array): Promise<MasterIndex> {
  const master = { asset: 'a', version: 'v', size: bytes.length, open: async () => inMemory(bytes) };
  return indexMaster(master, '/nowhere', fakeTools, signal);
}

/** Samples of a whole track before the first that is not within `size` bytes. */
function samplesWithin({ offsets, sizes, count }: SampleTable, size: number): number {
  const first = offsets.findIndex((offset, i) => offset + sizes[i]! > size);
  return first === -1 ? count : first;
}

/** Whether what is left after a sample is too little for the header of a box. */
function endsJustBefore({ offsets, sizes }: SampleTable, size: number): boolean {
  return offsets.some((offset, i) => size - (offset + sizes[i]!) >= 0 && size - (offset + sizes[i]!) < 8);
}

const countsOf = ({ video, audio }: MasterIndex) =>
  [...(video ? [video] : []), ...audio].map((track) => track.samples.count);

describe.each(cutOffKinds)('a fragmented recording, %s,', (kind) => {
  let file: Buffer;
  let whole: MasterIndex;

  beforeAll(async () => {
    file = await readFile(await cutOffMaster(kind));
    whole = await index(file);
  });

  test('is missing nothing while it is whole', () => {
    expect(whole.missing).toBeUndefined();
    expect(countsOf(whole).every((count) => count > 20)).toBe(true);
  });

  test('has every sample that is whole wherever it is cut off, and says that more is missing', async () => {
    const tracks = [...(whole.video ? [whole.video] : []), ...whole.audio];
    const end = file.lastIndexOf('mfra') - 4;
    for (let part = 30; part < 100; part++) {
      const size = Math.floor((end * part) / 100);
      const cut = await index(file.subarray(0, size));
      expect(countsOf(cut)).toStrictEqual(tracks.map((track) => samplesWithin(track.samples, size)));
      const isBetweenFragments = tracks.some(({ samples }) => endsJustBefore(samples, size));
      expect(cut.missing !== undefined || isBetweenFragments).toBe(true);
    }
  });

  test('keeps the times of what is whole', async () => {
    const cut = await index(file.subarray(0, Math.floor(file.length * 0.7)));
    const times = (of: MasterIndex) => (of.video ?? of.audio[0]!).samples.times;
    expect(times(cut)).toStrictEqual(times(whole).slice(0, times(cut).length));
  });
});

describe('the end of a fragmented file', () => {
  const kind: CutOffKind = 'H.264 and AAC, a fragment for each GOP';
  let file: Buffer;
  const startOf = (type: string, from: 'first' | 'last') =>
    (from === 'first' ? file.indexOf(type) : file.lastIndexOf(type)) - 4;

  beforeAll(async () => {
    file = await readFile(await cutOffMaster(kind));
  });

  test('may be anywhere in its random access index, of which nothing is missed', async () => {
    const start = startOf('mfra', 'last');
    const whole = countsOf(await index(file));
    for (let size = start; size < file.length; size += 7) {
      const cut = await index(file.subarray(0, size));
      expect([countsOf(cut), cut.missing]).toStrictEqual([whole, undefined]);
    }
  });

  test('may be anywhere in the header of its last fragment, which then counts for nothing', async () => {
    const start = startOf('moof', 'last');
    const before = countsOf(await index(file.subarray(0, start)));
    for (let size = start + 8; size < start + 200; size += 9) {
      const cut = await index(file.subarray(0, size));
      expect([countsOf(cut), cut.missing]).toStrictEqual([before, { seconds: 0, reason: ENDS_EARLY }]);
    }
  });

  test('says for how long the samples would last that only its tables have', async () => {
    const start = startOf('moof', 'last');
    const size = start + file.readUInt32BE(start) + 8;
    // The last of three fragments of a second.
    const seconds = (await index(file.subarray(0, size))).missing?.seconds ?? 0;
    expect(Math.round(seconds)).toBe(1);
  });

  test.each([
    ['zeros', Buffer.alloc(5000)],
    ['bytes that are no box', Buffer.from('\0\0\0\u0003junk of a crashed disk')],
    ['the first bytes of a box with a long header', Buffer.from('\0\0\0\u0001mdat\0\0')],
  ])('may be %s', async (_, end) => {
    const media = file.subarray(0, startOf('mfra', 'last'));
    expect(countsOf(await index(Buffer.concat([media, end])))).toStrictEqual(countsOf(await index(file)));
  });

  test('may be media data without a stated size', async () => {
    const start = startOf('moof', 'last');
    const bytes = Buffer.from(file.subarray(0, startOf('mfra', 'last')));
    bytes.writeUInt32BE(0, start + file.readUInt32BE(start));
    const open = await index(bytes);
    expect([countsOf(open), open.missing]).toStrictEqual([countsOf(await index(file)), undefined]);
    const cut = await index(bytes.subarray(0, bytes.length - 100));
    expect(cut.missing?.seconds).toBeGreaterThan(0);
  });

  test('is refused before the first fragment is there', async () => {
    const start = startOf('moof', 'first');
    for (const size of [start + 4, start + 40])
      expect(await codeOf(() => index(file.subarray(0, size)))).toBe('master_truncated');
  });
});

describe('an upload of a movie with its tables in front', () => {
  test('is refused until it is complete', async () => {
    const file = await readFile(await generateMaster('truncated-moov-first'));
    expect(await codeOf(() => index(file))).toBe('master_truncated');
  });
});
