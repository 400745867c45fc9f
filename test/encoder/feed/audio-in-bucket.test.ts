/** What is requested of a bucket for the audio of a segment alone, by how the file is interleaved: as `./run bench s3` counts it. */
import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { sampleBytes } from '../../../src/encoder/feed/sample-bytes.js';
import { s3Source } from '../../../src/stores/s3/s3-source.js';
import { WindowCache } from '../../../src/stores/s3/windows/window-cache.js';
import type { SampleTable } from '../../../src/tracks/index.js';
import { type MemoryObjects, memoryObjects } from '../../stores/s3/support/memory-objects.js';

/** Six seconds of AAC at 128 kbit/s and 48 kHz. */
const FRAMES = 281;
const FRAME_BYTES = 341;
const NEEDED = FRAMES * FRAME_BYTES;
/** The video between two frames of audio at 8 Mbit/s. */
const VIDEO_BYTES = 21_000;

const content = randomBytes(FRAMES * (FRAME_BYTES + VIDEO_BYTES));
let objects: MemoryObjects;
let windows: WindowCache;

beforeEach(() => {
  objects = memoryObjects();
  windows = new WindowCache();
  objects.set('film.mp4', content);
});

async function read(samples: SampleTable): Promise<Buffer> {
  const facts = (await objects.head('film.mp4'))!;
  objects.requests.length = 0;
  const object = { settings: { pathStyle: 'auto' as const }, bucket: 'b', key: 'film.mp4', ...facts };
  const source = s3Source(object, { store: objects, windows });
  const pieces: Uint8Array[] = [];
  for await (const piece of sampleBytes(samples, { first: 0, end: samples.count }, source))
    pieces.push(piece);
  await source.close();
  return Buffer.concat(pieces);
}

/** Samples of one size, so many after each other, then so many bytes of another track. */
function tableOf(count: number, size: number, together: number, gap: number, start = 0): SampleTable {
  const offsets = Float64Array.from({ length: count }, (_, i) => {
    return start + i * size + Math.floor(i / together) * gap;
  });
  const sizes = new Uint32Array(count).fill(size);
  return { count, offsets, sizes, times: new Float64Array(count), sync: new Uint8Array(count).fill(1) };
}

const bytesOf = ({ offsets, sizes }: SampleTable) =>
  Buffer.concat(Array.from(offsets, (at, i) => content.subarray(at, at + sizes[i]!)));

describe('the audio of a segment alone', () => {
  it.each([
    ['a second apart, is a request for each piece, side by side', 47, 6],
    ['half a second apart, is a request for each piece', 24, 12],
    ['behind all video, is one request', FRAMES, 1],
  ])('in pieces %s, and nothing but what it needs', async (_, together, requests) => {
    const audio = tableOf(FRAMES, FRAME_BYTES, together, together * VIDEO_BYTES);
    expect((await read(audio)).equals(bytesOf(audio))).toBe(true);
    expect(objects.requests).toHaveLength(requests);
    expect(objects.sent).toBe(NEEDED);
  });

  it('frame by frame between those of the video, is one request, with the video', async () => {
    const audio = tableOf(FRAMES, FRAME_BYTES, 1, VIDEO_BYTES);
    expect((await read(audio)).equals(bytesOf(audio))).toBe(true);
    expect(objects.requests).toHaveLength(1);
    expect(objects.sent).toBe((FRAMES - 1) * (FRAME_BYTES + VIDEO_BYTES) + FRAME_BYTES);
  });
});

it('video and audio of a segment that lie frame by frame are one request, whichever is read first', async () => {
  const audio = tableOf(FRAMES, FRAME_BYTES, 1, VIDEO_BYTES);
  const video = tableOf(FRAMES - 1, VIDEO_BYTES, 1, FRAME_BYTES, FRAME_BYTES);
  await read(audio);
  expect((await read(video)).equals(bytesOf(video))).toBe(true);
  expect(objects.requests).toStrictEqual([]);
});

it('a feed has its first bytes before all of a request have come', async () => {
  const video = tableOf(100, VIDEO_BYTES, 100, 0);
  const facts = (await objects.head('film.mp4'))!;
  const object = { settings: { pathStyle: 'auto' as const }, bucket: 'b', key: 'film.mp4', ...facts };
  const source = s3Source(object, { store: objects, windows });
  const feed = sampleBytes(video, { first: 0, end: video.count }, source);
  await feed.next();
  expect(objects.sent).toBeLessThan((100 * VIDEO_BYTES) / 4);
  await feed.return(undefined);
  await source.close();
});
