import { type Cluster, startCluster } from '../test/support/cluster.js';
import { readPresentation, type VariantUrls } from '../test/support/hls-client.js';
import { startOrigin } from '../test/support/origin.js';
import type { Bench, Comparison, Figure } from './support/bench.js';
import { copyMaster } from './support/copied-masters.js';
import { askCold, type ColdRequest, fullSegments, waitOf, warmUp } from './support/fleet/cold-requests.js';
import { type Arrivals, throughput, waitAt } from './support/fleet/throughput.js';
import { type BenchMaster, madeMaster, realMaster } from './support/master.js';
import { quantile } from './support/statistics.js';

const HEIGHT = 480;
const GOAL_MS = 25;
const GOAL_WAIT_MS = 50;
const LOAD = 0.8;
const QUICK_SEGMENTS = 4;

// Needs redis-server.
const fleet: Bench = {
  name: 'fleet',
  question:
    'a cold segment that a worker encodes for an origin, through Redis and back over HTTP, against one that the origin encodes itself; how many segments one and two workers make, each of one encode at a time; and how long requests wait beside the work for them at 80% of that',
  goal: `at most ${GOAL_MS} ms more at the median; at most ${GOAL_WAIT_MS} ms of waiting for 95% of steady requests`,
  run: async ({ quick, args: [file], progress }) => {
    const master =
      file === undefined ? (realMaster() ?? (await madeMaster(120))) : { name: 'given', path: file };
    const most = quick ? QUICK_SEGMENTS : Number.POSITIVE_INFINITY;
    progress('round trips');
    const { comparison, added } = await roundTrips(master, most);
    const figures: Figure[] = [
      { name: 'added by the round trip, median', unit: 'ms', values: [quantile(added, 0.5)] },
      { name: 'added by the round trip, p99', unit: 'ms', values: [quantile(added, 0.99)] },
    ];
    const waits: number[] = [];
    for (const workers of [1, 2]) {
      progress(`${workers} workers`);
      const load = await underLoad(master, workers, most);
      const of = workers === 1 ? '1 worker' : `${workers} workers`;
      figures.push({ name: `segments made by ${of}`, unit: '/s', values: [load.perSecond] });
      for (const arrivals of ['steady', 'random'] as const)
        figures.push({
          name: `p95 of waits, ${of}, ${arrivals}`,
          unit: 'ms',
          values: [load.waits[arrivals]],
        });
      waits.push(load.waits.steady);
    }
    const more = quantile(added, 0.5);
    return {
      comparisons: [comparison],
      figures,
      goalMet: more <= GOAL_MS && waits.every((wait) => wait <= GOAL_WAIT_MS),
      summary: `fleet adds ${more.toFixed(0)} ms, waits ${waits.map((wait) => wait.toFixed(0)).join(' and ')} ms`,
    };
  },
};

export default fleet;

/** The same segments from an origin by itself and from a cluster of one worker, in turn; and what the fleet adds beside the work. */
async function roundTrips(master: BenchMaster, most: number) {
  const copies = await copyMaster(master, 1);
  const cluster = await clusterOf(copies.folder, 1);
  const lone = await startOrigin({
    folder: copies.folder,
    secret: cluster.origins[0].secret,
    env: { ONPLAY_ENCODE_SLOTS: '1' },
  });
  try {
    const sides = [];
    for (const origin of [cluster.origins[0], lone]) {
      const variant = await variantOf(origin, copies.assets[0]!);
      await warmUp(variant);
      sides.push(fullSegments(variant).slice(0, most));
    }
    const [fromFleet = [], fromLone = []] = sides;
    const [ofFleet, ofLone]: [ColdRequest[], ColdRequest[]] = [[], []];
    for (const [pair, url] of fromFleet.entries()) {
      const ask = [
        async () => void ofFleet.push(await askCold(url)),
        async () => void ofLone.push(await askCold(fromLone[pair]!)),
      ];
      for (const side of pair % 2 === 0 ? ask : ask.toReversed()) await side();
    }
    const comparison: Comparison = {
      name: `${master.name} ${HEIGHT}p`,
      unit: 'ms',
      other: 'one origin',
      onplay: ofFleet.map(({ ms }) => ms),
      theirs: ofLone.map(({ ms }) => ms),
    };
    const added = ofFleet.map((request, pair) => waitOf(request) - waitOf(ofLone[pair]!));
    return { comparison, added: added.sort((a, b) => a - b) };
  } finally {
    await lone.stop();
    await cluster.stop();
    await copies.remove();
  }
}

/** Each measurement has a copy of the master of its own, whose segments are cold. */
async function underLoad(master: BenchMaster, workers: number, most: number) {
  const copies = await copyMaster(master, 3);
  const cluster = await clusterOf(copies.folder, workers);
  try {
    const coldOf = async (asset: string) => {
      const variant = await variantOf(cluster.origins[0], asset);
      await warmUp(variant);
      return fullSegments(variant).slice(0, most);
    };
    const [first = '', second = '', third = ''] = copies.assets;
    const perSecond = await throughput(await coldOf(first));
    const wait = async (asset: string, arrivals: Arrivals) =>
      waitAt(LOAD * perSecond, await coldOf(asset), arrivals);
    return {
      perSecond,
      waits: { steady: await wait(second, 'steady'), random: await wait(third, 'random') },
    };
  } finally {
    await cluster.stop();
    await copies.remove();
  }
}

function clusterOf(folder: string, workers: number): Promise<Cluster> {
  return startCluster({ folder, workers });
}

async function variantOf(
  origin: Parameters<typeof readPresentation>[0],
  asset: string,
): Promise<VariantUrls> {
  const { variants } = await readPresentation(origin, asset);
  const variant = variants.find(({ height }) => height === HEIGHT);
  if (!variant) throw new Error(`the master has no ${HEIGHT}p rung`);
  return variant;
}
