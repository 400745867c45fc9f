/** A master that is still being written is played as far as it is there, and what was served of it stays true. */
import { mkdtemp, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { decodeFrameNumbers } from '../../support/decoded-frames.js';
import { GrowingFile } from '../../support/growing-file.js';
import {
  extensionOf,
  RECORDED_FRAMES,
  RECORDED_SECONDS,
  type RecordingKind,
  recording,
  recordingKinds,
} from '../../support/growing-masters.js';
import { bytesOf, readPresentation } from '../../support/hls-client.js';
import { at } from '../../support/joined-rendition.js';
import { type Origin, startTwins } from '../../support/origin.js';
import { partOf } from '../../support/part-of.js';
import { FollowedRendition, playlistAt } from './fixtures/followed-rendition.js';

/** What there is of a recording when it is looked at first, when it is seen to grow, and after each further step. */
const BEGINNING = 0.4;
const SEEN_TO_GROW = 0.45;
const LATER = [0.65, 0.85, 1];
/** Players do not ask more often. */
const POLL = { interval: 250 };
/** Longer than what the tests wait for between two writes, however busy the machine is. */
const ENV = {
  ONPLAY_RECORDING_PAUSE_MS: '20000',
  ONPLAY_SEGMENT_MS: '2000',
  ONPLAY_FIRST_SEGMENTS_MS: 'none',
};

let folder: string;
let servers: readonly [Origin, Origin];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-growing-'));
  servers = await startTwins({ folder, env: ENV });
});

afterAll(async () => {
  for (const server of servers?.toReversed() ?? []) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function versionAt(server: Origin, asset: string): Promise<string> {
  const headers = { Authorization: `Bearer ${server.adminKey}` };
  const response = await server.fetch(`/api/assets/${asset}`, { headers });
  return ((await response.json()) as { version: string }).version;
}

/** Begins a recording, looks at it, and lets it grow until the server has seen that it does. */
async function seenToGrow(server: Origin, asset: string, file: GrowingFile): Promise<FollowedRendition> {
  await file.begin(BEGINNING);
  await readPresentation(server, asset);
  await file.growTo(SEEN_TO_GROW);
  return vi.waitFor(async () => {
    const { variants, audio } = await readPresentation(server, asset);
    const [video] = variants.toSorted((a, b) => (a.height ?? 0) - (b.height ?? 0));
    const { playlist } = video!;
    expect(await playlistAt(playlist)).toMatchObject({ type: 'EVENT', isEnded: false });
    return new FollowedRendition(playlist, [...audio.values()].at(-1)?.playlist);
  }, POLL);
}

/** @throws while nothing is appended to the playlist. */
async function appended(followed: FollowedRendition): Promise<void> {
  const before = followed.latest?.segments.length ?? 0;
  await followed.read();
  expect(followed.latest?.segments.length).toBeGreaterThan(before);
}

/** @throws while the playlists have no end. */
async function ended(followed: FollowedRendition): Promise<void> {
  await followed.read();
  expect(followed.isEnded).toBe(true);
}

describe.each(partOf(recordingKinds, 6))('%s', (kind: RecordingKind) => {
  const asset = `recording-${recordingKinds.indexOf(kind)}`;
  let followed: FollowedRendition;
  let version: string;

  beforeAll(async () => {
    const whole = await readFile(await recording(kind));
    const file = new GrowingFile(join(folder, `${asset}.${extensionOf(kind)}`), whole);
    followed = await seenToGrow(servers[0], asset, file);
    version = await versionAt(servers[0], asset);
    await followed.read();
    let fetching = followed.fetchNew();
    for (const share of LATER) {
      // The other server sees it first when it is longer, and has to see that it grows.
      await readPresentation(servers[1], asset);
      await file.growTo(share);
      if (share < 1) await vi.waitFor(() => appended(followed), POLL);
      fetching = fetching.then(() => followed.fetchNew());
    }
    await vi.waitFor(() => ended(followed), POLL);
    await fetching;
    await followed.fetchNew();
  });

  test('is followed from its first frame to its last, none missing, none twice', async () => {
    const numbers = await decodeFrameNumbers('pipe:0', { input: followed.video() });
    expect(numbers).toEqual(Array.from({ length: RECORDED_FRAMES }, (_, i) => i));
  });

  test('is followed with all of its audio', () => {
    expect(followed.audioSeconds).toBeGreaterThan(RECORDED_SECONDS - 0.1);
    expect(followed.audioSeconds).toBeLessThan(RECORDED_SECONDS + 0.2);
  });

  test('has one version from the time when it was seen to grow', async () => {
    expect(await versionAt(servers[0], asset)).toBe(version);
    expect(await versionAt(servers[1], asset)).toBe(version);
  });

  test('only appends to its playlist, until it ends it', () => {
    const { playlists } = followed;
    expect(playlists.length).toBeGreaterThanOrEqual(LATER.length);
    for (const [i, { type, isEnded, targetDuration, segments }] of playlists.entries()) {
      expect({ type, isEnded }).toEqual({ type: 'EVENT', isEnded: i === playlists.length - 1 });
      expect(targetDuration).toBe(playlists[0]!.targetDuration);
      expect(playlists.at(-1)!.segments.slice(0, segments.length)).toEqual(segments);
    }
  });

  test('has the same bytes at a server that saw it grow when it was longer', async () => {
    for (const [url, bytes] of followed.fetched) {
      expect((await bytesOf(at(servers[1], url))).equals(bytes)).toBe(true);
    }
  });

  test('has a playlist that is cached for long only once it has ended', async () => {
    const { headers } = await fetch(followed.url);
    expect(headers.get('cache-control')).toContain('max-age=300');
  });
});

describe('a recording', () => {
  const kind = recordingKinds[0]!;
  let file: GrowingFile;
  let followed: FollowedRendition;

  /** @param asset a name of its own for each test. */
  async function begin(asset: string): Promise<void> {
    const whole = await readFile(await recording(kind));
    file = new GrowingFile(join(folder, `${asset}.${extensionOf(kind)}`), whole);
    followed = await seenToGrow(servers[0], asset, file);
  }

  test('has a playlist that edges and players ask for again in a second, as long as it grows', async () => {
    await begin('cached');
    const { headers } = await fetch(followed.url);
    expect(headers.get('cache-control')).toMatch(/^public, max-age=1, s-maxage=1, /);
    expect(headers.get('cdn-cache-control')).toMatch(/^max-age=1, /);
  });

  test('whose recorder stopped is played to its last whole frame, and says that more was to come', async () => {
    await begin('stopped');
    await vi.waitFor(() => ended(followed), POLL);
    await followed.fetchNew();
    const numbers = await decodeFrameNumbers('pipe:0', { input: followed.video() });
    expect(numbers).toEqual(Array.from(numbers, (_, i) => i));
    expect(numbers.length).toBeGreaterThan(RECORDED_FRAMES * BEGINNING * 0.8);
  });

  test('has another version once it is truncated, and once it is replaced', async () => {
    await begin('changed');
    const versions = [await versionAt(servers[0], 'changed')];
    await truncate(file.path, Math.floor(file.whole.length * BEGINNING));
    await vi.waitFor(
      async () => expect(versions).not.toContain(await versionAt(servers[0], 'changed')),
      POLL,
    );
    versions.push(await versionAt(servers[0], 'changed'));
    await writeFile(`${file.path}.part`, file.whole);
    await rename(`${file.path}.part`, file.path);
    await vi.waitFor(
      async () => expect(versions).not.toContain(await versionAt(servers[0], 'changed')),
      POLL,
    );
  });
});
