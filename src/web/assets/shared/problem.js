// @ts-check
/** Problem details from the origin (RFC 9457), and how the page shows them. */

/**
 * @typedef {object} Problem
 * @property {string} detail human-readable: what is wrong and what to do about it
 * @property {string} [code] stable snake_case code, listed in the documentation
 * @property {number} [status] HTTP status
 */

/**
 * Progress of a master that is being prepared for its first playback.
 * @typedef {object} Preparing
 * @property {'queued' | 'remuxing' | 'scanning' | 'indexing' | 'growing'} phase `growing`: is being written, and has too little yet
 * @property {number} [percent] of a remux or a scan, 0 to 100
 * @property {number} [queuePlace] from 1
 */

const PHASES = /** @type {const} */ (['queued', 'remuxing', 'scanning', 'indexing']);

/** Longer details are truncated: they come from the network and are shown on the page. */
const MAX_DETAIL = 500;

/** Used when the response body has no detail. @type {Readonly<Record<number, string>>} */
const STATUS_DETAILS = {
  401: 'The token is missing, invalid or expired.',
  403: 'The token does not allow this.',
  404: 'There is nothing at this address.',
  410: 'This URL is out of date. Play again to get a new one.',
  502: 'The origin could not read the master.',
  503: 'The origin is too busy to encode this now. Try again in a moment.',
  504: 'The encode took too long.',
};

/**
 * Reads the problem from an error response.
 * @param {number} status of the response; 0 when there was none
 * @param {string} body its text, in any format
 * @returns {Problem}
 */
export function problemOf(status, body) {
  const parsed = parseProblem(body);
  const detail = parsed?.detail ?? parsed?.title ?? STATUS_DETAILS[status] ?? withoutDetail(status);
  return {
    detail: detail.slice(0, MAX_DETAIL),
    ...(parsed?.code && { code: parsed.code }),
    ...(status > 0 && { status }),
  };
}

/**
 * Reads the progress from the response to a request for a master that is being prepared.
 * @param {number} status
 * @param {string} body
 * @returns {Preparing | undefined} undefined for any other response
 */
export function preparingIn(status, body) {
  if (status !== 503 || parseProblem(body)?.code !== 'master_preparing') return undefined;
  const { preparing } = /** @type {{ preparing?: Record<string, unknown> | null }} */ (JSON.parse(body));
  const phase = PHASES.find((known) => known === preparing?.['phase']) ?? 'growing';
  return { phase, ...number(preparing, 'percent'), ...number(preparing, 'queuePlace') };
}

/** Thrown for an error response; carries its problem. */
export class ProblemError extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/**
 * Converts any thrown value to a problem.
 * @param {unknown} error
 * @returns {Problem}
 */
export function problemIn(error) {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return { detail: 'The origin did not answer in time.' };
  }
  if (error instanceof TypeError) return { detail: withoutDetail(0) };
  return {
    detail: error instanceof Error ? error.message.slice(0, MAX_DETAIL) : String(error).slice(0, MAX_DETAIL),
  };
}

/** @param {number} status */
function withoutDetail(status) {
  return status > 0 ? `The origin answered with status ${status}.` : 'The origin cannot be reached.';
}

/**
 * @param {string} body
 * @returns {{ detail?: string, title?: string, code?: string } | undefined}
 */
function parseProblem(body) {
  try {
    const value = /** @type {unknown} */ (JSON.parse(body));
    if (typeof value !== 'object' || value === null) return undefined;
    return { ...text(value, 'detail'), ...text(value, 'title'), ...text(value, 'code') };
  } catch {
    return undefined;
  }
}

/**
 * @param {object} value
 * @param {string} name
 * @returns {Record<string, string>}
 */
function text(value, name) {
  const member = /** @type {Record<string, unknown>} */ (value)[name];
  return typeof member === 'string' && member !== '' ? { [name]: member } : {};
}

/**
 * @param {Record<string, unknown> | null | undefined} value
 * @param {string} name
 * @returns {Record<string, number>}
 */
function number(value, name) {
  const member = value?.[name];
  return typeof member === 'number' && Number.isFinite(member) ? { [name]: member } : {};
}
