import type { Bench } from './support/bench.js';
import { crowdAssumptions } from './support/flash-crowd/assumptions.js';
import type { CrowdAssumptions } from './support/flash-crowd/audience.js';
import { AUTOSCALED, CATALOGUE, FILM, preparedWith, VIEWERS } from './support/flash-crowd/cases.js';
import { waitQuantile } from './support/flash-crowd/experience.js';
import {
  crowdFigures,
  type ModelledCase,
  needsChart,
  timeFigures,
  waitsChart,
} from './support/flash-crowd/figures.js';
import { needsOf, outcomeOf } from './support/flash-crowd/modelled-crowd.js';
import { type ServiceTimes, serviceTimesOf } from './support/flash-crowd/service-times.js';
import { measureSessions } from './support/flash-crowd/session-cost.js';
import { oneMaster } from './support/one-master.js';
import { storedResults } from './support/results.js';
import { spreadOf } from './support/statistics.js';

const GOAL_SECONDS = 2;
/** Workers and origins that run before the crowd comes, in the second of two cases. */
const PREPARED = preparedWith(32);
/** The sizes in the table; the charts have all. */
const IN_TABLE = [300, 30_000, 3_000_000];
/** The size of which waits are drawn: the largest that the autoscaled fleet can still follow. */
const DRAWN = 300_000;

const crowd: Bench = {
  name: 'crowd',
  question:
    'a flash crowd behind edges, of 300 to 3,000,000 viewers who come within minutes: what it needs of origins and workers, and how long viewers wait to start; a model with measured service times',
  goal: `99% of 3,000,000 viewers of one film start within ${GOAL_SECONDS} s, ${PREPARED.name}`,
  run: async ({ quick, args, progress }) => {
    progress('sessions');
    const sessions = await measureSessions(
      await oneMaster(args),
      quick ? { times: 1, sessions: 500 } : { times: 5, sessions: 2000 },
    );
    const times = serviceTimesOf(storedResults());
    const sizes = quick ? VIEWERS.slice(0, 3) : VIEWERS;
    const cases = [FILM, CATALOGUE].flatMap((what) =>
      sizes.map((viewers) => {
        progress(`${viewers} viewers of ${what.name}`);
        return modelled({ ...what, viewers }, times, spreadOf(sessions).median);
      }),
    );
    const waited = goalWait(cases);
    return {
      figures: [...timeFigures(times, sessions), ...cases.filter(isInTable).flatMap(crowdFigures)],
      charts: quick
        ? []
        : [
            needsChart(cases.map(({ needs }) => needs)),
            waitsChart(cases.filter(({ needs }) => needs.crowd.viewers === DRAWN)),
          ],
      assumptions: crowdAssumptions(times),
      goalMet: waited <= GOAL_SECONDS,
      summary: `crowd p99 ${waited.toFixed(2)} s to start`,
    };
  },
};

export default crowd;

function modelled(assumptions: CrowdAssumptions, times: ServiceTimes, session: number): ModelledCase {
  const needs = needsOf(assumptions, times, session);
  const outcomes = [AUTOSCALED, PREPARED].map(
    (capacity) => [capacity.name, outcomeOf(needs, times, capacity)] as const,
  );
  return { needs, outcomes: new Map(outcomes) };
}

function isInTable({ needs }: ModelledCase): boolean {
  return IN_TABLE.includes(needs.crowd.viewers);
}

/** Of the largest crowd for one film, which was prepared for. */
function goalWait(cases: readonly ModelledCase[]): number {
  const film = cases.findLast(({ needs }) => needs.crowd.name === FILM.name)!;
  return waitQuantile(film.outcomes.get(PREPARED.name)!.experience, 0.99);
}
