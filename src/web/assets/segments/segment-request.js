// @ts-check
/**
 * What the origin did for a segment request, read from the request's URL and the `Server-Timing` header of its
 * response, both taken from the browser's Resource Timing entry.
 */

/** The phases of producing a segment, in order. */
export const PHASES = /** @type {const} */ (['queue', 'feed', 'encode', 'package']);

/** @typedef {(typeof PHASES)[number]} Phase */

/**
 * How the request was answered: from the origin's memory; from its memory, prefetched before the first request; from
 * its disk; from the bucket that servers share; encoded for this request; by joining an earlier request in progress; from the browser's cache; with an
 * error; or unknown, because browsers expose `Server-Timing` to secure contexts only.
 * @typedef {'hit' | 'prefetched' | 'disk' | 'bucket' | 'encoded' | 'joined' | 'browser' | 'failed' | 'unknown'} Outcome
 */

/**
 * @typedef {object} SegmentRequest
 * @property {string} rendition the rendition's id, for example `v720`
 * @property {'video' | 'audio' | 'text' | 'image' | 'other'} kind
 * @property {number} segment segment number from 0; {@link INIT_SEGMENT} for the init segment
 * @property {Outcome} outcome
 * @property {number} startTime in ms since the page was loaded
 * @property {number} waited time to the last byte of the response, in ms
 * @property {Record<Phase, number>} phases in ms; of a prefetched segment they elapsed before the request
 */

/** @typedef {Pick<PerformanceResourceTiming, 'name' | 'startTime' | 'duration' | 'transferSize' | 'decodedBodySize' | 'responseStatus'> & { serverTiming?: readonly { name: string, duration: number, description: string }[] }} TimingEntry */

/** The segment number used for an init segment; it sorts before segment 0. */
export const INIT_SEGMENT = -1;

/** Rendition id and segment in the path of a media URL, as src/shared/media-url.ts defines it. */
const SEGMENT_PATH =
  /^\/-\/[^/]+\/.+\/(?:([av][a-z0-9-]{1,40})-[0-9a-f]{16}\/(?:(init)\.mp4|(0|[1-9][0-9]{0,6})\.m4s)|(t[a-z0-9-]{1,40})-[0-9a-f]{16}\/(0|[1-9][0-9]{0,6})\.vtt|(i(?=[a-z0-9-]{1,40}-[0-9a-f]{16}\/)[a-z0-9-]*-(avif|gif|jpg|webp))-[0-9a-f]{16}\/(0|[1-9][0-9]{0,6})\.\7)$/;

/** By the `cache` description in `Server-Timing`. @type {Readonly<Record<string, Outcome>>} */
const OUTCOMES = {
  hit: 'hit',
  prefetched: 'prefetched',
  disk: 'disk',
  bucket: 'bucket',
  miss: 'encoded',
  collapsed: 'joined',
};

/**
 * Returns the segment request of a Resource Timing entry; undefined for any other resource.
 * @param {TimingEntry} entry
 * @param {string} root the path the origin is mounted at, for example `/`
 * @returns {SegmentRequest | undefined}
 */
export function segmentRequestOf(entry, root) {
  const named = segmentOfUrl(entry.name, root);
  if (named === undefined) return undefined;
  return {
    ...named,
    outcome: outcomeOf(entry),
    startTime: entry.startTime,
    waited: entry.duration,
    phases: phasesOf(entry),
  };
}

/**
 * Parses the segment that a URL names; undefined when it names none.
 * @param {string} url absolute
 * @param {string} root the path the origin is mounted at, for example `/`
 * @returns {Pick<SegmentRequest, 'rendition' | 'kind' | 'segment'> | undefined}
 */
export function segmentOfUrl(url, root) {
  const path = new URL(url).pathname;
  if (!path.startsWith(root)) return undefined;
  const match = SEGMENT_PATH.exec(`/${path.slice(root.length)}`);
  if (match === null) return undefined;
  const rendition = match[1] ?? match[4] ?? match[6] ?? '';
  const segment = match[2] === undefined ? Number(match[3] ?? match[5] ?? match[8]) : INIT_SEGMENT;
  return { rendition, kind: kindOf(rendition), segment };
}

/**
 * The total time the origin spent on a segment, in ms.
 * @param {SegmentRequest} request
 */
export function workOf(request) {
  return PHASES.reduce((sum, phase) => sum + request.phases[phase], 0);
}

/**
 * @param {string} rendition
 * @returns {SegmentRequest['kind']}
 */
function kindOf(rendition) {
  if (rendition.startsWith('v')) return 'video';
  if (rendition.startsWith('t')) return 'text';
  if (rendition.startsWith('i')) return 'image';
  return rendition.startsWith('a') ? 'audio' : 'other';
}

/**
 * @param {TimingEntry} entry
 * @returns {Outcome}
 */
function outcomeOf(entry) {
  if (entry.responseStatus >= 400) return 'failed';
  // A response from the browser's cache has the headers from when it was stored.
  if (entry.transferSize === 0 && entry.decodedBodySize > 0) return 'browser';
  const cache = entry.serverTiming?.find(({ name }) => name === 'cache');
  return OUTCOMES[cache?.description ?? ''] ?? 'unknown';
}

/**
 * @param {TimingEntry} entry
 * @returns {Record<Phase, number>}
 */
function phasesOf(entry) {
  const phases = { queue: 0, feed: 0, encode: 0, package: 0 };
  if (entry.transferSize === 0) return phases;
  for (const { name, duration } of entry.serverTiming ?? []) {
    const phase = PHASES.find((candidate) => candidate === name);
    if (phase !== undefined && duration > 0) phases[phase] = duration;
  }
  return phases;
}
