/** What every edge of this project does, whatever it is made of. */
import { cacheCases } from './cache-cases.js';
import { pathCases } from './path-cases.js';
import { problemCases } from './problem-cases.js';
import { processCases } from './process-cases.js';
import { purgeCases } from './purge-cases.js';
import { requestCases } from './request-cases.js';
import { revocationCases } from './revocation-cases.js';
import { ruleCases } from './rule-cases.js';
import type { Stage } from './stage.js';
import { staleCases } from './stale-cases.js';
import { togetherCases } from './together-cases.js';
import { unkeptCases } from './unkept-cases.js';
import { verdictCases } from './verdict-cases.js';

export function everyEdgeCases(stage: Stage): void {
  verdictCases(stage);
  ruleCases(stage);
  pathCases(stage);
  requestCases(stage);
  cacheCases(stage);
  unkeptCases(stage);
  problemCases(stage);
  togetherCases(stage);
  staleCases(stage);
  purgeCases(stage);
  revocationCases(stage);
  processCases(stage);
}
