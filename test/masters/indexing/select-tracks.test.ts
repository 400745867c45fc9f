import { expect, test } from 'vitest';
import { mediaTracks } from '../../../src/demux/movie/media-track.js';
import { readMovieFile } from '../../../src/demux/movie/movie-file.js';
import { movieCandidate } from '../../../src/masters/indexing/movie-candidates.js';
import { selectTracks } from '../../../src/masters/indexing/tracks/select-tracks.js';
import { inMemory } from '../support/byte-source.js';
import {
  audioStsd,
  box,
  moov,
  NO_SAMPLES,
  sameSize,
  stco,
  stsc,
  stts,
  type TrackSpec,
  u32,
  videoStsd,
} from '../support/movie-boxes.js';

const ENABLED = 3;
const DISABLED = 2;

/** The selection among tracks with the track ids 1, 2, 3… */
async function choose(...specs: readonly TrackSpec[]) {
  const tracks = specs.map((spec, i) => ({ tables: NO_SAMPLES, trackId: i + 1, ...spec }));
  const movie = await readMovieFile(inMemory(moov(600, tracks)));
  const selection = selectTracks(mediaTracks(movie).map(movieCandidate));
  return {
    video: selection.video?.id,
    audio: selection.audio.map((track) => track.id),
    ignored: selection.ignored.map(({ id, kind, codec, reason }) => `${id} ${kind} ${codec}: ${reason}`),
  };
}

const videoSpec = (width: number, flags = ENABLED): TrackSpec => ({
  flags,
  stsd: videoStsd('avc1', width, 90),
});
const audioSpec = (flags = ENABLED): TrackSpec => ({ handler: 'soun', flags, stsd: audioStsd() });
const jpegSpec = (count: number): TrackSpec => ({
  stsd: videoStsd('jpeg', 2000, 2000),
  tables: [stts([count, 1]), stsc([1, count, 1]), stco(0), sameSize(1, count)],
});

test('an enabled video track is preferred to a larger disabled one', async () => {
  const { video, ignored } = await choose(videoSpec(640, DISABLED), videoSpec(160));
  expect(video).toBe(1);
  expect(ignored).toEqual(['0 video avc1: another video track is played']);
});

test('of several enabled video tracks the largest is played, of equal ones the first', async () => {
  expect((await choose(videoSpec(160), videoSpec(640), videoSpec(640))).video).toBe(1);
});

test('a picture is not played where there is a film, whatever its codec', async () => {
  const frames = (count: number): TrackSpec => ({
    tables: [stts([count, 1]), stsc([1, count, 1]), stco(0), sameSize(1, count)],
  });
  const { video, ignored } = await choose(
    { ...videoSpec(640), ...frames(1) },
    { ...videoSpec(160, DISABLED), ...frames(2) },
  );
  expect(video).toBe(1);
  expect(ignored).toEqual(['0 video avc1: another video track is played']);
});

test('all audio tracks are played in the master’s order, also disabled ones', async () => {
  expect((await choose(audioSpec(DISABLED), videoSpec(160), audioSpec())).audio).toEqual([0, 2]);
});

test('audio tracks beyond 32 are ignored', async () => {
  const { audio, ignored } = await choose(...Array.from({ length: 33 }, () => audioSpec()));
  expect(audio.length).toBe(32);
  expect(ignored).toEqual(['32 audio mp4a: more than 32 audio tracks']);
});

test('cover art is not video, motion JPEG is', async () => {
  const film: TrackSpec = { ...videoSpec(160), tables: jpegSpec(2).tables! };
  expect(await choose(jpegSpec(1), film)).toMatchObject({
    video: 1,
    ignored: ['0 video jpeg: attached picture'],
  });
  expect((await choose(jpegSpec(2))).video).toBe(0);
});

test('a still image is the video of audio that has no other, a frame of a video codec before it', async () => {
  expect((await choose(jpegSpec(1), audioSpec())).video).toBe(0);
  expect((await choose(jpegSpec(1), videoSpec(160), audioSpec())).video).toBe(1);
});

test('chapter and thumbnail tracks are ignored', async () => {
  const references = box('tref', box('chap', u32(2)), box('thmb', u32(3)));
  const chosen = await choose(
    { ...videoSpec(160), references },
    { handler: 'text', stsd: videoStsd('text') },
    videoSpec(640),
  );
  expect(chosen.video).toBe(0);
  expect(chosen.ignored).toEqual(['1 text text: chapters or thumbnails', '2 video avc1: attached picture']);
});

test('tracks that are neither video nor audio are ignored', async () => {
  const other = { handler: 'tmcd', stsd: videoStsd('tmcd') };
  expect((await choose(other, videoSpec(160))).ignored).toEqual(['0 data tmcd: neither video nor audio']);
});

test('a track without a sample description has an unknown codec', async () => {
  const nameless = { handler: 'meta', stsd: box('free') };
  expect((await choose(nameless)).ignored).toEqual(['0 data unknown: neither video nor audio']);
});

test('text that is not read is named with the reason', async () => {
  const textSpec = (handler: string, code: string): TrackSpec => ({
    handler,
    stsd: box('stsd', u32(0, 1), box(code, u32(0, 1))),
  });
  const { ignored } = await choose(
    videoSpec(160),
    textSpec('subt', 'stpp'),
    textSpec('clcp', 'c708'),
    textSpec('subp', 'mp4s'),
    textSpec('sbtl', 'tx3g'),
    textSpec('text', 'abcd'),
  );
  expect(ignored).toEqual([
    '2 text c708: captions of CEA-708 in a track of their own are not read',
    '3 text mp4s: subtitles of this kind (mp4s) are not read',
    '5 text abcd: subtitles of this kind (abcd) are not read',
  ]);
});
