// @ts-check
/**
 * What one request for a segment tells about the origin: read from its URL and from the `Server-Timing` header
 * of its answer, which the browser hands out with its Resource Timing entry.
 */

/** The parts of the work, in the order in which they happen. */
export const PHASES = /** @type {const} */ (['queue', 'feed', 'encode', 'package']);

/** @typedef {(typeof PHASES)[number]} Phase */

/**
 * How the request was answered: from the origin's cache; from what had been encoded ahead of the request; encoded
 * for it; by an encode that another request had begun; from the browser's own cache; not at all; or not told,
 * because browsers show `Server-Timing` only to pages they hold secure.
 * @typedef {'hit' | 'prefetched' | 'encoded' | 'joined' | 'browser' | 'failed' | 'unknown'} Outcome
 */

/**
 * @typedef {object} SegmentRequest
 * @property {string} rendition the rendition's id, as `v720`
 * @property {'video' | 'audio' | 'other'} kind
 * @property {number} segment counted from 0; {@link INIT_SEGMENT} for the init segment
 * @property {Outcome} outcome
 * @property {number} startTime in ms since the page was opened
 * @property {number} waited how long the browser waited for the whole answer, in ms
 * @property {Record<Phase, number>} phases in ms; of a prefetched segment they passed before it was asked for
 */

/** @typedef {Pick<PerformanceResourceTiming, 'name' | 'startTime' | 'duration' | 'transferSize' | 'decodedBodySize' | 'responseStatus'> & { serverTiming?: readonly { name: string, duration: number, description: string }[] }} TimingEntry */

/** The number an init segment goes by, so that it stands before segment 0. */
export const INIT_SEGMENT = -1;

/** `/-/{grant}/{asset}/{rendition key}/{n}.m4s`, the asset with any number of parts. */
const SEGMENT_PATH = /^\/-\/[^/]+\/.+\/([^/]+)\/(?:(init)\.mp4|(\d{1,9})\.m4s)$/;

/** @type {Readonly<Record<string, Outcome>>} */
const OUTCOMES = { hit: 'hit', miss: 'encoded', collapsed: 'joined', prefetched: 'prefetched' };

/**
 * The segment request behind a Resource Timing entry; undefined for any other resource.
 * @param {TimingEntry} entry
 * @param {string} root the path the origin is mounted at, as `/`
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
 * Which segment a URL names; undefined when it names none.
 * @param {string} url absolute
 * @param {string} root the path the origin is mounted at, as `/`
 * @returns {Pick<SegmentRequest, 'rendition' | 'kind' | 'segment'> | undefined}
 */
export function segmentOfUrl(url, root) {
  const path = new URL(url).pathname;
  if (!path.startsWith(root)) return undefined;
  const match = SEGMENT_PATH.exec(`/${path.slice(root.length)}`);
  if (match === null) return undefined;
  const rendition = renditionIdOf(match[1] ?? '');
  const segment = match[2] === undefined ? Number(match[3]) : INIT_SEGMENT;
  return { rendition, kind: kindOf(rendition), segment };
}

/**
 * The time the origin spent on a segment, in ms.
 * @param {SegmentRequest} request
 */
export function workOf(request) {
  return PHASES.reduce((sum, phase) => sum + request.phases[phase], 0);
}

/**
 * A rendition key is the rendition's id, a hyphen and a hash; the id may hold hyphens of its own.
 * @param {string} key
 */
function renditionIdOf(key) {
  const end = key.lastIndexOf('-');
  return end > 0 ? key.slice(0, end) : key;
}

/**
 * @param {string} rendition
 * @returns {SegmentRequest['kind']}
 */
function kindOf(rendition) {
  if (rendition.startsWith('v')) return 'video';
  return rendition.startsWith('a') ? 'audio' : 'other';
}

/**
 * @param {TimingEntry} entry
 * @returns {Outcome}
 */
function outcomeOf(entry) {
  if (entry.responseStatus >= 400) return 'failed';
  // The headers of an answer from the browser's cache are those of the day it was stored.
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
