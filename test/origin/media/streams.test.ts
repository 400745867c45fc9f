import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OptionalClaims } from '../../../src/access/tokens/token-claims.js';
import { codeOf, startTestOrigin, type TestOrigin } from './support/test-origin.js';

let origin: TestOrigin;
afterEach(() => origin.stop());

const TWO = { viewer: 'ann', max_streams: 2 };

async function openManifest(claims: OptionalClaims = TWO, asset = 'film'): Promise<string> {
  return (await origin.get(`/${asset}.m3u8?token=${origin.token(asset, claims)}`)).text();
}

/** The directory that a pattern finds in a manifest. */
function folderIn(manifest: string, pattern: RegExp): string {
  const folder = pattern.exec(manifest)?.[1];
  if (folder === undefined) throw new Error(manifest);
  return `/${folder}`;
}

/** A player that has read its manifest: the directory of its first video rendition. */
async function openPlayer(claims: OptionalClaims = TWO, asset = 'film'): Promise<string> {
  return folderIn(await openManifest(claims, asset), /^(-\/[^/]+\/.*v\d+-[0-9a-f]+\/)media\.m3u8$/m);
}

/** What a player hears that asks for the next thing: `ok`, or the code of the problem. */
async function heard(folder: string, file = 'media.m3u8'): Promise<string> {
  const response = await origin.get(folder + file);
  return response.ok ? 'ok' : codeOf(response);
}

async function allHeard(folders: readonly string[]): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const folder of folders) answers.push(await heard(folder));
  return answers;
}

function leaseOf(folder: string): string {
  return folder.replace(/[^/]+\/$/, 'lease');
}

function payloadOf(folder: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(folder.split('/')[2]!.split('.')[0]!, 'base64url').toString());
}

