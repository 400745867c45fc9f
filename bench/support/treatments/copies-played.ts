/** An origin with copies of one master, and what a player fetches of them first. */
import { bytesOf, type Presentation, readPresentation } from '../../../test/support/hls-client.js';
import { type Origin, startOrigin } from '../../../test/support/origin.js';
import { copyMaster } from '../copied-masters.js';
import type { BenchMaster } from '../master.js';

type Claims = Parameters<Origin['token']>[1];

/** Starts an origin with so many copies, and stops it after `work`. @param env settings of the origin. */
export async function withCopies<T>(
  master: BenchMaster,
  count: number,
  work: (origin: Origin, assets: readonly string[]) => Promise<T>,
  env: Readonly<Record<string, string>> = {},
): Promise<T> {
  const copies = await copyMaster(master, count);
  const origin = await startOrigin({ folder: copies.folder, env });
  try {
    return await work(origin, copies.assets);
  } finally {
    await origin.stop();
    await copies.remove();
  }
}

/** What a viewer with these claims is offered. @param query further parameters, each with `&` before it. */
export function offeredTo(origin: Origin, asset: string, claims: Claims, query = ''): Promise<Presentation> {
  return readPresentation({ ...origin, token: () => origin.token(asset, claims) }, asset, query);
}

/** From the request with a token to the last byte of the segment of the first variant that is shown at this time. */
export async function startAt(
  origin: Origin,
  asset: string,
  { seconds = 0, claims = {}, query = '' }: { seconds?: number; claims?: Claims; query?: string } = {},
): Promise<void> {
  const { variants } = await offeredTo(origin, asset, claims, query);
  const { init, segments, durations } = variants[0]!;
  let [segment, end] = [0, durations[0]!];
  while (end <= seconds) end += durations[++segment]!;
  await Promise.all([init, segments[segment]!].map(bytesOf));
}

/**
 * Fetches the segments of the first variant.
 * @param options.wholeMinutes leaves out those that begin in the part of a minute that the film ends with.
 * @returns how many it fetched.
 */
export async function playFirstVariant(
  origin: Origin,
  asset: string,
  options: { claims?: Claims; query?: string; wholeMinutes?: boolean } = {},
): Promise<number> {
  const { claims = {}, query = '', wholeMinutes = false } = options;
  const { variants } = await offeredTo(origin, asset, claims, query);
  const { segments, durations } = variants[0]!;
  const played = wholeMinutes ? segments.slice(0, countInWholeMinutes(durations)) : segments;
  await Promise.all(played.map(bytesOf));
  return played.length;
}

/** @param durations of segments, in seconds. */
function countInWholeMinutes(durations: readonly number[]): number {
  const sum = durations.reduce((before, duration) => before + duration, 0);
  const end = Math.floor(sum / 60) * 60;
  let time = 0;
  let count = 0;
  while (time < end && count < durations.length) time += durations[count++]!;
  return count;
}
