/** The server's own paths, at the origin and in the script of nginx: the table in test/support/server-paths.ts. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { openApiDocument } from '../../src/origin/api/openapi.js';
import { CLOSED_PATHS, MANIFEST_PATHS, OPEN_PATHS, RESERVED_SEGMENTS } from '../support/server-paths.js';
import { codeOf, startTestOrigin, type TestOrigin } from './media/support/test-origin.js';

interface MediaPathScript {
  pathOf(target: string): string;
  isPlain(path: string): boolean;
  isClosed(path: string): boolean;
}

const script = new URL('../../cdn/nginx/media-path.js', import.meta.url).href;
const { default: nginx } = (await import(script)) as { default: MediaPathScript };
const isServed = (target: string) => {
  const path = nginx.pathOf(target);
  return nginx.isPlain(path) && !nginx.isClosed(path);
};

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin();
});
afterAll(() => origin.stop());

describe('a path', () => {
  test.each(MANIFEST_PATHS)('%s is a manifest, a download or an image, and served at edges', async (path) => {
    const { status, text } = await origin.raw(path);
    expect([status, JSON.parse(text)]).toMatchObject([401, { code: 'token_missing' }]);
    expect(isServed(path)).toBe(true);
  });

  test.each(OPEN_PATHS)('%s is no manifest, and served at edges', async (path) => {
    expect((await origin.raw(path)).text).not.toContain('token_');
    expect(isServed(path)).toBe(true);
  });

  test.each(CLOSED_PATHS)(
    '%s is closed at edges, and opens nothing that its folder does not',
    async (path) => {
      expect(isServed(path)).toBe(false);
      expect((await origin.raw(path)).text).not.toContain('#EXTM3U');
    },
  );

  test.each(['/api/assets/film.mp4', '/api/uploads/x.mp4'])(
    '%s is of the management API, and no download',
    async (path) => {
      expect((await origin.raw(path)).text).not.toContain('token_');
    },
  );

  it('of a route is in the table by its first segment', () => {
    const described = Object.keys(openApiDocument('1').paths).map((path) => path.split('/')[1]!);
    const own = described.filter((segment) => segment !== '-' && !segment.startsWith('{'));
    expect(own.length).toBeGreaterThan(3);
    for (const segment of own) expect(RESERVED_SEGMENTS).toHaveProperty([segment]);
  });
});

describe('a master in a directory with the name of one of the server’s own paths', () => {
  it.each(Object.keys(RESERVED_SEGMENTS))('plays: %s', async (folder) => {
    await origin.put(`${folder}/film.mp4`);
    const answer = await origin.get(`/${folder}/film.m3u8?token=${origin.token(`${folder}/film`)}`);
    expect(answer.status).toBe(200);
    const media = /^(?:\.\.\/)*(-\/.*)media\.m3u8$/m.exec(await answer.text())?.[1];
    expect((await origin.get(`/${media}0.m4s`)).status).toBe(200);
    expect(await codeOf(await origin.get(`/${folder}/film.m3u8?token=x`))).toBe('token_malformed');
  });
});
