/** Two hundred ways around a mark, tried at the origin and through both edges, whose caches have all that is asked for: none works. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { burnMaster } from '../../support/burn/burn-masters.js';
import { bytesOf, readPresentation } from '../../support/hls-client.js';
import { plainPng } from '../../support/marks/png-images.js';
import { eventually } from '../edges/support/eventually.js';
import { type EdgeKind, missingEdge } from '../edges/support/running-edge.js';
import { EdgeDeployment, KINDS } from './support/edge-deployment.js';
import {
  changedGrants,
  DOWNLOADS,
  forgedGrant,
  grantsInCookies,
  MANIFEST_QUERIES,
  oddPaths,
  type Way,
  waysToFile,
} from './support/ways-around-marks.js';

const missing = KINDS.map(missingEdge).find((why) => why !== undefined);
const PLACES = ['origin', ...KINDS] as const;

/** Twelve seconds, in segments of two: it stands in the third and in the fourth. */
const MARKED = [2, 3];
/** Cut while it stands. */
const CLIP = '&start=5&end=7';
const marksOf = (text: string) => [{ text, every: 100, for: 2, from: 4.5, size: 10 }];

const hashOf = (body: Buffer) => createHash('sha256').update(body).digest('hex');
const namesOf = (text: string) =>
  [...text.matchAll(/[aitv][a-z0-9-]*-[0-9a-f]{16}\/[^"\s]+/g)].map(([name]) => name);

describe.skipIf(missing !== undefined)('a mark', { timeout: SERVER_TEST_MS }, () => {
  let deployment: EdgeDeployment;
  /** Of the viewer with a mark. */
  let token: string;
  let grant: string;
  let otherGrant: string;
  /** Of the same viewer's clip, and what its playlists name. */
  let clipGrant: string;
  let clipNames: readonly string[];
  /** Rendition and file of all that shows a marked time without a mark, or with another viewer's; with its entity tag. */
  const forbidden = new Map<string, string>();
  /** Of all bodies of `forbidden`, and of what else must not be sent. */
  const unmarked = new Set<string>();
  /** Of the video that the viewer may have. */
  const allowed = new Set<string>();

  /** Of the images of marks, and of the file of logos. */
  let settings: string;

  beforeAll(async () => {
    settings = await mkdtemp(join(tmpdir(), 'onplay-closed-marks-'));
    await writeFile(join(settings, 'logo.png'), plainPng(4, 2, [255, 255, 255, 255]));
    await writeFile(join(settings, 'logos.json'), '{"branded": [{"image": "logo.png", "size": 10}]}');
    const master = await burnMaster('tx3g in MP4');
    deployment = await EdgeDeployment.open({
      masters: { 'film.mp4': master, 'branded.mp4': master },
      env: {
        ...{ ONPLAY_SEGMENT_MS: '2000', ONPLAY_FIRST_SEGMENTS_MS: 'none' },
        ...{ ONPLAY_MARK_IMAGES: settings, ONPLAY_LOGOS: join(settings, 'logos.json') },
      },
    });
    for (const place of PLACES)
      await eventually(async () => (await fetch(`${deployment.urlOf(place)}/healthz`)).status === 200);
    token = deployment.origin.token('film', { viewer: 'ann', download: true, overlays: marksOf('{viewer}') });
    const own = await filesOf(token);
    grant = own.grant;
    for (const name of own.names.filter((one) => one.startsWith('v'))) allowed.add(name);
    const otherToken = deployment.origin.token('film', { viewer: 'ben', overlays: marksOf('{viewer}') });
    const other = await filesOf(otherToken);
    otherGrant = other.grant;
    await forbid(otherGrant, [
      ...other.names.filter((name) => name.includes('-m')),
      ...(await stillsOf(otherToken)),
    ]);
    const plain = await filesOf(deployment.origin.token('film'));
    const encoded = own.names.filter((name) => /^v\d+-[0-9a-f]{16}\/\d/.test(name));
    const folders = [...plain.names.filter((name) => name.startsWith('v')), ...encoded].map(
      (name) => name.split('/')[0]!,
    );
    const segments = [...new Set(folders)].flatMap((folder) => MARKED.map((n) => `${folder}/${n}.m4s`));
    const playlists = [...new Set(folders)].map((folder) => `${folder}/media.m3u8`);
    await forbid(plain.grant, [...segments, ...playlists, ...(await imagesOf(plain.grant))]);
    const burned = await filesOf(`${deployment.origin.token('film')}&burn=1`);
    await forbid(
      burned.grant,
      burned.names.filter((name) => /-b1-[0-9a-f]{16}\/(?:media\.m3u8|[23]\.m4s)$/.test(name)),
    );
    const clip = await filesOf(`${deployment.origin.token('film')}&start=f50&end=f70`);
    await forbid(
      clip.grant,
      clip.names.filter((name) => /^v.*-x\d/.test(name)),
    );
    const plainClip = await filesOf(`${deployment.origin.token('film')}${CLIP}`);
    await forbid(
      plainClip.grant,
      plainClip.names.filter((name) => /^v.*-x\d/.test(name)),
    );
    ({ grant: clipGrant, names: clipNames } = await filesOf(token + CLIP));
  });
  afterAll(async () => {
    await deployment?.close();
    await rm(settings, { recursive: true, force: true });
  });

  /** The grant in a manifest, and all that its playlists name, as `{rendition}/{file}`. */
  async function filesOf(
    withToken: string,
    asset = 'film',
  ): Promise<{ readonly grant: string; readonly names: readonly string[] }> {
    const server = { ...deployment.origin, token: () => withToken };
    const { variants, audio } = await readPresentation(server, asset);
    const urls = [...variants, ...audio.values()].flatMap(({ playlist, init, segments }) => [
      playlist,
      init,
      ...segments,
    ]);
    const paths = urls.map((url) => new URL(url).pathname.split('/'));
    return { grant: paths[0]![2]!, names: paths.map((path) => path.slice(-2).join('/')) };
  }

  /** Frames for trick play, thumbnails and images at the URLs that all viewers share. */
  async function imagesOf(plainGrant: string, asset = 'film'): Promise<readonly string[]> {
    const plainToken = deployment.origin.token(asset);
    const manifest = await (await deployment.origin.fetch(`/${asset}.m3u8?token=${plainToken}`)).text();
    const trick = namesOf(manifest).find((name) => name.includes('-trick-'))!;
    const sheets = namesOf(manifest).find((name) => name.startsWith('i'))!;
    const frames = await Promise.all(
      ['frame.jpg?t=5&', 'poster.jpg?', 'preview.webp?'].map(async (path) => {
        const { headers } = await deployment.origin.fetch(`/${asset}/${path}token=${plainToken}`);
        return namesOf(headers.get('content-location')!)[0]!;
      }),
    );
    const sheet = `${sheets.split('/')[0]}/0.jpg`;
    const bytes = await bytesOf(`${deployment.origin.url}/-/${plainGrant}/${asset}/${sheet}`);
    expect(bytes.length).toBeGreaterThan(0);
    return [trick, trick.replace('media.m3u8', '2.m4s'), sheets, sheet, ...frames];
  }

  /** Thumbnails and frames for trick play with the marks of a token. */
  async function stillsOf(withToken: string): Promise<readonly string[]> {
    const manifest = await (await deployment.origin.fetch(`/film.m3u8?token=${withToken}`)).text();
    const own = namesOf(manifest).filter((name) => /^i|-trick-/.test(name));
    expect(own.map((name) => /-m[0-9a-f]{12}-/.test(name))).toEqual([true, true]);
    return own.map((name) => name.replace('media.m3u8', name.startsWith('i') ? '0.jpg' : '2.m4s'));
  }

  /** Has all caches keep the files, and notes them. */
  async function forbid(byGrant: string, names: readonly string[]): Promise<void> {
    for (const name of new Set(names)) {
      for (const place of PLACES) {
        const url = `${deployment.urlOf(place)}/-/${byGrant}/film/${name}`;
        const response = await fetch(url);
        expect([place, name, response.status]).toEqual([place, name, 200]);
        if (place === 'origin') forbidden.set(name, response.headers.get('etag')!);
        unmarked.add(hashOf(Buffer.from(await response.arrayBuffer())));
      }
    }
  }

  /** Asks, without resolving anything in the path, and says what is wrong with the answer; undefined if nothing is. */
  async function tried(place: EdgeKind | 'origin', way: Way): Promise<string | undefined> {
    const { status, body } = await deployment.askRaw(place, way);
    if (status >= 400) return undefined;
    if (status === 304) return `${place}: ${way.what} is confirmed`;
    if (way.method === 'HEAD' || status === 206) return `${place}: ${way.what} is ${status}`;
    return unmarked.has(hashOf(body)) ? `${place}: ${way.what} is answered` : undefined;
  }

  async function expectClosed(ways: readonly Way[]): Promise<void> {
    const open: string[] = [];
    for (const place of PLACES)
      for (const way of ways) {
        const wrong = await tried(place, way);
        if (wrong !== undefined) open.push(wrong);
      }
    expect(open).toEqual([]);
    count += ways.length;
  }

  let count = 0;

  it('is on all that its playlists name, and that is opened everywhere', async () => {
    expect([...allowed].some((name) => name.includes('-m'))).toBe(true);
    for (const place of PLACES)
      for (const name of allowed) {
        const { status, sha256 } = await deployment.ask(place, grant, `film/${name}`);
        expect([place, name, status]).toEqual([place, name, 200]);
        // Playlists of two viewers have the same names in them.
        if (name.endsWith('.m4s')) expect([name, unmarked.has(sha256)]).toEqual([name, false]);
      }
  });

  it('is not got rid of by asking for a file without it, in whatever way', async () => {
    expect(forbidden.size).toBeGreaterThan(15);
    const folder = `/-/${grant}/film/`;
    await expectClosed([...forbidden].flatMap(([file, etag]) => waysToFile(folder, file, etag)));
  });

  it('is not got rid of by odd paths', async () => {
    const file = [...forbidden.keys()].find((name) => /^v\d+-[0-9a-f]{16}\/2\.m4s/.test(name))!;
    await expectClosed(oddPaths(`/-/${grant}/film/`, file));
  });

  it('is not got rid of by changing the grant', async () => {
    const file = [...forbidden.keys()].find((name) => /^v\d+-[0-9a-f]{16}\/2\.m4s/.test(name))!;
    const grants = { own: grant, other: otherGrant, forged: forgedGrant() };
    await expectClosed([...changedGrants(grants, file), ...grantsInCookies(grants, file)]);
  });

  it('is not got rid of in a clip', async () => {
    for (const place of PLACES)
      for (const name of clipNames) {
        const { status, sha256 } = await deployment.ask(place, clipGrant, `film/${name}`);
        expect([place, name, status]).toEqual([place, name, 200]);
        if (name.endsWith('.m4s')) expect([name, unmarked.has(sha256)]).toEqual([name, false]);
      }
    expect(
      clipNames.filter((name) => /-m[0-9a-f]{12}-x\d+-\d+-[0-9a-f]{16}\/0\.m4s$/.test(name)),
    ).not.toEqual([]);
    const folder = `/-/${clipGrant}/film/`;
    await expectClosed([...forbidden].flatMap(([file, etag]) => waysToFile(folder, file, etag)));
    const own = clipNames.filter((name) => name.includes('-m'));
    await expectClosed(own.map((file) => ({ what: file, path: `/-/${otherGrant}/film/${file}` })));
  });

  it('is not got rid of by burned-in text', async () => {
    const { names } = await filesOf(`${token}&burn=1`);
    expect(names.filter((name) => /^v\d+-b1-m[0-9a-f]{3}-/.test(name))).not.toEqual([]);
    for (const place of PLACES)
      for (const name of names) {
        const { status, sha256 } = await deployment.ask(place, grant, `film/${name}`);
        expect([place, name, status]).toEqual([place, name, 200]);
        if (name.includes('-m')) expect([name, unmarked.has(sha256)]).toEqual([name, false]);
      }
  });

  it('is not got rid of by a download', async () => {
    const plain = deployment.origin.token('film', { download: true });
    for (const path of DOWNLOADS) {
      const without = await deployment.origin.fetch(`${path}&token=${plain}`);
      const etag = without.headers.get('etag')!;
      const unmarkedFile = Buffer.from(await without.arrayBuffer());
      for (const place of PLACES) {
        for (const headers of [{}, { 'If-None-Match': etag }, { 'If-Range': etag, Range: 'bytes=0-99' }]) {
          const { status, body } = await deployment.askRaw(place, {
            path: `${path}&token=${token}`,
            headers,
          });
          expect([place, path, status, body.equals(unmarkedFile)]).toEqual([place, path, 200, false]);
          count += 1;
        }
      }
    }
  });

  it('is not got rid of by burned-in text in a clip', async () => {
    const own = await filesOf(`${token}&burn=1${CLIP}`);
    expect(own.names.filter((name) => /^v\d+-b1-m[0-9a-f]{3}-x\d+-\d+-/.test(name))).not.toEqual([]);
    const all = await filesOf(`${deployment.origin.token('film')}&burn=1${CLIP}`);
    const unmarkedFiles = all.names.filter((name) => /^v\d+-b1-x\d/.test(name));
    expect(unmarkedFiles).not.toEqual([]);
    await forbid(all.grant, unmarkedFiles);
    for (const place of PLACES)
      for (const name of own.names) {
        const { status, sha256 } = await deployment.ask(place, own.grant, `film/${name}`);
        expect([place, name, status]).toEqual([place, name, 200]);
        if (name.includes('-m')) expect([name, unmarked.has(sha256)]).toEqual([name, false]);
      }
    const folder = `/-/${own.grant}/film/`;
    await expectClosed(unmarkedFiles.flatMap((file) => waysToFile(folder, file, forbidden.get(file)!)));
  });

  it.each(['m3u8', 'mpd'])('is not got rid of by a query of a manifest (%s)', async (extension) => {
    for (const place of PLACES)
      for (const query of MANIFEST_QUERIES) {
        const path = `/film.${extension}?token=${token}&${query}`;
        const { status, body } = await deployment.askRaw(place, { path });
        if (status !== 200) continue;
        const video = namesOf(body.toString()).filter((name) => !/^[at]/.test(name));
        expect(video.length).toBeGreaterThan(0);
        for (const name of video) {
          const isOwn = /^v\d+-m|^i\d+-sheet-m/.test(name) || allowed.has(name);
          expect([query, name, isOwn]).toEqual([query, name, true]);
        }
      }
    count += MANIFEST_QUERIES.length;
  });

  it('is not got rid of by two tokens, nor by half of one', async () => {
    const plain = deployment.origin.token('film');
    const [header = '', payload = '', signature = ''] = token.split('.');
    const [, plainPayload = '', plainSignature = ''] = plain.split('.');
    const tokens = [
      `${token}&token=`,
      `${header}.${plainPayload}.${signature}`,
      `${header}.${payload}.${plainSignature}`,
      `${header}.${plainPayload}.`,
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${plainPayload}.`,
    ];
    await expectClosed(tokens.map((one) => ({ what: 'a token', path: `/film.m3u8?token=${one}` })));
    for (const one of tokens)
      expect((await deployment.origin.fetch(`/film.m3u8?token=${one}`)).ok).toBe(false);
  });

  it('is not got rid of where it is the logo of an asset', async () => {
    const plain = deployment.origin.token('branded');
    const opened = new Set<string>();
    let ofAll = '';
    for (const query of ['', ...MANIFEST_QUERIES, 'start=f0', 'end=7', 'burn=1']) {
      const own = await filesOf(`${plain}&${query}`, 'branded').catch(() => undefined);
      for (const name of own?.names ?? []) if (/^v.*\/[23]\.m4s$/.test(name)) opened.add(name);
      if (query === '') ofAll = own!.grant;
    }
    for (const name of await imagesOf(ofAll, 'branded')) if (!name.endsWith('m3u8')) opened.add(name);
    expect(opened.size).toBeGreaterThan(8);
    for (const place of PLACES)
      for (const name of opened) {
        const { status, sha256 } = await deployment.ask(place, ofAll, `branded/${name}`);
        expect([place, name, status, unmarked.has(sha256)]).toEqual([place, name, 200, false]);
      }
    const names = [...forbidden.keys()].filter((name) => !name.includes('-m'));
    await expectClosed(names.map((file) => ({ what: file, path: `/-/${ofAll}/branded/${file}` })));
  });

  it('was tried to get rid of in two hundred ways', () => {
    process.stderr.write(`${count} ways around a mark, at each of ${PLACES.join(', ')}: none is open\n`);
    expect(count).toBeGreaterThanOrEqual(200);
  });
});
