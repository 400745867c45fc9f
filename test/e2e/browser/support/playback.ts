/** Watches a player of the demo's page. */
import type { Page } from 'playwright-core';
import { PLAYING_MS } from '../../../support/budgets.js';

/** In milliseconds since the page was opened. */
interface Span {
  readonly from: number;
  readonly to: number;
}

interface LoggedEvent {
  readonly at: number;
  readonly type: string;
  readonly detail: string;
}

/** Expressions for the page are strings, since this file is compiled without DOM types. */
const VIDEO = "document.querySelector('video')";

/** Resolves when the player has passed a position in seconds. */
export async function passes(page: Page, seconds: number): Promise<void> {
  await page.waitForFunction(`${VIDEO}?.currentTime > ${seconds}`, undefined, {
    timeout: PLAYING_MS,
    polling: 50,
  });
}

/** Moves the player to a position in seconds. */
export async function seek(page: Page, seconds: number): Promise<void> {
  await page.evaluate(`${VIDEO}.currentTime = ${seconds}`);
}

/**
 * How close to its end a film counts as played, in seconds. dash.js 5.2, after a seek within the first second, may append a
 * segment after it has ended the stream; it then stops in the last half second and never fires `ended`.
 */
const END_WITHIN: Readonly<Record<string, number>> = { dash: 0.6 };

/** Resolves when the player has ended. @throws Error with what it did if it does not. */
export async function ends(page: Page, player: string): Promise<void> {
  const within = END_WITHIN[player] ?? 0;
  const isAtEnd = `${VIDEO}.ended || (${VIDEO}.currentTime > ${VIDEO}.duration - ${within})`;
  const options = { timeout: PLAYING_MS, polling: 100 };
  await page.waitForFunction(isAtEnd, undefined, options).catch(async (cause: unknown) => {
    const { events, loads, lastRange, duration } = await report(page);
    const state = JSON.stringify({ events: events.slice(-20), loads: loads.slice(-5), lastRange, duration });
    throw new Error(`the player does not end: ${state}`, { cause });
  });
}

interface Report {
  readonly events: readonly LoggedEvent[];
  /** When each segment was being loaded. */
  readonly loads: readonly Span[];
  /** The last buffered range, in seconds. */
  readonly lastRange: readonly [start: number, end: number];
  /** In seconds. */
  readonly duration: number;
}

/** What the player did so far. */
export async function report(page: Page): Promise<Report> {
  const text = await page.evaluate<string>(`{
    const { buffered, duration } = ${VIDEO};
    const last = buffered.length - 1;
    const loads = performance.getEntriesByType('resource')
      .filter(({ name }) => name.includes('.m4s'))
      .map(({ startTime, responseEnd }) => ({ from: startTime, to: responseEnd }));
    const lastRange = [buffered.start(last), buffered.end(last)];
    JSON.stringify({ events: window.onplay.events, loads, lastRange, duration });
  }`);
  return JSON.parse(text) as Report;
}

/** hls.js reports waiting for a segment as an error, but the test measures stalls itself. */
export function isFault({ type, detail }: LoggedEvent): boolean {
  return type === 'error' && !detail.includes('bufferStalledError');
}

/**
 * Longest allowed stall while no segment is being loaded, in milliseconds: players check their buffer several times
 * a second.
 */
export const IDLE_STALL_MS = 2000;
/** dash.js jumps back half a second before the end. */
const LAST_FRAMES_MS = 1000;

/**
 * The longest part of a stall during which no segment was being loaded, in milliseconds; seeking is not a stall. Nor is
 * what dash.js 5.2 does at the very end: after an early seek it may append a segment after it has ended the stream, and
 * then waits at the last frame until its gap controller acts.
 */
export function longestIdleStall(events: readonly LoggedEvent[], loads: readonly Span[]): number {
  const end = events.find(({ type }) => type === 'ended')?.at ?? Number.POSITIVE_INFINITY;
  const stalls = events.flatMap((event, i): Span[] => {
    if (event.type !== 'stall') return [];
    const resumed = events.slice(i).find(({ type }) => type === 'playing' || type === 'ended');
    const resumedAt = resumed?.at ?? Number.POSITIVE_INFINITY;
    return end - resumedAt < LAST_FRAMES_MS ? [] : [{ from: event.at, to: resumedAt }];
  });
  return Math.max(0, ...stalls.map((stall) => idleWithin(stall, loads)));
}

/** Milliseconds of a span that none of the others covers. */
function idleWithin({ from, to }: Span, others: readonly Span[]): number {
  let idle = 0;
  let covered = from;
  for (const other of others.toSorted((a, b) => a.from - b.from)) {
    if (other.from >= to) break;
    idle += Math.max(0, other.from - covered);
    covered = Math.max(covered, other.to);
  }
  return idle + Math.max(0, to - covered);
}
