/**
 * What pieces and inserts open beside the film: none of their grants and none of their playlists is a way to video without the marks of one's token,
 * seen or hidden, at the origin and at both edges, whose caches have all that is asked for.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { burnMaster } from '../../support/burn/burn-masters.js';
import { bytesOf } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import type { Origin } from '../../support/origin.js';
import { readHlsParts } from '../../support/sequence-client.js';
import { missingEdge } from '../edges/support/running-edge.js';
import { EdgeDeployment, KINDS } from './support/edge-deployment.js';
import { type Way, waysToFile } from './support/ways-around-marks.js';

const missing = KINDS.map(missingEdge).find((why) => why !== undefined);
const PLACES = ['origin', ...KINDS] as const;

type Claims = NonNullable<Parameters<Origin['token']>[1]>;

/** Of twelve frames a second, in segments of two seconds. The mark stands from frame 54 up to 78, where an insert is put in. */
const PLAYED: Claims = {
  pieces: [
    ['f30', 'f100'],
    ['f10', 'f20'],
  ],
  inserts: [
    { asset: 'ad', at: 'f60', end: 'f30' },
    { asset: 'film', at: 'end', start: 'f50', end: 'f80' },
  ],
};
const MARKS: Claims = { overlays: [{ text: '{viewer}', every: 100, for: 2, from: 4.5, size: 10 }] };
/** The parts that are of the film. */
const OF_FILM = [0, 2, 3, 4];

/** Of the video of a session: of each part its grant, and `{rendition}/{file}` of its segments. */
interface Session {
  readonly parts: readonly { readonly grant: string; readonly names: readonly string[] }[];
  /** The signed list, and the key of the lowest rendition of video. */
  readonly sequence: string;
  readonly key: string;
  readonly audioKey: string | undefined;
}

