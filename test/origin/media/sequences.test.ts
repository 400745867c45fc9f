/** Players of sequences: what they play next is prefetched over the seams, and they are one stream. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { bytesOf } from '../../support/hls-client.js';
import { type PartUrls, readDashParts, readHlsParts } from '../../support/sequence-client.js';
import { codeOf, startTestOrigin, type TestOrigin } from './support/test-origin.js';

/** Of ten seconds of 25 frames, in segments of two: one segment, then one that is cut. */
const PIECES: [string, string][] = [
  ['f50', 'f100'],
  ['f160', 'f210'],
];
const INSERTS = [{ asset: 'ad', at: 'f100' }];

let origin: TestOrigin;
beforeEach(async () => {
  origin = await startTestOrigin({
    masters: ['film.mp4', 'ad.mp4'],
    env: { ONPLAY_SEGMENT_MS: '2000' },
  });
  // An insert that is not indexed in time is left out.
  await origin.services.library.get(toAssetId('ad'), new AbortController().signal);
});
afterEach(() => origin.stop());

type Claims = NonNullable<Parameters<TestOrigin['token']>[1]>;
const urlOf = (extension: string, claims: Claims) =>
  `${origin.url}/film.${extension}?token=${origin.token('film', claims)}`;
const readers = [
  ['hls', (claims: Claims) => readHlsParts(urlOf('m3u8', claims))],
  ['dash', (claims: Claims) => readDashParts(urlOf('mpd', claims))],
] as const;

/** As the encoder of the test names it. */
function encodeOf(url: string): string {
  const [, rendition, segment] = /\/([\w-]+)-[0-9a-f]{16}\/(\d+)\.m4s$/.exec(new URL(url).pathname)!;
  return `${rendition}/${segment}`;
}

describe.each(readers)('by %s', (_format, read) => {
  it.each([
    ['piece', { pieces: PIECES }],
    ['insert', { pieces: [['f50', 'f150']], inserts: INSERTS }],
  ] as [string, Claims][])(
    'the first segment of the next %s is prefetched with the last of a part',
    async (_what, claims) => {
      const { video, audio } = await read(claims);
      for (const [first, second] of [video[0]!.parts, audio[0]!.parts] as [PartUrls, PartUrls][]) {
        const next = encodeOf(second.segments[0]!);
        expect(origin.encoder.names).not.toContain(next);
        await bytesOf(first.segments.at(-1)!);
        await vi.waitFor(() => expect(origin.encoder.names).toContain(next));
      }
    },
  );
});

it('a viewer with a sequence is one stream, whatever parts and renditions the player requests', async () => {
  const claims: Claims = { viewer: 'ann', max_streams: 1, inserts: INSERTS };
  const { video, audio } = await readHlsParts(urlOf('m3u8', claims));
  const everything = [...video, ...audio].flatMap(({ parts }) =>
    parts.flatMap(({ init, segments }) => [init, ...segments]),
  );
  expect(new Set(video[0]!.parts.map(({ init }) => new URL(init).pathname.split('/')[3]))).toEqual(
    new Set(['film', 'ad']),
  );
  for (const url of everything) expect((await fetch(url)).status).toBe(200);
  const other = await readHlsParts(urlOf('m3u8', claims));
  await bytesOf(other.video[0]!.parts[1]!.segments[0]!);
  for (const { segments } of video[0]!.parts)
    expect(await codeOf(await fetch(segments[0]!))).toBe('too_many_streams');
});
