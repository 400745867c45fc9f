/** What is before the clusters of a file. */
import { expect, test } from 'vitest';
import { ElementBudget } from '../../../src/demux/matroska/element-budget.js';
import { readSegment } from '../../../src/demux/matroska/segment.js';
import { ID } from '../../../src/matroska/index.js';
import { inMemory } from '../../masters/support/byte-source.js';
import { codeOf } from '../../masters/support/errors.js';
import { element, idBytes, openElement, padding, unsigned } from '../../matroska/support/write-ebml.js';
import {
  cluster,
  ebmlHeader,
  info,
  KEYFRAME,
  matroska,
  openCluster,
  openMatroska,
  simpleBlock,
  trackEntry,
  tracks,
  VIDEO,
} from '../../matroska/support/write-matroska.js';

const read = (file: Uint8Array) => readSegment(inMemory(file), 0, new ElementBudget());
const block = simpleBlock(1, 0, KEYFRAME, Buffer.from('frame'));

const seek = (id: number, position: number) =>
  element(ID.seek, element(ID.seekId, idBytes(id)), unsigned(ID.seekPosition, position, 8));

/** A file whose `Tracks` stand behind the cluster. */
function withTracksBehind(position: (behind: number) => number, before: Buffer = cluster(0, block)): Buffer {
  const head = Buffer.concat([info(), before]);
  const length = element(ID.seekHead, seek(ID.tracks, 0)).length;
  const seekHead = element(ID.seekHead, seek(ID.tracks, position(length + head.length)));
  return matroska(seekHead, head, tracks(VIDEO), cluster(40, block));
}

test('a segment has its information, its tracks, and the offset and time of its first cluster', async () => {
  const file = matroska(info({ scale: 500_000, duration: 10 }), tracks(VIDEO), cluster(20, block));
  const segment = await read(file);
  expect(segment.info).toEqual({ timestampScale: 500_000, duration: 10, title: '', muxingApp: '' });
  expect(segment.tracks.map(({ codecId }) => codecId)).toEqual(['V_MPEG4/ISO/AVC']);
  expect(segment.firstCluster).toBe(file.indexOf(idBytes(ID.cluster)));
  expect(segment).toMatchObject({ firstTime: 10_000_000, end: file.length, statedEnd: file.length });
});

test.each([
  ['unknown', openMatroska(info(), tracks(VIDEO), cluster(0, block))],
  [
    '0',
    Buffer.concat([
      ebmlHeader(),
      idBytes(ID.segment),
      Buffer.of(0x80),
      info(),
      tracks(VIDEO),
      cluster(0, block),
    ]),
  ],
])('a segment whose size is %s ends with the file', async (_, file) => {
  expect(await read(file)).toMatchObject({ end: file.length, statedEnd: undefined });
});

test('a segment that is cut off ends with the file, and states where it should have ended', async () => {
  const file = matroska(info(), tracks(VIDEO), cluster(0, block));
  const segment = await read(file.subarray(0, file.length - 3));
  expect(segment).toMatchObject({ end: file.length - 3, statedEnd: file.length });
});

test('tracks behind the clusters are found by the seek head, however large the clusters are', async () => {
  const large = cluster(0, simpleBlock(1, 0, KEYFRAME, Buffer.alloc(2_000_000)));
  const source = inMemory(withTracksBehind((behind) => behind, large));
  const segment = await readSegment(source, 0, new ElementBudget());
  expect(segment.tracks).toHaveLength(1);
  expect(source.counts.bytes).toBeLessThan(50_000);
});

test.each([
  ['a wrong position', withTracksBehind((behind) => behind + 1)],
  ['a position beyond the file', withTracksBehind(() => 2 ** 50)],
  ['no entry', matroska(info(), cluster(0, block), tracks(VIDEO), cluster(40, block))],
])('tracks behind the clusters are found past them where the seek head has %s', async (_, file) => {
  const segment = await read(file);
  expect(segment.tracks).toHaveLength(1);
  expect(segment.firstCluster).toBe(file.indexOf(idBytes(ID.cluster)));
});

test('without information, a tick is a millisecond', async () => {
  expect((await read(matroska(tracks(VIDEO), cluster(0, block)))).info.timestampScale).toBe(1_000_000);
});

test('a file without clusters has its tracks', async () => {
  const file = matroska(info(), tracks(VIDEO));
  expect(await read(file)).toMatchObject({ firstCluster: file.length, firstTime: 0 });
});

test('the first time is found behind a Void element', async () => {
  const padded = element(ID.cluster, padding(9), unsigned(ID.timestamp, 5), block);
  expect((await read(matroska(tracks(VIDEO), padded))).firstTime).toBe(5_000_000);
});

const many = Array.from({ length: 101 }, (_, i) => trackEntry({ number: i + 1 }));

test.each([
  ['that ends in the EBML header', ebmlHeader().subarray(0, 10), 'master_truncated'],
  ['that ends after the EBML header', ebmlHeader(), 'master_truncated'],
  ['that does not begin with EBML', Buffer.from('RIFF    AVI '), 'master_damaged'],
  [
    'of EBML of another kind',
    Buffer.concat([ebmlHeader('subtitles'), element(ID.segment)]),
    'master_not_media',
  ],
  [
    'with longer ids',
    Buffer.concat([ebmlHeader('webm', unsigned(ID.maxIdLength, 5)), element(ID.segment)]),
    'master_damaged',
  ],
  ['with bytes instead of a segment', Buffer.concat([ebmlHeader(), Buffer.alloc(20)]), 'master_damaged'],
  [
    'with an element of unknown size before',
    Buffer.concat([ebmlHeader(), openElement(0xec)]),
    'master_damaged',
  ],
  ['without tracks', matroska(info(), cluster(0, block)), 'master_without_tracks'],
  ['without tracks, cut off', matroska(info(), cluster(0, block)).subarray(0, -2), 'master_truncated'],
  ['without tracks before a live cluster', openMatroska(info(), openCluster(0, block)), 'master_truncated'],
  ['whose tracks are cut off', matroska(info(), tracks(VIDEO)).subarray(0, -2), 'master_truncated'],
  ['whose tracks are malformed', matroska(element(ID.tracks, Buffer.of(0xff))), 'master_damaged'],
  ['with more than 100 tracks', matroska(element(ID.tracks, ...many)), 'master_too_complex'],
  [
    'with tracks of 5 MB',
    matroska(element(ID.tracks, trackEntry({ codecPrivate: Buffer.alloc(5_000_000) }))),
    'master_too_complex',
  ],
  [
    'with 20,000 tracks that are none',
    matroska(element(ID.tracks, ...Array.from({ length: 20_000 }, () => padding(1)))),
    'master_too_complex',
  ],
])('a file %s is refused', async (_, file, code) => {
  expect(await codeOf(() => read(file))).toBe(code);
});