describe.skipIf(missing !== undefined)('pieces and inserts', { timeout: SERVER_TEST_MS }, () => {
  let deployment: EdgeDeployment;
  let plain: Session;
  /** Of all that is unmarked, by name. */
  const etags = new Map<string, string>();

  beforeAll(async () => {
    deployment = await EdgeDeployment.open({
      masters: {
        'film.mp4': await burnMaster('tx3g in MP4'),
        'ad.mp4': await generateMaster('h264-2997'),
      },
      env: {
        ...{ ONPLAY_SEGMENT_MS: '2000', ONPLAY_FIRST_SEGMENTS_MS: 'none' },
        ONPLAY_INSERT_LOUDNESS: 'off',
      },
    });
    const { origin } = deployment;
    // An insert that is not indexed in time is left out.
    await bytesOf(`${origin.url}/ad.m3u8?token=${origin.token('ad')}`);
    plain = await sessionOf({ viewer: 'ben' });
    for (const n of OF_FILM) {
      const { grant, names } = plain.parts[n]!;
      for (const name of names)
        for (const place of PLACES) {
          const { status, etag } = await deployment.ask(place, grant, `film/${name}`);
          expect([place, name, status]).toEqual([place, name, 200]);
          etags.set(name, etag!);
        }
    }
  });
  afterAll(() => deployment?.close());

  async function sessionOf(claims: Claims): Promise<Session> {
    const { origin } = deployment;
    const url = `${origin.url}/film.m3u8?token=${origin.token('film', { ...PLAYED, ...claims })}&max_height=180`;
    const manifest = (await bytesOf(url)).toString();
    const playlists = [...manifest.matchAll(/film\.m3u8\?sequence=([^&"]+)&rendition=([a-z0-9-]+)/g)];
    const keys = playlists.map(([, , key]) => key!);
    const { video } = await readHlsParts(url);
    expect(video[0]!.parts).toHaveLength(5);
    const parts = video[0]!.parts.map(({ segments }) => {
      const paths = segments.map((each) => new URL(each).pathname.split('/'));
      return { grant: paths[0]![2]!, names: paths.map((path) => path.slice(-2).join('/')) };
    });
    return {
      ...{ parts, sequence: decodeURIComponent(playlists[0]![1]!) },
      key: keys.find((key) => key.startsWith('v'))!,
      audioKey: keys.find((key) => /^[at]/.test(key)),
    };
  }

  /** Names of what shows the film otherwise than a session should see it. */
  function forbiddenTo(session: Session): readonly string[] {
    const own = new Set(session.parts.flatMap(({ names }) => names));
    return [...new Set(OF_FILM.flatMap((n) => plain.parts[n]!.names))].filter((name) => !own.has(name));
  }

  async function expectClosed(ways: readonly Way[]): Promise<void> {
    const open: string[] = [];
    for (const place of PLACES)
      for (const way of ways) {
        const { status } = await deployment.askRaw(place, way);
        if (status < 400) open.push(`${place}: ${way.what} is ${status}`);
      }
    expect(open).toEqual([]);
    count += ways.length;
  }

  let count = 0;

  const playlist = (sequence: string, key: string) =>
    `/film.m3u8?sequence=${encodeURIComponent(sequence)}&rendition=${key}`;

  describe.each([
    ['with a mark', { viewer: 'ann', ...MARKS }, 'o'],
    ['with a hidden mark', { viewer: 'ann', trace: 3 }, 'w'],
    ['with both', { viewer: 'ann', ...MARKS, trace: 5 }, 'w'],
  ] as const)('%s', (_what, claims: Claims, member) => {
    let own: Session;

    beforeAll(async () => {
      own = await sessionOf(claims);
    });

    it('are opened everywhere as their playlists name them', async () => {
      for (const { grant, names } of OF_FILM.map((n) => own.parts[n]!))
        for (const place of PLACES)
          for (const name of names) {
            const { status } = await deployment.ask(place, grant, `film/${name}`);
            expect([place, name, status]).toEqual([place, name, 200]);
          }
    });

    it('open nothing of the film without it, by the grant of any part, in whatever way', async () => {
      const forbidden = forbiddenTo(own);
      expect(forbidden.length).toBeGreaterThan(3);
      for (const { grant } of own.parts)
        await expectClosed(
          forbidden.flatMap((name) => waysToFile(`/-/${grant}/film/`, name, etags.get(name)!)),
        );
    });

    it('open no more than their part each', async () => {
      for (const [n, { grant }] of own.parts.entries())
        for (const [m, { names }] of own.parts.entries()) {
          if (n === m) continue;
          const mine = new Set(own.parts[n]!.names);
          const asset = m === 1 ? 'ad' : 'film';
          // Pieces that overlap have segments in common.
          const others = names.filter((name) => !mine.has(name) && /-x\d/.test(name));
          await expectClosed(others.map((name) => ({ what: name, path: `/-/${grant}/${asset}/${name}` })));
        }
    });

    it('have playlists of which all name grants with it, also those of audio and text', async () => {
      for (const key of [own.key, own.audioKey].filter((each) => each !== undefined)) {
        const text = (await bytesOf(deployment.origin.url + playlist(own.sequence, key))).toString();
        const grants = [...text.matchAll(/-\/([\w-]+)\.[\w-]{22}\/film\//g)].map(([, payload]) => payload!);
        expect(grants.length).toBeGreaterThan(3);
        for (const payload of new Set(grants))
          expect(Object.keys(JSON.parse(Buffer.from(payload, 'base64url').toString()))).toContain(member);
      }
    });

    it('have no playlists of other renditions, nor with the list of another session', async () => {
      const [ownGrant = '', ownList = '', ownMac = ''] = own.sequence.split('~');
      const [otherGrant = '', otherList = '', otherMac = ''] = plain.sequence.split('~');
      const other = await sessionOf({
        ...claims,
        viewer: 'eve',
        ...(claims.trace !== undefined && { trace: 4 }),
      });
      const burned = await sessionOf({ viewer: 'ben', burn: '1' });
      const lists = {
        'its grant in the list of another': [ownGrant, otherList, otherMac],
        'its grant and list, signed as another': [ownGrant, ownList, otherMac],
        "another's grant in its list": [otherGrant, ownList, ownMac],
        "another's grant and its signature": [otherGrant, otherList, ownMac],
        'the grant of an insert in its list': [own.parts[1]!.grant, ownList, ownMac],
        'a list that is not signed': [ownGrant, ownList, 'A'.repeat(22)],
        'a list of the whole': [ownGrant, Buffer.from('[[0,144]]').toString('base64url'), ownMac],
      };
      const ways = Object.entries(lists).flatMap(([what, list]) =>
        [own.key, plain.key].map((key) => ({ what, path: playlist(list.join('~'), key) })),
      );
      const keys = {
        'the rendition without it': plain.key,
        'the rendition with text and without it': burned.key,
        "another viewer's rendition": other.key,
        images: plain.key.replace(/^v/, 'i'),
      };
      const renditions = Object.entries(keys).map(([what, key]) => ({
        what,
        path: playlist(own.sequence, key),
      }));
      const others = [{ what: 'its rendition, of another session', path: playlist(plain.sequence, own.key) }];
      await expectClosed([...ways, ...renditions, ...others]);
    });
  });

  it('were tried to be used as a way around marks', () => {
    process.stderr.write(`${count} ways around marks by pieces and inserts: none is open\n`);
    expect(count).toBeGreaterThanOrEqual(200);
  });
});
