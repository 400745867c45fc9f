/** Rules for marks beside what else tokens ask for: each treatment is played with the mark of the rule, in the token's asset alone. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { readDashParts, readHlsParts, type SequenceUrls } from '../../support/sequence-client.js';
import { startTestOrigin, type TestOrigin } from '../media/support/test-origin.js';

type Claims = NonNullable<Parameters<TestOrigin['token']>[1]>;

const PIECES: Claims = {
  pieces: [
    ['f50', 'f100'],
    ['f160', 'f210'],
  ],
};
const INSERTS: Claims = { inserts: [{ asset: 'ad', at: 'f60' }] };
const OWN: Claims = { overlays: [{ text: 'own' }] };

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin({ masters: ['film.mp4', 'ad.mp4'], env: { ONPLAY_SEGMENT_MS: '2000' } });
  // An insert that is not indexed in time is left out.
  await origin.services.library.get(toAssetId('ad'), new AbortController().signal);
});
afterAll(() => origin.stop());

const manage = async (method: string, body?: object) => {
  const response = await origin.manage('/marks/leak', {
    ...{ method, headers: { 'Content-Type': 'application/json' } },
    ...(body && { body: JSON.stringify(body) }),
  });
  expect(response.status).toBe(200);
};

describe.each([
  ['HLS', 'm3u8', readHlsParts],
  ['DASH', 'mpd', readDashParts],
] as const)('in %s, a rule', (_format, extension, readParts) => {
  beforeEach(() => manage('PUT', { asset: 'film', overlays: [{ text: '{viewer}' }] }));
  afterEach(() => manage('DELETE'));

  const read = (claims: Claims) =>
    readParts(`${origin.url}/film.${extension}?token=${origin.token('film', { viewer: 'ann', ...claims })}`);

  /** The segments of an asset by their paths, without the grant of the session. */
  const videoOf = ({ video }: Pick<SequenceUrls, 'video'>, asset: string) =>
    video
      .flatMap(({ parts }) => parts.flatMap(({ segments }) => segments))
      .map((url) => new URL(url).pathname.split('/').slice(3))
      .filter(([of]) => of === asset)
      .map((path) => path.join('/'));

  it.each([
    ['nothing else', {}],
    ['marks of its own', OWN],
    ['a hidden mark', { trace: true }],
    ['a part of the film', { start: 'f60', end: 'f200' }],
    ['pieces', PIECES],
    ['inserts', INSERTS],
    ['pieces and inserts', { ...PIECES, ...INSERTS }],
    ['pieces and inserts, which are interstitials', { ...PIECES, ...INSERTS, interstitials: true }],
    ['all of these', { ...PIECES, ...INSERTS, ...OWN, trace: true, start: 'f60', end: 'f200' }],
  ] as [string, Claims][])('marks the film, and no insert, for a token with %s', async (_what, claims) => {
    const ruled = await read(claims);
    await manage('DELETE');
    const free = await read(claims);
    await manage('PUT', { asset: 'film', overlays: [{ text: '{viewer}' }] });
    const [marked, unmarked] = [videoOf(ruled, 'film'), new Set(videoOf(free, 'film'))];
    expect(marked).toHaveLength(unmarked.size);
    expect(marked.filter((path) => unmarked.has(path))).toStrictEqual([]);
    expect(videoOf(ruled, 'ad')).toStrictEqual(videoOf(free, 'ad'));
    if (claims.inserts && !claims.interstitials) expect(videoOf(ruled, 'ad')).not.toStrictEqual([]);
    // All but the mark is as it was.
    expect(ruled.video.map(({ parts }) => parts.map(({ durations }) => durations))).toStrictEqual(
      free.video.map(({ parts }) => parts.map(({ durations }) => durations)),
    );
  });

  it('is the mark that the token could have asked for itself', async () => {
    const claims = { ...PIECES, ...INSERTS };
    const ruled = await read(claims);
    await manage('PUT', { asset: 'ad', overlays: [{ text: '{viewer}' }] });
    const asked = await read({ ...claims, overlays: [{ text: '{viewer}' }] });
    expect(videoOf(ruled, 'film')).toStrictEqual(videoOf(asked, 'film'));
  });

  it('for an asset marks it in no session of another asset, which has it as an insert', async () => {
    await manage('DELETE');
    const free = await read(INSERTS);
    await manage('PUT', { asset: 'ad', overlays: [{ text: 'a' }] });
    expect(videoOf(await read(INSERTS), 'ad')).toStrictEqual(videoOf(free, 'ad'));
    expect(videoOf(free, 'ad')).not.toStrictEqual([]);
  });
});
