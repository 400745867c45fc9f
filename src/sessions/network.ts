/** What is known of the network between a player and here. */
import type { IncomingHttpHeaders } from 'node:http';
import { measuredThroughput, parseCmcd } from './cmcd.js';
import { headerValue } from './header-value.js';

export interface Network {
  /** What it can carry, in bit/s; absent while nothing is known. */
  readonly estimateBitsPerSecond?: number;
  /** Where the estimate is from. */
  readonly source: 'query' | 'CMCD' | 'Downlink header' | 'ECT header' | 'nothing';
  /** Whether the viewer asked for less data (`Save-Data: on`). */
  readonly saveData: boolean;
}

/**
 * Upper bounds in bit/s of the connection types that limit playback (Network Information API, effective connection
 * types). `4g` starts at 700 kbit/s and has no end, so it says nothing that helps.
 */
const effectiveTypes: Readonly<Record<string, number>> = { 'slow-2g': 50_000, '2g': 70_000, '3g': 700_000 };

/**
 * The network of a request: what the query says, else what the player measured (CMCD), else what the browser believes.
 * Headers are advice: unreadable ones say nothing.
 *
 * @param downlinkBitsPerSecond the query's `downlink`
 * @param cmcd the query's `CMCD`, percent-decoded
 */
export function readNetwork(
  downlinkBitsPerSecond: number | undefined,
  cmcd: string | undefined,
  headers: IncomingHttpHeaders,
): Network {
  const saveData = headerValue(headers, 'save-data') === 'on';
  const candidates = [
    ['query', downlinkBitsPerSecond],
    ['CMCD', throughputFrom(headerValue(headers, 'cmcd-request')) ?? throughputFrom(cmcd)],
    ['Downlink header', downlinkFrom(headerValue(headers, 'downlink'))],
    ['ECT header', effectiveTypeFrom(headerValue(headers, 'ect'))],
  ] as const;
  for (const [source, estimateBitsPerSecond] of candidates) {
    if (estimateBitsPerSecond !== undefined) return { estimateBitsPerSecond, source, saveData };
  }
  return { source: 'nothing', saveData };
}

/** Bit/s of a number of Mbit/s as text; undefined unless it is positive and at most 100 Gbit/s. */
export function megabits(text: string): number | undefined {
  if (!/^\d{1,6}(\.\d{1,6})?$/.test(text)) return undefined;
  const bitsPerSecond = Math.round(Number(text) * 1_000_000);
  return bitsPerSecond > 0 && bitsPerSecond <= 100_000_000_000 ? bitsPerSecond : undefined;
}

function throughputFrom(cmcd: string | undefined): number | undefined {
  return cmcd === undefined ? undefined : measuredThroughput(parseCmcd(cmcd));
}

function downlinkFrom(value: string | undefined): number | undefined {
  return value === undefined ? undefined : megabits(value);
}

function effectiveTypeFrom(value = ''): number | undefined {
  return Object.hasOwn(effectiveTypes, value) ? effectiveTypes[value] : undefined;
}
