import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Viewer } from '../../bench/support/viewer.js';

const MULTIVARIANT = `#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",DEFAULT=YES,URI="a/media.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=1000000,RESOLUTION=854x480,AUDIO="a"
v/media.m3u8
`;

/** Short enough to play in real time in a test. */
const SEGMENT_SECONDS = 0.05;
const SEGMENTS = 4;

const MEDIA = `#EXTM3U
#EXT-X-TARGETDURATION:1
#EXT-X-MAP:URI="init.mp4"
${Array.from({ length: SEGMENTS }, (_, i) => `#EXTINF:${SEGMENT_SECONDS},\n${i}.m4s\n`).join('')}#EXT-X-ENDLIST
`;

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/film.m3u8`;
}

const everything: RequestListener = (request, response) => {
  const url = request.url ?? '';
  if (url.startsWith('/film.m3u8')) response.end(MULTIVARIANT);
  else if (url.includes('media.m3u8')) response.end(MEDIA);
  else response.setHeader('Server-Timing', 'cache;desc="miss", encode;dur=12').end('bytes');
};

function unavailable(response: Parameters<RequestListener>[1], retryAfter: string): void {
  response.writeHead(503, { 'Retry-After': retryAfter }).end();
}

describe('a simulated viewer', () => {
  it('plays both tracks in order to the end', async () => {
    const viewer = new Viewer({ url: await serve(everything), height: 480, cmcd: 'query' });
    await viewer.play();
    const { requests, startupMs, failure, refusal } = viewer.record;
    for (const track of ['video', 'audio']) {
      const segments = requests.filter(({ kind }) => kind === track).map(({ segment }) => segment);
      expect(segments).toEqual([0, 1, 2, 3]);
    }
    expect(requests.find(({ kind }) => kind === 'video')).toMatchObject({ result: 'miss', encodeMs: 12 });
    expect(startupMs).toBeGreaterThan(0);
    expect({ failure, refusal }).toEqual({ failure: undefined, refusal: undefined });
  });

  it('is refused by a 503 to its first request', async () => {
    const viewer = new Viewer({ url: await serve((_, response) => unavailable(response, '7')), height: 480 });
    await viewer.play();
    expect(viewer.record.refusal).toMatchObject({ retryAfterSeconds: 7 });
    expect(viewer.record.failure).toBeUndefined();
  });

  it('is refused by a 503 to its first segment', async () => {
    const url = await serve((request, response) =>
      request.url?.includes('/0.m4s') ? unavailable(response, '3') : everything(request, response),
    );
    const viewer = new Viewer({ url, height: 480 });
    await viewer.play();
    expect(viewer.record.refusal).toMatchObject({ retryAfterSeconds: 3 });
  });

  it('retries when a later segment is not available yet', async () => {
    let refusals = 0;
    const url = await serve((request, response) => {
      if (request.url !== '/v/2.m4s' || refusals > 0) return everything(request, response);
      refusals += 1;
      unavailable(response, '0');
    });
    const viewer = new Viewer({ url, height: 480 });
    await viewer.play();
    const statuses = viewer.record.requests.filter(({ kind, segment }) => kind === 'video' && segment === 2);
    expect(statuses.map(({ status }) => status)).toEqual([503, 200]);
    expect(viewer.record.failure).toBeUndefined();
  });

  it('fails when there is no playlist', async () => {
    const viewer = new Viewer({
      url: await serve((_, response) => response.writeHead(404).end()),
      height: 480,
    });
    await viewer.play();
    expect(viewer.record.failure).toContain('404 for manifest');
  });

  it('aborts its requests when it leaves', async () => {
    let aborted: () => void = () => undefined;
    const abortion = new Promise<void>((resolve) => {
      aborted = resolve;
    });
    const viewer = new Viewer({
      url: await serve((_request, response) => {
        response.once('close', aborted);
        viewer.leave();
      }),
      height: 480,
    });
    await viewer.play();
    await abortion;
    expect(viewer.record).toMatchObject({ failure: undefined, refusal: undefined, startupMs: undefined });
  });
});
