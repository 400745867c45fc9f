/** The same recipe yields the same bytes in every process, in any order, before and after a restart. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RenditionUrls, readPresentation } from '../../support/hls-client.js';
import { joinedMaster } from '../../support/joined-masters.js';
import { at, shuffled } from '../../support/joined-rendition.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin, startTwins } from '../../support/origin.js';
import { patientFetch } from '../../support/patient-fetch.js';

/** Responses by the paths of their URLs. */
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

/** The init segment of each rendition, then its segments in playback order. */
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
  test('is the same in another process that produces the last segment first and the init segment last', async () => {
    expectEqual(inOrder, await fetchAll(servers[1], urls().toReversed()));
  });

  test('is the same after a restart without any cache, in random order and several at once', async () => {
    const [{ mastersPath: folder, secret }] = servers;
    const restarted = await startOrigin({ folder, secret });
    try {
      const thirds = [0, 1, 2].map((third) => shuffled(urls(), 7).filter((_, i) => i % 3 === third));
      const answers = await Promise.all(thirds.map((third) => fetchAll(restarted, third)));
      expectEqual(inOrder, new Map(answers.flatMap((each) => [...each])));
    } finally {
      await restarted.stop();
    }
  });

  test('has an entity tag that no other segment has', () => {
    const etags = [...inOrder.values()].map(({ etag }) => etag);
    expect(etags).not.toContain(null);
    expect(new Set(etags).size).toBe(etags.length);
    for (const etag of etags) expect(etag).toMatch(/^"[\w./-]+"$/);
  });

  test('can be assembled from ranges of different processes', async () => {
    const { segments } = [...presentations.values()][0]!;
    const { body, etag } = inOrder.get(new URL(segments[1]!).pathname)!;
    const middle = body.length >> 1;
    const ranges = [`bytes=0-${middle - 1}`, `bytes=${middle}-`];
    const answers = ranges.map(async (range, server) => {
      const headers = { Range: range, 'If-Range': etag! };
      const response = await fetch(at(servers[server]!, segments[1]!), { headers });
      expect(response.status).toBe(206);
      return Buffer.from(await response.arrayBuffer());
    });
    expect(Buffer.concat(await Promise.all(answers)).equals(body)).toBe(true);
  });

  test('is revalidated by its entity tag in a process that never produced it, without producing it', async () => {
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
