/** A master as a player gets it: fetched through HLS and checked against the MPD. */
import { type DashRepresentation, readDashPresentation } from '../../support/dash-client.js';
import { type RenditionUrls, readPresentation, type VariantUrls } from '../../support/hls-client.js';
import { inFlight } from '../../support/in-flight.js';
import type { Origin } from '../../support/origin.js';
import { timedPatientFetch } from '../../support/patient-fetch.js';
import { type InitSegment, readInitSegment } from '../conformance/init-segment.js';
import { type MediaSegment, readMediaSegment } from '../conformance/media-segment.js';

export interface FetchedRendition {
  /** Its id and bandwidth in the MPD, as read before any segment is produced. */
  readonly id: string;
  readonly bandwidth: number;
  readonly targetDuration: number;
  readonly init: InitSegment;
  readonly segments: readonly MediaSegment[];
  readonly segmentBytes: readonly Buffer[];
  /** Init segment and all segments. */
  readonly joined: Buffer;
  /** Start of each segment and end of the last one, in seconds, by the MPD. */
  readonly boundaries: readonly number[];
}

export interface FetchedMaster {
  /** The lowest rendition; undefined for audio-only masters. */
  readonly video: FetchedRendition | undefined;
  /** All audio renditions. */
  readonly audio: readonly FetchedRendition[];
  /** In seconds, by the MPD. */
  readonly duration: number;
}

/** A response with another status than 200, normally a problem (RFC 9457). */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly contentType: string,
    readonly body: string,
    /** Response time in milliseconds. */
    readonly ms: number,
  ) {
    super(`${status} ${contentType}: ${body.slice(0, 500)}`);
  }

  /** The problem's code; empty if the response is not a problem. */
  get code(): string {
    if (this.contentType !== 'application/problem+json') return '';
    return (JSON.parse(this.body) as { code: string }).code;
  }

  /** The problem's detail; the body if the response is not a problem. */
  get detail(): string {
    if (this.contentType !== 'application/problem+json') return this.body.slice(0, 500);
    return (JSON.parse(this.body) as { detail: string }).detail;
  }

  /** Whether it has a specific code and reveals no path and no tool name. */
  get isClean(): boolean {
    const isPrecise = /^[a-z][a-z0-9_]+$/.test(this.code) && this.code !== 'internal_error';
    return isPrecise && !/ffmpeg|\/(tmp|home|usr|var)\//.test(this.body);
  }
}

/**
 * Fetches the lowest video rendition and all audio renditions.
 * @throws Refused for the first response with another status than 200
 */
export async function fetchMaster(origin: Origin, asset: string): Promise<FetchedMaster> {
  const [hls, dash] = await Promise.all([
    readPresentation(origin, asset),
    readDashPresentation(origin, asset),
  ]);
  const [lowest] = hls.variants.filter(({ height }) => height !== undefined).sort(byBandwidth);
  const video = lowest && (await fetchRendition(lowest, dash.video));
  const audio: FetchedRendition[] = [];
  for (const rendition of hls.audio.values()) audio.push(await fetchRendition(rendition, dash.audio));
  return { video, audio, duration: dash.duration };
}

function byBandwidth(a: VariantUrls, b: VariantUrls): number {
  return a.bandwidth - b.bandwidth;
}

async function fetchRendition(
  hls: RenditionUrls,
  representations: readonly DashRepresentation[],
): Promise<FetchedRendition> {
  const dash = representations.find(({ init }) => withoutGrant(init) === withoutGrant(hls.init));
  if (!dash) throw new Error(`the MPD does not have ${hls.init}`);
  requireSame(hls.segments, dash.segments);
  const initBytes = await fetchBytes(hls.init);
  const segmentBytes = await inFlight(hls.segments, fetchBytes);
  const init = readInitSegment(initBytes);
  return {
    id: dash.id,
    bandwidth: dash.bandwidth,
    targetDuration: hls.targetDuration,
    init,
    segments: segmentBytes.map((bytes) => readMediaSegment(bytes, init.defaults)),
    segmentBytes,
    joined: Buffer.concat([initBytes, ...segmentBytes]),
    boundaries: [...dash.starts, dash.starts.at(-1)! + dash.durations.at(-1)!],
  };
}

/** Both manifests must name the same resources; only the grants differ, since each has its own session. */
function requireSame(hls: readonly string[], dash: readonly string[]): void {
  const [first, second] = [hls, dash].map((urls) => urls.map(withoutGrant).join('\n'));
  if (first !== second) throw new Error(`HLS has\n${first}\nbut DASH has\n${second}`);
}

function withoutGrant(url: string): string {
  return new URL(url).pathname.replace(/^\/-\/[^/]+\//, '');
}

/** The body at a URL. @throws Refused if the status is not 200 */
async function fetchBytes(url: string): Promise<Buffer> {
  return (await fetchTimed(url)).bytes;
}

/** As `fetchBytes`, with the response time of the last attempt in milliseconds (503s are retried). */
export async function fetchTimed(url: string): Promise<{ readonly bytes: Buffer; readonly ms: number }> {
  const { response, ms } = await timedPatientFetch(url);
  const body = Buffer.from(await response.arrayBuffer());
  if (response.status === 200) return { bytes: body, ms };
  throw new Refused(response.status, response.headers.get('Content-Type') ?? '', body.toString('utf8'), ms);
}
