/** What a session asks for stands in the signed list of its sequence: what a viewer adds to URLs has nothing made anew. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SequencePlaylists } from '../../../src/origin/media/sequence/sequence-playlists.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { bytesOf } from '../../support/hls-client.js';
import { interstitialsOf, mediaPlaylistsOf } from '../../support/interstitials-client.js';
import { readHlsParts } from '../../support/sequence-client.js';
import { startTestOrigin, type TestOrigin } from './support/test-origin.js';

let origin: TestOrigin;
beforeEach(async () => {
  origin = await startTestOrigin({ masters: ['film.mp4', 'ad.mp4'], env: { ONPLAY_SEGMENT_MS: '2000' } });
  // An insert that is not indexed in time is left out.
  await origin.services.library.get(toAssetId('ad'), new AbortController().signal);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await origin.stop();
});

const manifestOf = (interstitials: boolean) =>
  `${origin.url}/film.m3u8?token=${origin.token('film', { inserts: [{ asset: 'ad', at: 'f100' }], interstitials })}`;
const ADDED = ['&max_bitrate=900001', '&max_bitrate=900002', '&max_height=240', '&max_height=0&burn=%00'];

describe.each([
  ['interstitials', true],
  ['cuts', false],
])('a media playlist with %s', (_what, interstitials) => {
  it('is the same, and built once, whatever is added to its URL', async () => {
    const asked = vi.spyOn(SequencePlaylists.prototype, 'of');
    const [playlist] = await mediaPlaylistsOf(`${manifestOf(interstitials)}&max_height=360`);
    const text = await bytesOf(playlist!);
    for (const added of ADDED) expect(await bytesOf(playlist + added)).toEqual(text);
    const bodies = await Promise.all(asked.mock.results.map(({ value }) => value as unknown));
    expect(bodies).toHaveLength(1 + ADDED.length);
    expect(new Set(bodies)).toHaveProperty('size', 1);
  });
});

it('an insert is played as the session asked for it in its manifest, and not as its own URL does', async () => {
  const [first] = await interstitialsOf(`${manifestOf(true)}&max_height=360`);
  for (const added of ['', ...ADDED]) {
    const { video } = await readHlsParts(first!.assets[0]!.URI + added);
    expect(video.at(-1)!.height).toBe(360);
  }
});

it('the list of a cut sequence has nothing of what its session asked for', async () => {
  const listOf = async (url: string) =>
    new URL((await mediaPlaylistsOf(url))[0]!).searchParams.get('sequence');
  expect((await listOf(manifestOf(false)))!.split('~')).toHaveLength(3);
  expect((await listOf(`${manifestOf(false)}&max_height=360`))!.split('~')).toHaveLength(3);
  expect((await listOf(`${manifestOf(true)}&max_height=360`))!.split('~')).toHaveLength(4);
});
