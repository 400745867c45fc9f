/** Why an ad server gave nothing, or less than it meant to. The URL may hold a secret and is in none of this. */
import { OutboundFailure } from '../../shared/outbound/outbound-failure.js';
import type { UnplayableReason } from '../documents/advert.js';

export type AdProblemCode =
  | UnplayableReason
  /** The form of a URL, its host or its address is not allowed. */
  | 'ad_server_refused'
  /** There was no connection, it broke, or the answer is none: another status, a redirect to nowhere. */
  | 'ad_server_failed'
  | 'ad_server_slow'
  /** The answer is larger than one may be, or all of them together are. */
  | 'ad_answer_too_large'
  /** The answer is neither VAST 2 or later nor VMAP. */
  | 'ad_answer_malformed'
  /** Wrappers lead to wrappers too often, or where they may not. */
  | 'ad_wrappers_endless'
  /** One answer leads to too many others. */
  | 'ad_requests_too_many'
  /** Too many manifests wait for ads already. */
  | 'ad_servers_busy'
  /** A break is not for linear ads, or at a place or from a source that is not understood. */
  | 'ad_break_left_out';

export interface AdProblem {
  readonly code: AdProblemCode;
  /** The host that it is about, where it is about one. */
  readonly host?: string;
  /** More, for a person: a status or the system's error code. */
  readonly detail?: string;
}

/** Ends the request of one document. */
export class AdFailure extends Error {
  override readonly name = 'AdFailure';
  readonly problem: AdProblem;

  constructor(problem: AdProblem) {
    super(problem.code);
    this.problem = problem;
  }
}

const PASSED_CODE = /^[A-Z][A-Z0-9_]{1,60}$/;

/** What an error of the HTTP client means. Only its code is passed on: its message may quote the URL. */
export function adFailureOf(error: unknown, host: string, isLate: boolean): AdFailure {
  if (error instanceof AdFailure) return error;
  if (isLate) return new AdFailure({ code: 'ad_server_slow', host });
  if (error instanceof OutboundFailure) {
    const code = error.kind === 'refused' ? 'ad_server_refused' : 'ad_server_failed';
    return new AdFailure({ code, host, detail: error.message });
  }
  const { code } = error as NodeJS.ErrnoException;
  const isPassed = typeof code === 'string' && PASSED_CODE.test(code);
  return new AdFailure({ code: 'ad_server_failed', host, detail: isPassed ? code : 'it broke off' });
}
