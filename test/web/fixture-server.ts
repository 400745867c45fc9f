/** A server with the real page and a fake origin: the API, manifests and media. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { posix } from 'node:path';
import express, { type Request, type Response } from 'express';
import { createPageRouter } from '../../src/web/page-router.js';
import {
  dashManifest,
  type FixtureMedia,
  mediaFile,
  mediaPlaylist,
  multivariantPlaylist,
} from './fixture-media.js';
import {
  FIXTURE_BURN,
  FIXTURE_CHAPTERS,
  FIXTURE_TEXTS,
  storyboard,
  textPlaylist,
  textSegment,
  withText,
  withTextSets,
} from './fixture-text.js';
import { createFixtureWork, type FixtureWork } from './fixture-work.js';

export interface FixtureOptions {
  readonly media: FixtureMedia;
  /** Required by the API when set. */
  readonly adminKey?: string;
  /** Approximate duration of a simulated encode, in milliseconds. */
  readonly encodeMs?: number;
  readonly port?: number;
}

export interface FixtureServer {
  /** Without a trailing slash. */
  readonly url: string;
  /** The path and query of every request, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** An asset whose manifest request fails, and one whose segments fail from segment 2 on. */
export const REFUSED_MANIFEST = 'no-manifest';
export const FAILING_SEGMENTS = 'breaks-off';
/** An asset that is being prepared at each of the first requests for its manifest: more than any player makes. */
export const PREPARED = 'evening/recording';
export const PREPARING_PERCENTS: readonly number[] = [0, 20, 40, 60, 80];

/** Starts the server on a free port of the loopback interface. */
export async function startFixtureServer(options: FixtureOptions): Promise<FixtureServer> {
  const requests: string[] = [];
  const app = express();
  app.use((request, _response, next) => {
    requests.push(request.originalUrl);
    next();
  });
  const work = createFixtureWork(options.encodeMs ?? 30);
  app.use(createPageRouter());
  app.use('/api', apiRouter(options, work));
  app.use(mediaRouter(options.media, work));
  const server = createServer(app).listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function apiRouter({ media, adminKey }: FixtureOptions, work: FixtureWork): express.Router {
  const router = express.Router();
  router.use(express.json(), (request, response, next) => {
    if (adminKey === undefined || request.headers.authorization === `Bearer ${adminKey}`) return next();
    problem(response, 401, 'admin_key_wrong', 'Send the admin key.');
  });
  router.get('/assets', (_request, response) => {
    response.json({ assets: fixtureAssets(media) });
  });
  router.get('/assets/*asset', (_request, response) => {
    const ladder = FIXTURE_TEXTS.map(({ name }) => ({ kind: 'text', name }));
    response.json({ chapters: FIXTURE_CHAPTERS, ladder, burn: FIXTURE_BURN, poster: 'frame' });
  });
  router.get('/status', (_request, response) => {
    response.json(work.status());
  });
  router.post('/tokens', (request, response) => {
    const { asset } = request.body as { asset: string };
    const path = `/${asset.split('/').map(encodeURIComponent).join('/')}`;
    const expiresAt = new Date(Date.now() + 4 * 3600 * 1000).toISOString();
    response.json({
      token: 'fixture',
      expiresAt,
      hls: `${path}.m3u8?token=fixture`,
      dash: `${path}.mpd?token=fixture`,
    });
  });
  return router;
}

/** A download: what is in it does not matter here. */
const FIXTURE_DOWNLOAD = Buffer.alloc(100_000);

/** The image of the storyboard, without a picture in it. */
const SHEET = '<svg xmlns="http://www.w3.org/2000/svg" width="960" height="90"/>';

/** What is said of a master. */
export const NOT_PLAYED = 'audio 2 of 3 is not played: There is no decoder for its codec.';

function fixtureAssets({ durationSeconds, heights }: FixtureMedia): object[] {
  const height = heights.at(-1) ?? 0;
  const ready = {
    state: 'ready',
    durationSeconds,
    width: Math.round((height * 16) / 9),
    height,
    frameRate: 25,
  };
  return [
    { id: 'countdown', ...ready, audioTracks: 1 },
    { id: 'festival/opening night', ...ready, audioTracks: 2, notPlayed: [NOT_PLAYED] },
    { id: FAILING_SEGMENTS, ...ready, audioTracks: 1 },
    { id: REFUSED_MANIFEST, state: 'new' },
    { id: PREPARED, state: 'preparing', preparing: { phase: 'scanning', percent: 0 } },
    {
      id: 'holiday-photo',
      state: 'refused',
      problem: { code: 'master_not_video', detail: 'This is a still image, not a video.' },
    },
  ];
}

function mediaRouter(media: FixtureMedia, work: FixtureWork): express.Router {
  const router = express.Router();
  const percents = [...PREPARING_PERCENTS];
  const send = (response: Response, type: string, body: string | Buffer) => response.type(type).send(body);
  router.get('/-/:grant/*asset/:key/:name', async (request, response) => {
    await sendMedia(media, work, request, response);
  });
  router.get(['/*asset.mp4', '/*asset.m4a'], (_request, response) => {
    send(response.set('Content-Length', String(FIXTURE_DOWNLOAD.length)), 'video/mp4', FIXTURE_DOWNLOAD);
  });
  router.get('/*asset/poster.jpg', (_request, response) => {
    send(response, 'image/svg+xml', SHEET);
  });
  router.get('/*asset/storyboard.vtt', (request, response) => {
    const base = `/-/grant${request.path.slice(0, request.path.lastIndexOf('/'))}`;
    send(response, 'text/vtt', storyboard(base, media.durationSeconds));
  });
  router.get('/*asset', async (request, response) => {
    const match = /^(?<asset>.+)\.(?<format>m3u8|mpd)$/.exec(request.path);
    if (!match?.groups) return problem(response, 404, 'not_found', 'There is nothing at this address.');
    const { asset = '', format } = match.groups;
    if (asset === `/${REFUSED_MANIFEST}`) {
      return problem(response, 422, 'codec_unsupported', 'This master’s video codec cannot be decoded here.');
    }
    if (asset === `/${PREPARED}` && percents.length > 0) return preparing(response, percents.shift());
    const base = `/-/grant${asset}`;
    if (format === 'mpd')
      send(response, 'application/dash+xml', withTextSets(await dashManifest(media, base), base));
    else
      send(
        response,
        'application/vnd.apple.mpegurl',
        withText(await multivariantPlaylist(media, base), base),
      );
  });
  return router;
}

async function sendMedia(media: FixtureMedia, work: FixtureWork, request: Request, response: Response) {
  const { key = '', name = '' } = request.params as Record<string, string>;
  const text = name === '0.vtt' && textSegment(key, media.durationSeconds);
  if (text) {
    response.set('Server-Timing', await work.request(posix.dirname(request.path), name));
    return response.type('text/vtt').send(text);
  }
  if (name === '0.svg') return response.type('image/svg+xml').send(SHEET);
  if (name === 'media.m3u8') {
    const playlist = textPlaylist(key, media.durationSeconds) ?? (await mediaPlaylist(media, key));
    return response.type('application/vnd.apple.mpegurl').send(playlist);
  }
  const file = mediaFile(media, key, name);
  if (file === undefined) return problem(response, 404, 'not_found', 'There is no such segment.');
  if (request.path.includes(FAILING_SEGMENTS) && Number.parseInt(name, 10) >= 2) {
    return problem(response, 503, 'encode_queue_full', 'Too much is being encoded. Try again in a moment.');
  }
  response
    .set('Server-Timing', await work.request(posix.dirname(request.path), name))
    .set('Cache-Control', 'no-store');
  return response.sendFile(file, { cacheControl: false, dotfiles: 'allow' });
}

function preparing(response: Response, percent: number | undefined): void {
  response.set('Retry-After', '1');
  const detail = `The master is being read for the first time: ${percent} % done.`;
  problem(response, 503, 'master_preparing', detail, { preparing: { phase: 'scanning', percent } });
}

function problem(response: Response, status: number, code: string, detail: string, members = {}): void {
  const body = JSON.stringify({ status, code, detail, ...members });
  response.status(status).type('application/problem+json').send(body);
}
