// @ts-check
/** Problems as the origin tells them (RFC 9457), and as the page shows them. */

/**
 * @typedef {object} Problem
 * @property {string} detail what is wrong and what to do about it, for people
 * @property {string} [code] stable and snake_case, to look up in the documentation
 * @property {number} [status] of the HTTP answer
 */

/** Longer details are cut: they come over the network and go into the page. */
const MAX_DETAIL = 500;

/** What is said when the answer itself says nothing. @type {Readonly<Record<number, string>>} */
const STATUS_DETAILS = {
  401: 'The token is missing, wrong or out of date.',
  403: 'The token does not allow this.',
  404: 'The origin does not know this address.',
  410: 'This address is out of date. Play again to get a new one.',
  502: 'The origin could not read the master.',
  503: 'The origin has more to encode than it can take on now. It asks to be tried again in a moment.',
  504: 'The encode took too long.',
};

/**
 * The problem a failed answer tells.
 * @param {number} status of the answer; 0 when there was none
 * @param {string} body its text, which may be anything
 * @returns {Problem}
 */
export function problemOf(status, body) {
  const told = parseProblem(body);
  const detail = told?.detail ?? told?.title ?? STATUS_DETAILS[status] ?? withoutDetail(status);
  return {
    detail: detail.slice(0, MAX_DETAIL),
    ...(told?.code && { code: told.code }),
    ...(status > 0 && { status }),
  };
}

/** An answer that is no success, thrown with what it tells. */
export class ProblemError extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/**
 * The problem in anything that was thrown.
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
