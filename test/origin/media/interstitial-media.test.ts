/** What is played as an interstitial is what a cut would have played: as loud, with silence, and with marks of the film alone. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { interstitialsOf } from '../../support/interstitials-client.js';
import { readHlsParts } from '../../support/sequence-client.js';
import { MUTE, startTestOrigin, type TestOrigin } from './support/test-origin.js';

let origin: TestOrigin;
beforeEach(async () => {
  origin = await startTestOrigin({ masters: ['film.mp4', 'ad.mp4'], env: { ONPLAY_SEGMENT_MS: '2000' } });
  await origin.put('mute.mp4', MUTE);
  // An insert that is not indexed in time is left out.
  for (const asset of ['ad', 'mute'])
    await origin.services.library.get(toAssetId(asset), new AbortController().signal);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await origin.stop();
});

type Claims = NonNullable<Parameters<TestOrigin['token']>[1]>;
const urlOf = (claims: Claims) =>
  `${origin.url}/film.m3u8?token=${origin.token('film', { interstitials: true, ...claims })}`;
/** What an insert plays in each rendition: init and media segments. */
const insertOf = async (url: string, number = 0) => {
  const breaks = await interstitialsOf(url);
  const { video, audio } = await readHlsParts(breaks.flatMap(({ assets }) => assets)[number]!.URI);
  return { video: urlsOf(video), audio: urlsOf(audio) };
};
const urlsOf = (renditions: Awaited<ReturnType<typeof readHlsParts>>['video']) =>
  renditions.flatMap(({ parts }) => parts.flatMap(({ init, segments }) => [init, ...segments]));

async function expectServed(urls: readonly string[]): Promise<void> {
  expect(urls).not.toEqual([]);
  for (const url of urls) expect([url, (await fetch(url)).status]).toEqual([url, 200]);
}

describe('an insert that is an interstitial', () => {
  it('has the gain with which it is as loud as the film', async () => {
    vi.spyOn(origin.services.loudness, 'gainOf').mockResolvedValue(-6.5);
    const { video, audio } = await insertOf(urlOf({ inserts: [{ asset: 'ad', at: 'f100' }] }));
    for (const url of audio) expect(url).toMatch(/\/ad\/a1-[a-z0-9]+-gm65-[0-9a-f]{16}\//);
    for (const url of video) expect(url).not.toContain('-gm');
    await expectServed(audio);
  });

  it('has silence if it has no audio', async () => {
    const { video, audio } = await insertOf(urlOf({ inserts: [{ asset: 'mute', at: 'f100' }] }));
    for (const urls of [video, audio]) await expectServed(urls);
    const alone = await readHlsParts(`${origin.url}/mute.m3u8?token=${origin.token('mute')}`);
    expect(alone.audio).toEqual([]);
  });

  it('that is replaced in mid-session is no longer played, and a new session plays what took its place', async () => {
    const url = urlOf({ inserts: [{ asset: 'ad', at: 'f100' }] });
    const [before] = await interstitialsOf(url);
    const { video: old } = await insertOf(url);
    await origin.replace('ad.mp4', 'another ad');
    expect((await fetch(before!.assets[0]!.URI)).status).toBe(410);
    await origin.services.library.get(toAssetId('ad'), new AbortController().signal);
    const { video } = await insertOf(url);
    for (const each of video) expect(old).not.toContain(each);
    await expectServed(video);
  });
});

describe('a token with marks and interstitials', () => {
  const MARKS: Claims = { viewer: 'ann', overlays: [{ text: '{viewer}' }] };
  const MARKED = /\/v\d+-m[0-9a-f]{12}-[0-9a-f]{16}\/\d+\.m4s$/;
  const INSERTS: Claims['inserts'] = [
    { asset: 'ad', at: 'f100' },
    { asset: 'film', at: 'f150', end: 'f50' },
  ];
  const segments = (urls: readonly string[]) => urls.filter((url) => url.endsWith('.m4s'));

  it('marks the film, and the insert that is of the film, and no other', async () => {
    const url = urlOf({ ...MARKS, inserts: INSERTS });
    const film = segments(urlsOf((await readHlsParts(url)).video));
    const [ad, own] = await Promise.all([insertOf(url, 0), insertOf(url, 1)]);
    for (const each of [...film, ...segments(own.video)]) expect(each).toMatch(MARKED);
    for (const each of ad.video) expect(each).not.toMatch(/-m[0-9a-f]{12}-/);
    await expectServed([...film, ...segments(own.video), ...segments(ad.video)]);
  });

  it('opens no segment of the film without its mark, by the grant of any part', async () => {
    const url = urlOf({ ...MARKS, inserts: INSERTS });
    const plain = segments(urlsOf((await readHlsParts(urlOf({ inserts: [] }))).video));
    const film = segments(urlsOf((await readHlsParts(url)).video));
    const [ad, own] = await Promise.all([insertOf(url, 0), insertOf(url, 1)]);
    const grants = [film, segments(own.video), segments(ad.video)].map(([one]) => grantOf(one!));
    for (const grant of grants)
      for (const each of plain) {
        const other = each.replace(`/-/${grantOf(each)}/`, `/-/${grant}/`);
        expect([other, (await fetch(other)).status]).toEqual([other, 403]);
      }
  });
});

function grantOf(url: string): string {
  return new URL(url).pathname.split('/')[2]!;
}
