/** What is known about the network between the player and this server. */
import type { IncomingHttpHeaders } from 'node:http';
import { measuredThroughput, parseCmcd } from './cmcd.js';
import { headerValue } from './header-value.js';

export interface Network {
  /** Estimated throughput in bit/s; absent if nothing is known. */
  readonly estimateBitsPerSecond?: number;
  /** What the estimate was read from. */
  readonly source: 'query' | 'CMCD' | 'Downlink header' | 'ECT header' | 'nothing';
  /** Whether the viewer asked for less data (`Save-Data: on`). */
  readonly saveData: boolean;
}

/**
 * Upper bounds in bit/s of the connection types that limit playback (Network Information API, effective connection
 * types). `4g` starts at 700 kbit/s and has no upper bound, so it is not used.
 */
const effectiveTypes: Readonly<Record<string, number>> = { 'slow-2g': 50_000, '2g': 70_000, '3g': 700_000 };

/**
 * The network of a request: from the query, else as the player measured it (CMCD), else as the browser estimates it.
 * Headers are advice: malformed ones are ignored.
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

/** A decimal number of Mbit/s, converted to bit/s; undefined if malformed, zero or above 100 Gbit/s. */
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
