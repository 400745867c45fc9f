/** No URL serves a master itself, and no URL leads out of the masters directory. */
import { link, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signToken } from '../../../src/access/tokens/sign-token.js';
import type { AssetId } from '../../../src/shared/asset-id.js';
import { type RenditionUrls, readPresentation } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { rawRequest } from './fixtures/raw-request.js';

let root: string;
let server: Origin;
let rendition: RenditionUrls;
/** Bytes that no response may contain: of the master's media, of the system and of the server. */
let secrets: string[];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'onplay-closed-'));
  const master = await generateMaster('h264-open-gop');
  const masters = join(root, 'masters');
  await mkdir(join(masters, 'films'), { recursive: true });
  await mkdir(join(root, 'outside'));
  for (const copy of [
    'masters/film.mp4',
    'masters/films/inner.mp4',
    'masters/.hidden.mp4',
    'outside/film.mp4',
  ]) {
    await link(master, join(root, copy));
  }
  await symlink('../outside/film.mp4', join(masters, 'link.mp4'));
  await symlink('../outside', join(masters, 'folder'));
  await symlink('/etc/passwd', join(masters, 'passwd.mp4'));
  server = await startOrigin({ folder: masters });
  rendition = (await readPresentation(server, 'film')).variants[0]!;
  const bytes = await readFile(master);
  const middle = bytes.length >> 1;
  secrets = [
    bytes.toString('latin1', middle, middle + 16),
    'root:x:0:0',
    root,
    server.secret,
    server.adminKey,
  ];
});

afterAll(async () => {
  await server?.stop();
  if (root) await rm(root, { recursive: true });
});

/** Known ways to write a path traversal or to address a file; `{media}` is the path of a granted rendition. */
const TRICKS = [
  ...['/film.mp4', '/films/inner.mp4', '/masters/film.mp4', '/.hidden.mp4', '/link.mp4', '/folder/film.mp4'],
  ...['//film.mp4', '/./film.mp4', '/films/../film.mp4', '/../masters/film.mp4', '/FILM.MP4', '/film.mp4/'],
  ...['/%2e%2e/masters/film.mp4', '/..%2fmasters%2ffilm.mp4', '/%2e%2e%2fmasters%2ffilm.mp4'],
  ...['/%252e%252e/masters/film.mp4', '/..%252fmasters%252ffilm.mp4', '/%c0%ae%c0%ae/masters/film.mp4'],
  ...[
    '/..\\masters\\film.mp4',
    '/..%5cmasters%5cfilm.mp4',
    '/..;/masters/film.mp4',
    '/%u002e%u002e/film.mp4',
  ],
  ...[
    '/film.mp4\0',
    '/film.mp4\0.m3u8',
    '/film.mp4%00',
    '/film.mp4%00.m3u8',
    '/film%00.m3u8',
    '/film.mp4%0a.m3u8',
  ],
  ...['/film.mp4.m3u8', '/film.mp4;.m3u8', '/film.mp4#.m3u8', '/film.mp4?.m3u8', '/film.mp4/.m3u8'],
  ...['/../outside/film.m3u8', '/%2e%2e/outside/film.m3u8', '/..%2foutside%2ffilm.m3u8', '/.hidden.m3u8'],
  ...['/link.m3u8', '/folder/film.m3u8', '/passwd.m3u8', '/film/../../outside/film.mpd', '/~/film.m3u8'],
  ...[
    '{media}film.mp4',
    '{media}../film.mp4',
    '{media}../../film.mp4',
    '{media}../../../../masters/film.mp4',
  ],
  ...[
    '{media}..%2f..%2ffilm.mp4',
    '{media}..%5c..%5cfilm.mp4',
    '{media}0.m4s/../../film.mp4',
    '{media}film.mp4%00.m4s',
  ],
  ...[
    '{media}00.m4s',
    '{media}-1.m4s',
    '{media}1e0.m4s',
    '{media}99999999.m4s',
    '{media}init.mp4/',
    '{media}%69nit.mp4',
  ],
  ...[
    '/etc/passwd',
    '/../../../../etc/passwd',
    '/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2f..%2fetc%2fpasswd',
  ],
  ...[
    '/proc/self/environ',
    '/page/../../../../../../etc/passwd',
    '/page/..%2f..%2f..%2fmain.js',
    '/page/players/../app.js',
  ],
  ...['file:///etc/passwd', 'http://127.0.0.1/film.mp4', 'film.mp4', '*', `/${'a/'.repeat(4000)}film.mp4`],
  ...[
    '/api/../film.mp4',
    '/api/assets/film.mp4',
    '/var/demo-token-secret',
    '/indexes',
    '/onplay.config.json',
  ],
];

describe('the path', () => {
  test.each(TRICKS)('%j opens nothing, with or without a token', async (trick) => {
    const { pathname } = new URL('.', rendition.init);
    const path = trick.replace('{media}', pathname);
    const separator = path.includes('?') ? '&' : '?';
    for (const target of [path, `${path}${separator}token=${server.token('film')}`]) {
      for (const method of ['GET', 'HEAD']) {
        const { status, text } = await rawRequest(server, target, method);
        expect([400, 401, 403, 404, 414, 431], `${method} ${target.slice(0, 80)}`).toContain(status);
        for (const secret of secrets) expect(text).not.toContain(secret);
      }
    }
  });
});

describe('a genuine token', () => {
  const names = [
    '../outside/film',
    'link',
    'folder/film',
    'passwd',
    '.hidden',
    'films/../film',
    'link.mp4',
    'folder/film.mp4',
    'passwd.mp4',
    '.hidden.mp4',
    'film.mp4.mp4',
    '/etc/passwd',
  ];

  test.each(names)('for the name %j opens nothing', async (name) => {
    const token = signToken(server.secret, name as AssetId, { ttlSeconds: 60 });
    for (const path of [name, encodeURIComponent(name), name.replaceAll('.', '%2e')]) {
      for (const extension of ['m3u8', 'mpd']) {
        const { status, text } = await rawRequest(server, `/${path}.${extension}?token=${token}`);
        expect([400, 403, 404], path).toContain(status);
        expect(text).toContain('application/problem+json');
        for (const secret of secrets) expect(text).not.toContain(secret);
      }
    }
  });
});

test('the same server serves valid requests, so the tests above prove something', async () => {
  const { pathname, search } = new URL(`/films/inner.m3u8?token=${server.token('films/inner')}`, server.url);
  expect((await rawRequest(server, pathname + search)).status).toBe(200);
  const { text } = await rawRequest(server, new URL(rendition.init).pathname);
  expect(text).toContain('ftyp');
});
