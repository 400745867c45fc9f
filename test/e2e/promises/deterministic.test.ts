/** The same recipe gives the same bytes, whichever process makes them, in whatever order, before or after a restart. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RenditionUrls, readPresentation } from '../../support/hls-client.js';
import { joinedMaster } from '../../support/joined-masters.js';
import { at, shuffled } from '../../support/joined-rendition.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin, startTwins } from '../../support/origin.js';
import { patientFetch } from '../../support/patient-fetch.js';

/** Answers by their URLs' paths. */
type Answers = ReadonlyMap<string, { readonly body: Buffer; readonly etag: string | null }>;

let servers: readonly [Origin, Origin];
let presentations: ReadonlyMap<string, RenditionUrls>;
let inOrder: Answers;

beforeAll(async () => {
  const masters = {
    'open.mp4': await generateMaster('h264-open-gop'),
    'hd.mp4': await joinedMaster('h264-5994-hd'),
    'hdr.mp4': await generateMaster('hevc10-hdr'),
  };
  servers = await startTwins({ masters });
  const renditions = new Map<string, RenditionUrls>();
  for (const asset of ['open', 'hd', 'hdr']) {
    const { variants, audio } = await readPresentation(servers[0], asset);
    const byHeight = variants.toSorted((a, b) => (a.height ?? 0) - (b.height ?? 0));
    renditions.set(`${asset} lowest`, byHeight.at(0)!).set(`${asset} highest`, byHeight.at(-1)!);
    for (const [name, rendition] of audio) renditions.set(`${asset} ${name}`, rendition);
  }
  presentations = renditions;
  inOrder = await fetchAll(servers[0], urls());
});

afterAll(async () => {
  for (const server of servers?.toReversed() ?? []) await server.stop();
});

/** The init segment of each rendition, then its segments as they play. */
const urls = () => [...presentations.values()].flatMap(({ init, segments }) => [init, ...segments]);

async function fetchAll(server: Origin, wanted: readonly string[]): Promise<Answers> {
  const answers = new Map<string, { body: Buffer; etag: string | null }>();
  for (const url of wanted) {
    const response = await patientFetch(at(server, url));
    expect(response.status, url).toBe(200);
    const body = Buffer.from(await response.arrayBuffer());
    answers.set(new URL(url).pathname, { body, etag: response.headers.get('ETag') });
  }
  return answers;
}

function expectEqual(one: Answers, other: Answers): void {
  expect(other.size).toBe(one.size);
  for (const [path, { body, etag }] of one) {
    expect(other.get(path)?.etag, path).toBe(etag);
    expect(other.get(path)?.body.equals(body), path).toBe(true);
  }
}

describe('a segment', () => {
  test('is the same in another process that makes the last one first and the init segment last', async () => {
    expectEqual(inOrder, await fetchAll(servers[1], urls().toReversed()));
  });

  test('is the same after a restart with nothing kept, in any order and all at once', async () => {
    const [{ mastersPath: folder, secret }] = servers;
    const restarted = await startOrigin({ folder, secret });
    try {
      const lanes = [0, 1, 2].map((lane) => shuffled(urls(), 7).filter((_, place) => place % 3 === lane));
      const parts = await Promise.all(lanes.map((lane) => fetchAll(restarted, lane)));
      expectEqual(inOrder, new Map(parts.flatMap((part) => [...part])));
    } finally {
      await restarted.stop();
    }
  });

  test('is named by an entity tag that no other segment has', () => {
    const etags = [...inOrder.values()].map(({ etag }) => etag);
    expect(etags).not.toContain(null);
    expect(new Set(etags).size).toBe(etags.length);
    for (const etag of etags) expect(etag).toMatch(/^"[\w./-]+"$/);
  });

  test('may be put together from ranges that came from different processes', async () => {
    const { segments } = [...presentations.values()][0]!;
    const { body, etag } = inOrder.get(new URL(segments[1]!).pathname)!;
    const middle = body.length >> 1;
    const ranges = [`bytes=0-${middle - 1}`, `bytes=${middle}-`];
    const parts = ranges.map(async (range, server) => {
      const headers = { Range: range, 'If-Range': etag! };
      const response = await fetch(at(servers[server]!, segments[1]!), { headers });
      expect(response.status).toBe(206);
      return Buffer.from(await response.arrayBuffer());
    });
    expect(Buffer.concat(await Promise.all(parts)).equals(body)).toBe(true);
  });

  test('is known by its entity tag in a process that never made it, and not made for that', async () => {
    const [{ mastersPath: folder, secret }] = servers;
    const fresh = await startOrigin({ folder, secret });
    try {
      const { segments } = [...presentations.values()][0]!;
      const { etag } = inOrder.get(new URL(segments[0]!).pathname)!;
      const response = await fetch(at(fresh, segments[0]!), { headers: { 'If-None-Match': etag! } });
      expect(response.status).toBe(304);
      expect(fresh.log.some(({ msg }) => msg === 'segment encoded')).toBe(false);
    } finally {
      await fresh.stop();
    }
  });
});
