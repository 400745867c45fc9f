/** The tests that every edge of this project must pass. */
import { cacheCases } from './cache-cases.js';
import { concurrencyCases } from './concurrency-cases.js';
import type { EdgeFixture } from './edge-fixture.js';
import { pathCases } from './path-cases.js';
import { problemCases } from './problem-cases.js';
import { processCases } from './process-cases.js';
import { purgeCases } from './purge-cases.js';
import { requestCases } from './request-cases.js';
import { revocationCases } from './revocation-cases.js';
import { ruleCases } from './rule-cases.js';
import { staleCases } from './stale-cases.js';
import { streamCases } from './stream-cases.js';
import { uncachedCases } from './uncached-cases.js';
import { verdictCases } from './verdict-cases.js';

export function everyEdgeCases(fixture: EdgeFixture): void {
  verdictCases(fixture);
  ruleCases(fixture);
  pathCases(fixture);
  requestCases(fixture);
  cacheCases(fixture);
  uncachedCases(fixture);
  problemCases(fixture);
  concurrencyCases(fixture);
  staleCases(fixture);
  purgeCases(fixture);
  revocationCases(fixture);
  streamCases(fixture);
  processCases(fixture);
}
