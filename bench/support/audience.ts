/** Several simulated viewers at once, and their records. */
import { cpuUsage } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Origin, startOrigin } from '../../test/support/origin.js';
import { copyMaster } from './copied-masters.js';
import type { BenchMaster } from './master.js';
import { Viewer, type ViewerRecord } from './viewer.js';

export interface AudienceOptions {
  readonly master: BenchMaster;
  readonly height: number;
  readonly viewers: number;
  /** The viewers arrive evenly over this time; then the steady window begins. */
  readonly arrivalSeconds: number;
  readonly steadySeconds: number;
  /** Whether to stop at the first stall or refusal. */
  readonly untilStall?: boolean;
}

export interface Showing {
  readonly records: readonly ViewerRecord[];
  /** Seconds of media delivered in the steady window, divided by its length. */
  readonly mediaRate: number;
  /** Processor time of the simulation itself, in percent of one processor. */
  readonly ownPercent: number;
}

/** Runs viewers against a new server, each playing a never-played asset of its own. */
export async function show(options: AudienceOptions): Promise<Showing> {
  const { master, viewers, arrivalSeconds, steadySeconds } = options;
  const copies = await copyMaster(master, viewers);
  const origin = await startOrigin({ folder: copies.folder });
  try {
    const audience = copies.assets.map((name) => new Viewer(viewerOptions(origin, name, options.height)));
    const playing = arrive(audience, arrivalSeconds);
    await sleep(arrivalSeconds * 1000);
    const from = performance.now();
    const usedBefore = cpuUsage();
    await watch(audience, steadySeconds, options.untilStall ?? false);
    const ms = performance.now() - from;
    const used = cpuUsage(usedBefore);
    const records = audience.map((viewer) => viewer.record);
    for (const viewer of audience) viewer.leave();
    await playing;
    const ownPercent = (used.user + used.system) / 10 / ms;
    return { records, mediaRate: (videoSeconds(records, from, from + ms) * 1000) / ms, ownPercent };
  } finally {
    await origin.stop();
    await copies.remove();
  }
}

/** The options of a viewer, whose token names it after its asset. */
export function viewerOptions(origin: Origin, asset: string, height: number) {
  const url = `${origin.url}/${asset}.m3u8?token=${origin.token(asset, { viewer: asset })}`;
  return { url, height, cmcd: 'query' } as const;
}

/** Whether a viewer was admitted and did not fail. */
export function isServed({ refusal, failure }: ViewerRecord): boolean {
  return refusal === undefined && failure === undefined;
}

/** Whether every viewer played without a stall. */
export function wentWell(records: readonly ViewerRecord[]): boolean {
  return records.every(
    (record) => isServed(record) && record.stalls.length === 0 && record.startupMs !== undefined,
  );
}

async function arrive(audience: readonly Viewer[], seconds: number): Promise<void> {
  const gapMs = (seconds * 1000) / audience.length;
  await Promise.all(
    audience.map(async (viewer, i) => {
      await sleep(i * gapMs);
      await viewer.play();
    }),
  );
}

const CHECK_MS = 500;

async function watch(audience: readonly Viewer[], seconds: number, untilStall: boolean): Promise<void> {
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    await sleep(Math.min(CHECK_MS, until - performance.now()));
    if (untilStall && audience.some(({ record }) => record.stalls.length > 0 || !isServed(record))) return;
  }
}

function videoSeconds(records: readonly ViewerRecord[], fromMs: number, toMs: number): number {
  return records
    .flatMap(({ requests }) => requests)
    .filter(({ kind, startedAtMs, ms }) => {
      const cameAt = startedAtMs + ms;
      return kind === 'video' && cameAt >= fromMs && cameAt < toMs;
    })
    .reduce((sum, { seconds }) => sum + seconds, 0);
}
