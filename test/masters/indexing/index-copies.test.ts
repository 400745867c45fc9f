/** What is played of a master whose streams were copied, each into a file of its own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { indexCopies } from '../../../src/masters/indexing/index-copies.js';
import type { MediaTools, RemuxedFile, RemuxedStream } from '../../../src/masters/indexing/media-tools.js';
import { ID } from '../../../src/matroska/index.js';
import { IndexBudget } from '../../../src/tracks/index-budget.js';
import { codecUnsupported, copiesFull } from '../../../src/tracks/refusals.js';
import { element, unsigned } from '../../matroska/support/write-ebml.js';
import {
  AUDIO,
  cluster,
  info,
  KEYFRAME,
  matroska,
  simpleBlock,
  type TrackSpec,
  tracks,
} from '../../matroska/support/write-matroska.js';
import { codeOf } from '../support/errors.js';
import { fakeTools } from '../support/fake-tools.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-copies-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SIZE = element(ID.video, unsigned(ID.pixelWidth, 640), unsigned(ID.pixelHeight, 360));
const VIDEO: TrackSpec = { number: 1, codecPrivate: Buffer.alloc(20), more: [SIZE] };
const PICTURE: TrackSpec = { ...VIDEO, codecId: 'V_MJPEG' };
const STEREO: TrackSpec = { ...AUDIO, number: 1, codecPrivate: Buffer.of(0x11, 0x90) };

/** The copy of a stream, with frames at these milliseconds of a cluster. */
async function copyOf(
  stream: Pick<RemuxedStream, 'id' | 'kind'> & Partial<RemuxedStream>,
  track: TrackSpec,
  times: readonly number[],
  clusterTime = 0,
): Promise<RemuxedFile> {
  const path = join(folder, `${stream.id}.mkv`);
  const blocks = times.map((time) => simpleBlock(1, time, KEYFRAME, Buffer.of(1, 2, 3, 4)));
  await writeFile(path, matroska(info(), tracks(track), cluster(clusterTime, ...blocks)));
  return { path, kind: 'matroska', stream: { codec: 'any', isEnabled: true, startSeconds: 0, ...stream } };
}

const FRAMES = [0, 400, 800, 1200];
const PACKETS = [0, 21, 43, 64];
const film = (id: number) => copyOf({ id, kind: 'video', codec: 'film' }, VIDEO, FRAMES);
const stereo = (id: number) => copyOf({ id, kind: 'audio', codec: 'stereo' }, STEREO, PACKETS);

async function indexed(copies: readonly Promise<RemuxedFile>[], tools: MediaTools = fakeTools) {
  const context = { tools, budget: new IndexBudget(), signal: new AbortController().signal };
  const uncopied = [{ id: 9, kind: 'text', codec: 'subrip', reason: 'neither video nor audio' }];
  const { video, audio, ignored } = await indexCopies(await Promise.all(copies), uncopied, context);
  return {
    video: video && { id: video.id, file: video.file },
    audio: audio.map(({ id, file }) => ({ id, file })),
    ignored: ignored.map(({ id, kind, codec, reason }) => `${id} ${kind} ${codec}: ${reason}`),
  };
}

const SUBTITLES = '9 text subrip: neither video nor audio';
const failing = (error: unknown) => async () => Promise.reject(error);

test('tracks have the ids of their streams, and what has no copy is listed with them', async () => {
  expect(await indexed([film(3), stereo(0), stereo(7)])).toEqual({
    video: { id: 3, file: 0 },
    audio: [
      { id: 0, file: 1 },
      { id: 7, file: 2 },
    ],
    ignored: [SUBTITLES],
  });
});

test('of several videos the first that is a film is played', async () => {
  const cover = copyOf({ id: 0, kind: 'video' }, VIDEO, [0]);
  const { video, ignored } = await indexed([cover, film(1), film(2)]);
  expect(video?.id).toBe(1);
  expect(ignored).toEqual([
    '0 video any: another video track is played',
    '2 video film: another video track is played',
    SUBTITLES,
  ]);
});

test('a picture is shown while audio plays that has no other video', async () => {
  const picture = copyOf({ id: 0, kind: 'video', codec: 'mjpeg' }, PICTURE, [0]);
  const { video, audio, ignored } = await indexed([picture, stereo(1)]);
  expect([video?.id, audio.length]).toEqual([0, 1]);
  expect(ignored).toEqual([SUBTITLES]);
});

test('audio that cannot be played costs nothing else', async () => {
  let calls = 0;
  const decodeAudio: MediaTools['decodeAudio'] = async (...args) => {
    calls++;
    if (calls === 1) throw codecUnsupported('rare');
    return fakeTools.decodeAudio(...args);
  };
  const { video, audio, ignored } = await indexed([film(0), stereo(1), stereo(2)], {
    ...fakeTools,
    decodeAudio,
  });
  expect([video?.id, audio.map(({ id }) => id)]).toEqual([0, [2]]);
  expect(ignored[0]).toMatch(/^1 audio stereo: There is no decoder/);
});

test('audio that is never sent is ignored', async () => {
  const empty = copyOf({ id: 1, kind: 'audio', codec: 'stereo' }, STEREO, []);
  expect((await indexed([film(0), empty])).ignored[0]).toBe('1 audio stereo: it has no frames');
});

test('a film whose video cannot be played is refused, not played as audio', async () => {
  const tools = { ...fakeTools, decodeVideo: failing(codecUnsupported('rare')) };
  expect(await codeOf(() => indexed([film(0), stereo(1)], tools))).toBe('master_codec_unsupported');
});

test('what says nothing about the master is thrown', async () => {
  const tools = { ...fakeTools, decodeAudio: failing(copiesFull()) };
  expect(await codeOf(() => indexed([film(0), stereo(1)], tools))).toBe('copies_full');
});

test('a master of which nothing can be played is refused for its first stream', async () => {
  const empty = copyOf({ id: 0, kind: 'audio' }, STEREO, []);
  expect(await codeOf(() => indexed([empty]))).toBe('master_duration_unsupported');
  expect(await codeOf(() => indexed([]))).toBe('master_without_tracks');
});

test('a copy whose clock begins years later is played', async () => {
  const years = copyOf({ id: 0, kind: 'video' }, VIDEO, FRAMES, 100_000_000_000);
  expect((await indexed([years])).video).toBeDefined();
});
