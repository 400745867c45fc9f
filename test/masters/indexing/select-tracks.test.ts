import { expect, test } from 'vitest';
import { mediaTracks } from '../../../src/masters/demux/media-track.js';
import { readMovieFile } from '../../../src/masters/demux/movie-file.js';
import { selectTracks } from '../../../src/masters/indexing/select-tracks.js';
import { inMemory } from '../support/byte-source.js';
import {
  box,
  moov,
  NO_SAMPLES,
  sameSize,
  soundStsd,
  stco,
  stsc,
  stts,
  type TrackSpec,
  u32,
  videoStsd,
} from '../support/movie-boxes.js';

const ENABLED = 3;
const DISABLED = 2;

/** The choice among tracks whose ids are 1, 2, 3… */
async function choose(...specs: readonly TrackSpec[]) {
  const tracks = specs.map((spec, i) => ({ tables: NO_SAMPLES, trackId: i + 1, ...spec }));
  const selection = selectTracks(mediaTracks(await readMovieFile(inMemory(moov(600, tracks)))));
  return {
    video: selection.video?.id,
    audio: selection.audio.map((track) => track.id),
    ignored: selection.ignored.map(({ id, kind, codec, reason }) => `${id} ${kind} ${codec}: ${reason}`),
  };
}

const picture = (width: number, flags = ENABLED): TrackSpec => ({
  flags,
  stsd: videoStsd('avc1', width, 90),
});
const sound = (flags = ENABLED): TrackSpec => ({ handler: 'soun', flags, stsd: soundStsd() });
const still = (count: number): TrackSpec => ({
  stsd: videoStsd('jpeg', 2000, 2000),
  tables: [stts([count, 1]), stsc([1, count, 1]), stco(0), sameSize(1, count)],
});

test('an enabled picture is played before a larger one that is not', async () => {
  const { video, ignored } = await choose(picture(640, DISABLED), picture(160));
  expect(video).toBe(1);
  expect(ignored).toEqual(['0 video avc1: another video track is played']);
});

test('of enabled pictures the largest is played, of equal ones the first', async () => {
  expect((await choose(picture(160), picture(640), picture(640))).video).toBe(1);
});

test('all sound is played in the master’s order, also what is not enabled', async () => {
  expect((await choose(sound(DISABLED), picture(160), sound())).audio).toEqual([0, 2]);
});

test('more sound than a menu can show is left out', async () => {
  const { audio, ignored } = await choose(...Array.from({ length: 33 }, () => sound()));
  expect(audio.length).toBe(32);
  expect(ignored).toEqual(['32 audio mp4a: more than 32 audio tracks']);
});

test('cover art is not a video, moving JPEG is', async () => {
  expect(await choose(still(1), sound())).toMatchObject({ ignored: ['0 video jpeg: attached picture'] });
  expect((await choose(still(2))).video).toBe(0);
});

test('chapters and thumbnails belong to the track that refers to them', async () => {
  const references = box('tref', box('chap', u32(2)), box('thmb', u32(3)));
  const chosen = await choose(
    { ...picture(160), references },
    { handler: 'text', stsd: videoStsd('text') },
    picture(640),
  );
  expect(chosen.video).toBe(0);
  expect(chosen.ignored).toEqual(['1 text text: chapters or thumbnails', '2 video avc1: attached picture']);
});

test('what is neither picture nor sound is left out', async () => {
  const other = { handler: 'tmcd', stsd: videoStsd('tmcd') };
  expect((await choose(other, picture(160))).ignored).toEqual(['0 data tmcd: neither video nor audio']);
});

test('a track without a description is named as unknown', async () => {
  const nameless = { handler: 'meta', stsd: box('free') };
  expect((await choose(nameless)).ignored).toEqual(['0 data unknown: neither video nor audio']);
});
