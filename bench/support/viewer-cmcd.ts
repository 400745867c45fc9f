/** The CMCD of a request (CTA-5004), with the keys and rounding of hls.js. */

export type CmcdMode = 'query' | 'headers';

export interface CmcdState {
  readonly sessionId: string;
  /** `m` manifest, `i` init segment, `v` video, `a` audio. */
  readonly objectType: 'm' | 'i' | 'v' | 'a';
  /** Duration of the requested object, in seconds. */
  readonly durationSeconds?: number;
  readonly bufferSeconds?: number;
  /** In bit/s. */
  readonly throughput?: number;
  /** URL of the next request, relative to this one. */
  readonly nextObject?: string;
  /** Whether playback has not started yet. */
  readonly startup: boolean;
}

/** Which header a key belongs to (CTA-5004 3.2). */
const HEADERS: Readonly<Record<string, readonly string[]>> = {
  'CMCD-Object': ['d', 'ot'],
  'CMCD-Request': ['bl', 'mtp', 'nor', 'su'],
  'CMCD-Session': ['sf', 'sid'],
};

/** The members, each `key=value` or a bare key, sorted by key. */
export function cmcdMembers(state: CmcdState): ReadonlyMap<string, string> {
  const { sessionId, objectType, durationSeconds, bufferSeconds, throughput, nextObject, startup } = state;
  const members: (readonly [string, string] | false)[] = [
    bufferSeconds !== undefined && ['bl', `bl=${hundreds(bufferSeconds * 1000)}`],
    durationSeconds !== undefined && ['d', `d=${Math.round(durationSeconds * 1000)}`],
    throughput !== undefined && ['mtp', `mtp=${hundreds(throughput / 1000)}`],
    nextObject !== undefined && ['nor', `nor="${encodeURIComponent(nextObject)}"`],
    ['ot', `ot=${objectType}`],
    ['sf', 'sf=h'],
    ['sid', `sid="${sessionId}"`],
    startup && ['su', 'su'],
  ];
  return new Map(members.filter((member) => member !== false));
}

/** The URL with the query parameter `CMCD`. */
export function withCmcdQuery(url: string, state: CmcdState): string {
  const result = new URL(url);
  result.searchParams.set('CMCD', [...cmcdMembers(state).values()].join(','));
  return result.href;
}

export function cmcdHeaders(state: CmcdState): Record<string, string> {
  const members = cmcdMembers(state);
  const headers: Record<string, string> = {};
  for (const [name, keys] of Object.entries(HEADERS)) {
    const written = keys.map((key) => members.get(key)).filter((member) => member !== undefined);
    if (written.length > 0) headers[name] = written.join(',');
  }
  return headers;
}

function hundreds(value: number): number {
  return Math.round(value / 100) * 100;
}
