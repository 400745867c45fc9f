/**
 * What belongs to a film besides its moving picture is the same in every process, in whatever order it is asked for, before and after a
 * restart.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { subtitledMaster } from '../../support/burn/subtitled-masters.js';
import { readPresentation } from '../../support/hls-client.js';
import { shuffled } from '../../support/joined-rendition.js';
import { type Origin, startOrigin, startTwins } from '../../support/origin.js';
import { patientExchange } from '../conformance/exchange.js';
import { filmWithSidecars } from './support/film-with-sidecars.js';
import { downloadUrl, pictureUrl, sheetUrls, textUrls } from './support/found-urls.js';

/** Responses by path and query. */
type Answers = ReadonlyMap<string, { readonly body: Buffer; readonly etag: string | undefined }>;

const IMAGES = [
  ['poster.jpg', ''],
  ['frame.jpg', '&t=f30&width=320'],
  ['frame.webp', '&t=2.5&width=160'],
  ['frame.avif', '&t=f143&width=160'],
  ['preview.gif', ''],
] as const;

let folder: string;
let servers: readonly [Origin, Origin];
/** Paths, with queries. */
let made: readonly string[];
let downloads: readonly string[];
let first: Answers;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-beside-'));
  const masters = { ...(await filmWithSidecars('film')), 'subtitled.mkv': await subtitledMaster() };
  servers = await startTwins({ masters });
  const [origin] = servers;
  const dubs = [...(await readPresentation(origin, 'film')).audio].filter(([name]) =>
    name.endsWith('/Spanish'),
  );
  const renditions = dubs.map(([, dub]) => [dub.init, ...dub.segments]);
  for (const track of [1, 2]) {
    const { variants } = await readPresentation(origin, 'subtitled', `&burn=${track}`);
    const { init, segments } = variants.find(({ height }) => height === 240)!;
    renditions.push([init, ...segments.filter((url) => url.includes(`-b${track}-`))]);
  }
  made = [
    ...(await textUrls(origin, 'film')),
    ...(await sheetUrls(origin, 'film')),
    ...IMAGES.map(([file, query]) => pictureUrl(origin, 'film', file, query)),
    ...renditions.flat(),
  ].map(pathOf);
  downloads = [
    downloadUrl(origin, 'film', 'mp4', '&height=240&audio=es,und'),
    downloadUrl(origin, 'film', 'm4a', '&audio=es'),
  ].map(pathOf);
  first = await fetchAll(origin, [...made, ...downloads]);
});
afterAll(async () => {
  for (const server of servers?.toReversed() ?? []) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

async function fetchAll(server: Origin, paths: readonly string[]): Promise<Answers> {
  const answers = new Map<string, { body: Buffer; etag: string | undefined }>();
  for (const path of paths) {
    const { status, headers, body } = await patientExchange(server.url + path);
    expect(status, `${path}: ${body.subarray(0, 300)}`).toBe(200);
    answers.set(path, { body, etag: headers.get('etag') });
  }
  return answers;
}

function expectAsFirst(answers: Answers): void {
  for (const [path, { body, etag }] of answers) {
    expect(etag, path).toBe(first.get(path)?.etag);
    expect(body.equals(first.get(path)!.body), path).toBe(true);
  }
}

const madeBy = ({ log }: Origin) =>
  log
    .filter(({ msg }) => msg === 'segment encoded' || msg === 'image encoded')
    .map(({ recipe }) => String(recipe));

describe('a text, a dub, an image, video with burned-in text, a download', () => {
  test('is the same in another process, which makes the last one first', async () => {
    expectAsFirst(await fetchAll(servers[1], [...made, ...downloads].toReversed()));
  });

  test('is the same after a restart, made in random order and several at once, or read from the disk', async () => {
    const [{ mastersPath, secret }] = servers;
    const start = () =>
      startOrigin({
        folder: mastersPath,
        secret,
        env: { ONPLAY_DATA: folder, ONPLAY_DISK_MIN_FREE_BYTES: '0' },
      });
    const fresh = await start();
    const thirds = [0, 1, 2].map((third) => shuffled(made, 7).filter((_, i) => i % 3 === third));
    for (const answers of await Promise.all(thirds.map((third) => fetchAll(fresh, third))))
      expectAsFirst(answers);
    expectAsFirst(await fetchAll(fresh, downloads));
    expect(madeBy(fresh).length).toBeGreaterThan(made.length / 3);
    await fresh.stop();
    const restarted = await start();
    // What becomes of the segments in a file leaves them as they are.
    for (const paths of [downloads, made, downloads]) expectAsFirst(await fetchAll(restarted, paths));
    expect(madeBy(restarted).filter((recipe) => !recipe.includes('-frame-'))).toEqual([]);
    await restarted.stop();
  });

  test('has an entity tag that nothing else has', () => {
    // Two sessions have grants of their own for what they share.
    const tags = new Map([...first].map(([path, { etag }]) => [path.replace(/^\/-\/[^/]+/, ''), etag]));
    for (const tag of tags.values()) expect(tag).toMatch(/^"[\w./-]+"$/);
    expect(new Set(tags.values()).size).toBe(tags.size);
  });
});
