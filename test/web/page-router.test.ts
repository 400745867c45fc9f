import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { posix } from 'node:path';
import express from 'express';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPageRouter } from '../../src/web/page-router.js';

let server: Server;
let port: number;

beforeAll(async () => {
  const app = express();
  app.use(createPageRouter());
  app.use((_request, response) => {
    response.status(404).type('text/plain').send('left to the next handler');
  });
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Sends a path unchanged; `fetch` would normalize it first. */
function get(path: string, method = 'GET', headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ port, host: '127.0.0.1', path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode, headers: response.headers, body });
      });
    });
    sent.on('error', reject).end();
  });
}

/** The paths of the page's resources that a response refers to. */
function referencesIn(path: string, { body }: Answer): string[] {
  const html = [...body.matchAll(/(?:href|src)="(page\/[^"]+)"/g)].map(([, file]) => `/${file}`);
  const imports = [...body.matchAll(/from '(\.\.?\/[^']+)'/g)].map(([, file]) =>
    posix.join(posix.dirname(path), file!),
  );
  return [...html, ...imports];
}

describe('the page’s router', () => {
  it('answers / with the page', async () => {
    const { status, headers, body } = await get('/');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(body).toContain('<title>Onplay</title>');
  });

  it('serves every module, stylesheet and image the page refers to', async () => {
    const wanted = ['/'];
    for (const path of wanted) {
      const answer = await get(path);
      expect(answer.status, path).toBe(200);
      wanted.push(...referencesIn(path, answer).filter((found) => !wanted.includes(found)));
    }
    expect(wanted.length).toBeGreaterThan(30);
  });

  it.each(['hls', 'dash', 'shaka'])('serves the browser build of %s', async (player) => {
    const { status, headers } = await get(`/page/players/${player}.js`, 'HEAD');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(Number(headers['content-length'])).toBeGreaterThan(300_000);
  });

  it('forbids resources from other origins, and framing', async () => {
    const { headers } = await get('/');
    const policy = headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('makes browsers revalidate, and answers 304 while nothing has changed', async () => {
    const { headers } = await get('/page/app.js');
    expect(headers['cache-control']).toBe('no-cache');
    const again = await get('/page/app.js', 'GET', { 'if-none-match': String(headers.etag) });
    expect(again).toMatchObject({ status: 304, body: '' });
  });

  it.each([
    '/page/',
    '/page/app',
    '/page/APP.js',
    '/page/app.js/',
    '/page/index.html',
    '/page/shared',
    '/page/shared/',
    '/page/shared/..%2fapp.js',
    '/page/page-router.ts',
    '/page/tsconfig.json',
    '/page/..%2findex.html',
    '/page/../index.html',
    '/page/%2e%2e/%2e%2e/%2e%2e/package.json',
    '/page/players/..%2f..%2fpackage.json',
    '/page/players/hls.min.js',
    '/page/__proto__',
    '//page/app.js',
  ])('leaves %s to the next handler', async (path) => {
    expect(await get(path)).toMatchObject({ status: 404, body: 'left to the next handler' });
  });

  it('serves no file for path traversal attempts', async () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2f',
      '/',
      '\\',
      '%00',
      'page',
      'players',
      'assets',
      'etc',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 8 }), async (pieces) => {
        const { status } = await get(`/page/${pieces.join('/')}`);
        expect([400, 404]).toContain(status);
      }),
      { seed: 20_260_801, numRuns: 60 },
    );
  });
});
