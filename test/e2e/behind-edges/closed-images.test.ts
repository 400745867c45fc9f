/** Ways around a mark in images, tried at the origin and through both edges, whose caches have all images of viewers without marks: none works. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { burnMaster } from '../../support/burn/burn-masters.js';
import { patientFetch } from '../../support/patient-fetch.js';
import { eventually } from '../edges/support/eventually.js';
import { missingEdge } from '../edges/support/running-edge.js';
import { EdgeDeployment, KINDS } from './support/edge-deployment.js';
import { IMAGES, imageRequests } from './support/ways-around-marked-images.js';
import { type Way, waysToFile } from './support/ways-around-marks.js';

const missing = KINDS.map(missingEdge).find((why) => why !== undefined);
const PLACES = ['origin', ...KINDS] as const;

interface SharedImage {
  readonly etag: string;
  readonly body: Buffer;
  /** Rendition and file, as all viewers have it. */
  readonly file: string;
}

describe.skipIf(missing !== undefined)('a mark in images', { timeout: 2 * SERVER_TEST_MS }, () => {
  let deployment: EdgeDeployment;
  let plainToken: string;
  /** With a mark at all times, of two viewers. */
  let token: string;
  let otherToken: string;
  /** With one from 4.5 to 6.5 seconds. */
  let sometimes: string;
  /** Of viewers without marks, by the path. */
  const plain = new Map<string, SharedImage>();
  let count = 0;

  beforeAll(async () => {
    deployment = await EdgeDeployment.open({
      masters: { 'film.mp4': await burnMaster('tx3g in MP4') },
      env: { ONPLAY_SEGMENT_MS: '2000', ONPLAY_FIRST_SEGMENTS_MS: 'none' },
    });
    for (const place of PLACES)
      await eventually(async () => (await fetch(`${deployment.urlOf(place)}/healthz`)).status === 200);
    const { origin } = deployment;
    plainToken = origin.token('film');
    const marks = (viewer: string, change = {}) =>
      origin.token('film', { viewer, overlays: [{ text: '{viewer}', size: 20, opacity: 1, ...change }] });
    token = marks('ann');
    otherToken = marks('ben');
    sometimes = marks('ann', { every: 100, for: 2, from: 4.5 });
    for (const path of IMAGES) {
      const response = await patientFetch(`${origin.url}${path}token=${plainToken}`);
      expect([path, response.status]).toEqual([path, 200]);
      const location = new URL(response.headers.get('content-location')!, response.url);
      // So the edges have it.
      for (const kind of KINDS)
        expect((await patientFetch(deployment.urlOf(kind) + location.pathname)).status).toBe(200);
      const file = location.pathname.split('/').slice(-2).join('/');
      const body = Buffer.from(await response.arrayBuffer());
      plain.set(path, { etag: response.headers.get('etag')!, body, file });
    }
  }, 2 * SERVER_TEST_MS);
  afterAll(() => deployment?.close());

  const urlOf = (place: (typeof PLACES)[number], path: string) => deployment.urlOf(place) + path;

  async function grantOf(own: string): Promise<string> {
    const text = await (await patientFetch(urlOf('origin', `/film.m3u8?token=${own}`))).text();
    return /-\/([^/]+)\/film\//.exec(text)![1]!;
  }

  /** Thumbnails and frames for trick play, by rendition and file, that a manifest names. */
  async function stillsOf(own: string): Promise<readonly string[]> {
    const text = await (await patientFetch(urlOf('origin', `/film.m3u8?token=${own}`))).text();
    const names = [...text.matchAll(/\/((?:i|v\d+[^/"]*-trick)[a-z0-9-]*)\/media\.m3u8/g)].map(
      ([, name]) => name!,
    );
    expect(names.length).toBe(2);
    return names.flatMap((name) => {
      const files = name.startsWith('i') ? ['0.jpg'] : ['0.m4s', '1.m4s'];
      return ['media.m3u8', ...files].map((file) => `${name}/${file}`);
    });
  }

  async function expectClosed(ways: readonly Way[]): Promise<void> {
    for (const place of PLACES)
      for (const way of ways) {
        const { status } = await deployment.askRaw(place, way);
        expect([place, way.what, status >= 400]).toEqual([place, way.what, true]);
      }
    count += ways.length;
  }

  it.each(PLACES)(
    'is in each that is asked for with its token, in whatever way, and none is named: %s',
    async (place) => {
      for (const [path, { etag, body }] of plain)
        for (const { what, ...request } of imageRequests(etag)) {
          const response = await patientFetch(urlOf(place, `${path}token=${token}`), request);
          const got = Buffer.from(await response.arrayBuffer());
          const { status, headers } = response;
          const isOwn = /^(?:W\/)?"i\d+-[a-z]+(?:-x\d+-\d+)?-m[0-9a-f]{12}-/.test(headers.get('etag') ?? '');
          expect([path, what, [200, 206].includes(status), isOwn]).toEqual([path, what, true, true]);
          expect([path, what, headers.get('content-location')]).toEqual([path, what, null]);
          expect([path, what, headers.get('cache-control')]).toEqual([
            path,
            what,
            expect.stringMatching(/private/),
          ]);
          if (status === 200 && request.method !== 'HEAD')
            expect([path, what, got.equals(body)]).toEqual([path, what, false]);
          count += 1;
        }
    },
  );

  it('is not got rid of at the URLs that all other viewers have', async () => {
    const grants = [
      await grantOf(token),
      await grantOf(sometimes),
      await grantOf(`${token}&start=4.6&end=6`),
    ];
    const shared = await stillsOf(plainToken);
    const plainGrant = await grantOf(plainToken);
    for (const file of shared)
      for (const place of PLACES)
        expect((await patientFetch(urlOf(place, `/-/${plainGrant}/film/${file}`))).status).toBe(200);
    const files = [...new Set([...plain.values()].map(({ file }) => file))];
    for (const grant of grants) {
      const folder = `/-/${grant}/film/`;
      for (const file of [...files, ...shared]) await expectClosed(waysToFile(folder, file, `"${file}"`));
    }
  });

  it('is not got rid of by other sizes, formats and frames in these URLs', async () => {
    const folder = `/-/${await grantOf(token)}/film/`;
    const file = [...plain.values()].map(({ file: one }) => one).find((one) => /-frame-jpg-/.test(one))!;
    const [rendition = ''] = file.split('/');
    const changed = [
      ...[0, 1, 137, 299].map((frame) => `${rendition}/${frame}.jpg`),
      file.replace(/^i\d+/, 'i160'),
      file.replace('-frame-', '-poster-'),
      file.replace('-frame-jpg-', '-frame-m000000000000-jpg-'),
      file.replace('.jpg', '.webp'),
      file.replace('.jpg', '.JPG'),
      `./${file}`,
      `x/../${file}`,
      file.replace('/', '//'),
      file.replace('/', '%2f'),
    ];
    await expectClosed(changed.flatMap((one) => waysToFile(folder, one, `"${file}"`)));
  });

  it('is in thumbnails and frames for trick play, which no other viewer is sent', async () => {
    const own = await stillsOf(token);
    expect(own.every((name) => /-m[0-9a-f]{12}-/.test(name))).toBe(true);
    const others = await Promise.all([otherToken, plainToken, sometimes].map(grantOf));
    const grant = await grantOf(token);
    const shared = await stillsOf(plainToken);
    const plainGrant = await grantOf(plainToken);
    for (const [i, file] of own.entries()) {
      const without = await deployment.ask('origin', plainGrant, `film/${shared[i]!}`);
      for (const place of PLACES) {
        const { status, sha256 } = await deployment.ask(place, grant, `film/${file}`);
        expect([place, file, status]).toEqual([place, file, 200]);
        if (!file.endsWith('m3u8'))
          expect([place, file, sha256 === without.sha256]).toEqual([place, file, false]);
      }
      for (const other of others) await expectClosed(waysToFile(`/-/${other}/film/`, file, `"${file}"`));
    }
  });

  it('is in no image of a time at which it does not stand, which is that of all viewers', async () => {
    const { etag, body } = plain.get('/film/frame.jpg?t=f0&')!;
    for (const place of PLACES) {
      const response = await patientFetch(urlOf(place, `/film/frame.jpg?t=f0&token=${sometimes}`));
      expect([place, response.headers.get('etag'), response.headers.get('content-location')]).toEqual([
        place,
        etag,
        null,
      ]);
      expect(Buffer.from(await response.arrayBuffer()).equals(body)).toBe(true);
      const marked = await patientFetch(urlOf(place, `/film/frame.jpg?t=5&token=${sometimes}`));
      expect(marked.headers.get('etag')).toMatch(/-m[0-9a-f]{12}-/);
    }
  });

  it('was tried to get rid of in hundreds of ways', () => {
    process.stderr.write(
      `${count} ways around a mark in images, at each of ${PLACES.join(', ')}: none is open\n`,
    );
    expect(count).toBeGreaterThanOrEqual(500);
  });
});
