import { isServed, type Showing, show } from './support/audience.js';
import type { Bench, BenchOptions, Figure } from './support/bench.js';
import { findCapacity } from './support/capacity.js';
import { longMasters } from './support/looped-master.js';
import { type BenchMaster, madeMaster } from './support/master.js';
import { rawThroughput } from './support/raw-throughput.js';
import { quantile } from './support/statistics.js';

const GOAL_MS = 50;
const HEIGHT = 480;
const TIMES_TOO_MANY = 2;

const FULL = { arrivalSeconds: 10, steadySeconds: 40, measureSeconds: 20, maxTries: 7 } as const;
const QUICK = { arrivalSeconds: 2, steadySeconds: 6, measureSeconds: 0, maxTries: 0 } as const;
/** Assumed capacity of the quick version, which does not measure it. */
const QUICK_CAPACITY = 8;

const overload: Bench = {
  name: 'overload',
  question:
    'twice as many viewers as can be served, each of a different asset: whether the admitted ones play without a stall, and how fast the others are refused',
  goal: `no stall, and 503 with Retry-After within ${GOAL_MS} ms (99th percentile)`,
  run: async (options) => {
    const [master = await madeMaster(120)] = await longMasters([]);
    const capacity = await capacityOf(master, options);
    const { arrivalSeconds, steadySeconds } = options.quick ? QUICK : FULL;
    const viewers = TIMES_TOO_MANY * capacity;
    options.progress(`${master.name}: ${viewers} viewers`);
    const showing = await show({ master, height: HEIGHT, viewers, arrivalSeconds, steadySeconds });
    return outcomeOf(`${master.name} ${HEIGHT}p`, capacity, showing);
  },
};

export default overload;

/** The capacity given on the command line, else measured first. */
async function capacityOf(master: BenchMaster, { quick, args, progress }: BenchOptions): Promise<number> {
  const given = Number(args[0]);
  if (Number.isInteger(given) && given > 0) return given;
  if (quick) return QUICK_CAPACITY;
  progress(`${master.name}: measuring the capacity`);
  const raw = await rawThroughput({
    ...{ file: master.path, height: HEIGHT, seconds: FULL.measureSeconds },
    ...{ processes: [2], threads: ['1'] },
  });
  const { viewers } = await findCapacity({
    ...{ master, height: HEIGHT, arrivalSeconds: FULL.arrivalSeconds, maxTries: FULL.maxTries },
    ...{ steadySeconds: FULL.measureSeconds, guess: Math.floor(raw.rate), progress },
  });
  return Math.max(1, viewers);
}

function outcomeOf(name: string, capacity: number, { records, mediaRate, ownPercent }: Showing) {
  const served = records.filter(isServed);
  const stalls = served.flatMap((record) => record.stalls).map(({ ms }) => ms / 1000);
  const refusals = records.flatMap(({ refusal }) => refusal ?? []);
  const refusalMs = refusals.map(({ ms }) => ms).sort((a, b) => a - b);
  const failures = records.filter(({ failure }) => failure !== undefined).length;
  const unannounced = refusals.filter(({ retryAfterSeconds }) => retryAfterSeconds === undefined).length;
  const slowest = refusals.length > 0 ? quantile(refusalMs, 0.99) : 0;
  const figure = (what: string, unit: string, ...values: number[]): Figure => ({
    ...{ name: `${name}: ${what}`, unit, values },
  });
  const waiting = served.filter(({ startupMs }) => startupMs === undefined).length;
  const startups = served.flatMap(({ startupMs }) => startupMs ?? []);
  return {
    figures: [
      figure('viewers that can be served', '', capacity),
      figure('viewers that arrived', '', records.length),
      figure('viewers admitted', '', served.length),
      figure('viewers admitted who saw no frame', '', waiting),
      figure('viewers that stalled', '', served.filter((record) => record.stalls.length > 0).length),
      figure('stalls', '', stalls.length),
      figure('stall time in total', 's', sum(stalls)),
      figure('longest stall', 's', Math.max(0, ...stalls)),
      ...(startups.length > 0 ? [figure('startup of admitted viewers', 'ms', ...startups)] : []),
      figure('refused', '', refusals.length),
      ...(refusals.length > 0 ? [figure('refusal, 99th percentile', 'ms', slowest)] : []),
      figure('refused without Retry-After', '', unannounced),
      figure('failed otherwise', '', failures),
      figure('media delivered to viewers', 's/s', mediaRate),
      figure('simulation, share of one core', '%', ownPercent),
    ],
    // Without any refusal, the run proves nothing.
    goalMet:
      refusals.length > 0 && slowest < GOAL_MS && stalls.length + waiting + unannounced + failures === 0,
    summary: `overload ${served.length} of ${records.length} admitted, ${stalls.length} stalls, refusals in ${slowest.toFixed(0)} ms`,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
