/**
 * Masters of all containers, mutated at random from a fixed seed: each is refused cleanly or plays, and meanwhile the
 * server stays within its limits. This is a short run; `./run test:fuzz` does thousands.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemDefinition } from '../../../src/origin/problems/problem-table.js';
import { bomb, mutated, randomFrom } from '../../masters/support/fuzzed-masters.js';
import { changedElements } from '../../masters/support/fuzzed-matroska.js';
import { changedChunks } from '../../masters/support/fuzzed-remuxed.js';
import { changedPackets } from '../../masters/support/fuzzed-transport.js';
import { loadCorpus } from '../../support/corpus.js';
import { type EncodedKind, generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { remuxedAudioKinds, remuxedMaster, remuxedVideoKinds } from '../../support/remuxed-masters.js';
import { type TransportKind, transportMaster } from '../../support/transport-masters.js';
import { MOST_MEBIBYTES, MOST_STALL_MS, printRow, vitalsDuring } from './support/vitals.js';

const MUTATED = Number(env['ONPLAY_FUZZ_MUTATED'] ?? 20);
const BOMBS = Number(env['ONPLAY_FUZZ_BOMBS'] ?? 20);
const ELEMENTS = Number(env['ONPLAY_FUZZ_ELEMENTS'] ?? 20);
const PACKETS = Number(env['ONPLAY_FUZZ_PACKETS'] ?? 12);
const CHUNKS = Number(env['ONPLAY_FUZZ_CHUNKS'] ?? 10);
const SEED = Number(env['ONPLAY_FUZZ_SEED'] ?? 20_260_801);
/** Masters that are requested concurrently. */
const AT_ONCE = 2;
const MOST_MS = 60 * 60 * 1000;
/** Of finished segments. Those of thousands of masters would fill any cache, and what is measured is what masters leave behind. */
const CACHE_BYTES = 64 * 1024 * 1024;

const MOVIES: readonly EncodedKind[] = [
  'h264-vfr',
  'late-video',
  'h264-fragmented',
  'pcm-mov',
  'two-languages',
  'audio-only',
];
const MATROSKA: readonly EncodedKind[] = ['mkv-h264-ac3', 'webm-vp8-vorbis', 'webm-vp9-opus'];
const TRANSPORT: readonly TransportKind[] = [
  ...(['video and audio', 'AAC and MPEG-2', 'AC-3 and MPEG-2', 'two programmes'] as const),
  ...(['latm', 'lpcm', 's302m', 'hevc', 'mpeg1', 'h264-interlaced'] as const),
];
const OTHERS: readonly EncodedKind[] = ['ts-h264-aac', 'mp3-cover', 'truncated-moov-first'];
/** Larger real masters are left out: mutating and writing them takes long. */
const MOST_BYTES = 400_000;

const isSmall = ({ length }: Buffer) => length > 0 && length < MOST_BYTES;

let folder = '';
let origin: Origin;
let movies: Buffer[] = [];
let matroska: Buffer[] = [];
let transport: Buffer[] = [];
let remuxed: Buffer[] = [];
let all: Buffer[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-fuzz-'));
  const generated = (kinds: readonly EncodedKind[]) =>
    Promise.all(kinds.map(async (kind) => readFile(await generateMaster(kind))));
  movies = await generated(MOVIES);
  matroska = await generated(MATROSKA);
  transport = await Promise.all(TRANSPORT.map(async (kind) => readFile(await transportMaster(kind))));
  const kinds = [...remuxedVideoKinds, ...remuxedAudioKinds];
  remuxed = (await Promise.all(kinds.map(async (kind) => readFile(await remuxedMaster(kind))))).filter(
    isSmall,
  );
  const others = await generated(OTHERS);
  const real = await Promise.all(
    (loadCorpus() ?? []).map(({ path }) => readFile(path).catch(() => Buffer.alloc(0))),
  );
  all = [...movies, ...matroska, ...others, ...real.filter(isSmall)];
  origin = await startOrigin({ folder, env: { ONPLAY_MEMORY_CACHE_BYTES: String(CACHE_BYTES) } });
});

afterAll(async () => {
  await origin?.stop();
  await rm(folder, { recursive: true, force: true });
});

