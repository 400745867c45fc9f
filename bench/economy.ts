import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Figure } from './support/bench.js';
import { ECONOMY_ASSUMPTIONS } from './support/economy-assumptions.js';
import { BASE, type BothCosts, VARIATIONS } from './support/economy-cases.js';
import {
  breakEven,
  comparisonsOf,
  costFigures,
  daysOf,
  savedIn,
  savingChart,
  savings,
} from './support/economy-figures.js';
import { type BenchMaster, madeMaster } from './support/master.js';
import { type MeasuredServer, measureLadder, measureServer } from './support/measured-costs.js';
import { firstSeconds, oneMaster } from './support/one-master.js';

/** A ladder that some services would settle for. */
const SMALL_LADDER = [480, 720];
const TALL_SECONDS = 30;
const QUICK_SECONDS = 8;
const GOAL = 87;

const economy: Bench = {
  name: 'economy',
  question:
    'processor time and stored bytes of a simulated day of a 500-asset catalogue, with costs measured here, against encoding the whole ladder of every asset once',
  goal: `at least ${GOAL}% less of both`,
  run: async ({ quick, args, progress }) => {
    const folder = await mkdtemp(join(tmpdir(), 'onplay-economy-'));
    try {
      const given = await oneMaster(args);
      const master = quick ? firstSeconds(given, QUICK_SECONDS, folder) : given;
      progress(`costs of ${master.name}`);
      const measured = await measure(master);
      const { costs, server } = measured;
      const days = daysOf(BASE, costs);
      const saved = savedIn(days);
      const masterBytes = (await stat(master.path)).size / server.seconds;
      return {
        comparisons: comparisonsOf(days, masterBytes),
        figures: [
          ...costFigures(master.name, costs),
          breakEven(days),
          ...(quick ? [] : VARIATIONS.flatMap((variation) => savings(variation, costs))),
          ...(quick ? [] : await otherLadders(master, measured, progress)),
        ],
        charts: quick ? [] : [savingChart(costs, GOAL)],
        assumptions: ECONOMY_ASSUMPTIONS,
        goalMet: saved.processor >= GOAL && saved.bytes >= GOAL,
        summary: `economy ${saved.processor.toFixed(1)}% less CPU, ${saved.bytes.toFixed(1)}% fewer bytes`,
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

export default economy;

interface Measured {
  readonly costs: BothCosts;
  readonly server: MeasuredServer;
}

async function measure(master: BenchMaster): Promise<Measured> {
  const server = await measureServer(master);
  const ladder = await measureLadder(master, server.ladder, server.seconds);
  return { costs: { server: server.costs, ladder }, server };
}

/** The base case against a smaller ladder, and with a 1080p master. */
async function otherLadders(
  master: BenchMaster,
  { costs, server }: Measured,
  progress: (line: string) => void,
): Promise<Figure[]> {
  progress('a smaller ladder');
  const ladder = await measureLadder(master, { ...server.ladder, heights: SMALL_LADDER }, server.seconds);
  const tall = await madeMaster(TALL_SECONDS);
  progress(`costs of ${tall.name}`);
  const small = { ...BASE, name: `against ${SMALL_LADDER.join('p and ')}p only` };
  return [
    ...savings(small, { server: costs.server, ladder }),
    ...savings({ ...BASE, name: `ladder of ${tall.name}` }, (await measure(tall)).costs),
  ];
}