describe('where the oldest stream gives way', () => {
  beforeEach(async () => {
    origin = await startTestOrigin({ masters: ['film.mp4', 'other.mp4'] });
  });

  it('refuses the first of three players of a viewer with two streams, and no other', async () => {
    const others = [await openPlayer({ viewer: 'ben', max_streams: 1 }), await openPlayer({ viewer: 'ann' })];
    const players: string[] = [];
    for (let i = 0; i < 3; i++) {
      players.push(await openPlayer());
      expect(await heard(players[i]!)).toBe('ok');
    }
    expect(await allHeard(players)).toEqual(['too_many_streams', 'ok', 'ok']);
    expect(await allHeard(others)).toEqual(['ok', 'ok']);
    const refused = await origin.get(`${players[0]}init.mp4`);
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([403, 'no-store']);
  });

  it('counts the streams of all assets, and a player with its first request for media', async () => {
    const first = await openPlayer();
    expect(await heard(first)).toBe('ok');
    for (let i = 0; i < 3; i++) await openPlayer();
    expect(await heard(first)).toBe('ok');
    const elsewhere = [await openPlayer(TWO, 'other'), await openPlayer(TWO, 'other')];
    expect(await allHeard(elsewhere)).toEqual(['ok', 'ok']);
    expect(await heard(first)).toBe('too_many_streams');
  });

  it('counts keyframes for trick play, and no other images', async () => {
    const manifests = [await openManifest(), await openManifest(), await openManifest()];
    const keyframes = manifests.map((text) =>
      folderIn(text, /I-FRAME-STREAM-INF:.*URI="([^"]+\/)media\.m3u8"/),
    );
    const sheets = manifests.map((text) => folderIn(text, /IMAGE-STREAM-INF:.*URI="([^"]+\/)[^"/]+"/));
    expect(await allHeard(keyframes)).toEqual(['ok', 'ok', 'ok']);
    expect(await allHeard(keyframes)).toEqual(['too_many_streams', 'ok', 'ok']);
    expect(await heard(keyframes[0]!, '0.m4s')).toBe('too_many_streams');
    expect(await allHeard(sheets)).toEqual(['ok', 'ok', 'ok']);
  });

  it('counts by the token where that names no viewer', async () => {
    const token = origin.token('film', { max_streams: 1 });
    const manifest = async () => (await origin.get(`/film.m3u8?token=${token}`)).text();
    const folders: string[] = [];
    for (let i = 0; i < 2; i++) {
      folders.push(`/${/^(-\/.*v\d+-[0-9a-f]+\/)media\.m3u8$/m.exec(await manifest())![1]}`);
      expect(await heard(folders[i]!)).toBe('ok');
    }
    expect(await heard(folders[0]!)).toBe('too_many_streams');
    expect(await heard(await openPlayer({ max_streams: 1, max_height: 240 }))).toBe('ok');
    expect(await heard(folders[1]!)).toBe('ok');
  });

  it('gives each manifest a session of its own, which no cache hands to two players', async () => {
    const response = await origin.get(`/film.mpd?token=${origin.token('film', TWO)}`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const [one, two] = [payloadOf(await openPlayer()), payloadOf(await openPlayer())];
    expect(one).toMatchObject({ v: 'ann', m: 2, s: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(one['s']).not.toBe(two['s']);
    expect(payloadOf(await openPlayer({ viewer: 'ann' }))).not.toHaveProperty('s');
  });

  it('gives grants of storyboards a session too, since they open media', async () => {
    const path = `/film/storyboard.vtt?token=${origin.token('film', { viewer: 'ann', max_streams: 1 })}`;
    const text = await (await origin.get(path)).text();
    const grant = /-\/([\w.-]{20,})\//.exec(text)![1]!;
    expect(payloadOf(`/-/${grant}/`)).toMatchObject({ m: 1, s: expect.any(String) });
    const player = await openPlayer({ viewer: 'ann', max_streams: 1 });
    expect(await heard(player)).toBe('ok');
    const another = player.replace(/^\/-\/[^/]+/, `/-/${grant}`);
    const answers = [await heard(another), await heard(player)];
    expect(answers.toSorted()).toEqual(['ok', 'too_many_streams']);
  });

  it('answers an edge for how long a stream has its place', async () => {
    const players: string[] = [];
    for (let i = 0; i < 3; i++) {
      players.push(await openPlayer());
      const response = await origin.get(leaseOf(players[i]!));
      expect([response.status, response.headers.get('cdn-cache-control')]).toEqual([204, 'max-age=3']);
      expect(response.headers.get('onplay-stream')).toBe('granted');
      expect(response.headers.get('cache-control')).toBe('public, max-age=0, s-maxage=3');
    }
    const leases = players.map(leaseOf);
    const refused = await origin.get(leases[0]!);
    expect([refused.status, await codeOf(refused)]).toEqual([403, 'too_many_streams']);
    expect(refused.headers.get('cdn-cache-control')).toBe('no-store');
    expect(refused.headers.get('onplay-stream')).toBe('refused');
    // Asking for the lease is what counted.
    expect(await allHeard(players)).toEqual(['too_many_streams', 'ok', 'ok']);
    const forged = await origin.get(leases[1]!.replace('/film/', '/other/'));
    expect([await codeOf(forged), forged.headers.get('onplay-stream')]).toEqual(['grant_forged', null]);
  });

  it('lists who plays for operators', async () => {
    const players: string[] = [];
    for (let i = 0; i < 3; i++) {
      players.push(await openPlayer());
      await heard(players[i]!);
    }
    expect(await heard(players[0]!)).toBe('too_many_streams');
    const { streams } = (await (await origin.manage('/streams')).json()) as { streams: unknown[] };
    const sessions = players.map((player) => payloadOf(player)['s']);
    expect(streams).toEqual(
      [sessions[2], sessions[1]].map((session) => ({
        ...{
          viewer: 'ann',
          tenant: null,
          asset: 'film',
          session,
          maxStreams: 2,
          idleSeconds: expect.any(Number),
        },
        startedAt: expect.stringMatching(/^\d{4}-/),
      })),
    );
  });
});

describe('where the newest stream gives way', () => {
  beforeEach(async () => {
    origin = await startTestOrigin({ env: { ONPLAY_STREAM_GIVES_WAY: 'newest' } });
  });

  it('refuses the third of three players, by its manifest if the others play already', async () => {
    const players = [await openPlayer(), await openPlayer(), await openPlayer()];
    expect(await allHeard(players)).toEqual(['ok', 'ok', 'too_many_streams']);
    expect(await allHeard(players)).toEqual(['ok', 'ok', 'too_many_streams']);
    const response = await origin.get(`/film.m3u8?token=${origin.token('film', TWO)}`);
    expect([response.status, await codeOf(response)]).toEqual([403, 'too_many_streams']);
    expect(await heard(await openPlayer({ viewer: 'ben', max_streams: 1 }))).toBe('ok');
  });
});