let runs = 0;

/** How often each outcome occurred: `plays`, or the code of the problem. */
async function outcomesOf(
  count: number,
  mutate: (random: () => number) => Buffer,
): Promise<Map<string, number>> {
  const outcomes = new Map<string, number>();
  const run = ++runs;
  let next = 0;
  const viewer = async () => {
    for (let i = next++; i < count; i = next++) {
      const asset = `m${run}-${i}`;
      const file = join(folder, `${asset}.mp4`);
      await writeFile(file, mutate(randomFrom(SEED + i)));
      const outcome = await outcomeOf(asset);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (!isClean(outcome)) process.stdout.write(`fuzz | seed ${SEED + i} | ${outcome}\n`);
      await rm(file);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, viewer));
  return outcomes;
}

/** Requests what a player needs to start: the manifest, a rendition's playlist, its init and its first segment. */
async function outcomeOf(asset: string): Promise<string> {
  const manifest = await answerTo(new URL(`/${asset}.m3u8?token=${origin.token(asset)}`, origin.url));
  if (manifest.text === undefined) return manifest.outcome;
  const [rendition] = urisOf(manifest.text);
  const playlist = await answerTo(new URL(rendition ?? '', manifest.url));
  if (playlist.text === undefined) return playlist.outcome;
  const [map] = /(?<=#EXT-X-MAP:URI=")[^"]+/.exec(playlist.text) ?? [];
  const [segment] = urisOf(playlist.text);
  for (const uri of [map, segment]) {
    const answer = await answerTo(new URL(uri ?? '', playlist.url));
    if (answer.text === undefined) return `manifest, then ${answer.outcome}`;
  }
  return 'plays';
}

const urisOf = (playlist: string) =>
  playlist.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

/** The body of a successful response, or the problem's code. Retries after each 503. */
async function answerTo(url: URL): Promise<{ url: URL; text?: string; outcome: string }> {
  for (;;) {
    const response = await fetch(url);
    const text = await response.text();
    if (response.ok) return { url, text, outcome: 'plays' };
    if (response.status !== 503) return { url, outcome: (JSON.parse(text) as { code: string }).code };
    await delay(1000 * Number(response.headers.get('retry-after')));
  }
}

/** Whether the outcome is `plays` or a defined problem other than `internal_error`. */
function isClean(outcome: string): boolean {
  const code = outcome.replace('manifest, then ', '');
  return code === 'plays' || (code !== 'internal_error' && problemDefinition(code).status < 600);
}

test.each([
  ['masters of all containers', MUTATED, (random: () => number) => mutated(oneOf(all, random), random)],
  [
    'movies with extreme values in their boxes',
    BOMBS,
    (random: () => number) => bomb(oneOf(movies, random), random),
  ],
  [
    'Matroska with extreme sizes, values and laces in its elements',
    ELEMENTS,
    (random: () => number) => changedElements(oneOf(matroska, random), random),
  ],
  [
    'transport streams with other packets, sections and start codes',
    PACKETS,
    (random: () => number) => changedPackets(oneOf(transport, random), random),
  ],
  [
    'masters to be remuxed with extreme sizes, and chunks again and again',
    CHUNKS,
    (random: () => number) => changedChunks(oneOf(remuxed, random), random),
  ],
] as const)(
  '%s, mutated at random, are refused cleanly or play',
  async (name, count, mutate) => {
    const { vitals, result } = await vitalsDuring(origin, () => outcomesOf(count, mutate));
    const sorted = [...result].sort(([, a], [, b]) => b - a);
    printRow(`${count} ${name}`, vitals, sorted.map(([outcome, times]) => `${times} ${outcome}`).join(', '));
    expect(vitals.isAlive).toBe(true);
    expect(sorted.filter(([outcome]) => !isClean(outcome))).toEqual([]);
    expect(vitals.worstStallMs).toBeLessThanOrEqual(MOST_STALL_MS);
    expect(vitals.peakMebibytes).toBeLessThanOrEqual(MOST_MEBIBYTES);
  },
  MOST_MS,
);

function oneOf(masters: readonly Buffer[], random: () => number): Buffer {
  return masters[Math.floor(random() * masters.length)]!;
}
