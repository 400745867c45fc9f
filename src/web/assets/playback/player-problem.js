// @ts-check
/** Turns a player's error into a problem to show: what failed, and the origin's own detail. */
import { renditionName } from '../segments/outcomes.js';
import { INIT_SEGMENT, segmentOfUrl } from '../segments/segment-request.js';
import { problemOf } from '../shared/problem.js';
import { ROOT } from '../shared/site.js';

/**
 * @param {import('./players.js').PlayerError} error
 * @returns {import('../shared/problem.js').Problem}
 */
export function playerProblem({ message, url, status, body }) {
  if (status === undefined || status < 400) return { detail: `Player error: ${message}.` };
  const problem = problemOf(status, body ?? '');
  return { ...problem, detail: `${subjectOf(url ?? '')}: ${problem.detail}` };
}

/** @param {string} url */
function subjectOf(url) {
  const found = URL.canParse(url) ? segmentOfUrl(url, ROOT.pathname) : undefined;
  if (found === undefined) return 'The manifest request failed';
  const segment = found.segment === INIT_SEGMENT ? 'The init segment' : `Segment ${found.segment}`;
  return `${segment} of ${renditionName(found.rendition)} failed`;
}
