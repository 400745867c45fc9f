import type { FaultProxy } from '../test/support/fault-proxy/fault-proxy.js';
import { readPresentation, type VariantUrls } from '../test/support/hls-client.js';
import { type Origin, startOrigin } from '../test/support/origin.js';
import type { Bench, Comparison, Figure } from './support/bench.js';
import { asAsset, type BenchMaster, benchMasters } from './support/master.js';
import { bytesNeeded } from './support/s3/bytes-needed.js';
import { type MasterInBucket, masterInBucket } from './support/s3/master-in-bucket.js';
import { spreadOf } from './support/statistics.js';
import { idle, timed } from './support/timing.js';

const HEIGHT = 480;
const LATENCY_MS = 20;
/** More than are produced or prefetched when the film begins. */
const FIRST_SEGMENTS = 6;
/** Segments; the prefetch after one begins the next at most before it is ended. */
const APART = 2;
const PAIRS = 10;
const QUICK_PAIRS = 2;

const MAX_BYTES_RATIO = 1.15;
const MAX_REQUESTS = 1;
const MAX_MORE_MS = 60;

// The S3 server is OpenStack Swift, of which swift-ring-builder is a part.
const s3: Bench = {
  name: 's3',
  question: `a cold segment of ${HEIGHT}p of a master in a bucket, 20 ms away, against the same from a local file; and what is requested of the bucket for it, against the bytes of its frames and of those that they are decoded from`,
  goal: `at most ${MAX_MORE_MS} ms more, ${MAX_REQUESTS} request and ${MAX_BYTES_RATIO} of the bytes`,
  run: async ({ quick, args, progress }) => {
    const all: Measured[] = [];
    for (const master of await benchMasters(args)) {
      progress(master.name);
      all.push(await measure(master, quick ? QUICK_PAIRS : PAIRS));
    }
    const ratio = Math.max(...all.map(({ bytesRatio }) => bytesRatio));
    const requests = Math.max(...all.map((one) => one.requests));
    const more = Math.max(...all.map(({ moreMs }) => moreMs));
    return {
      comparisons: all.map(({ comparison }) => comparison),
      figures: all.flatMap((one) => figuresOf(one)),
      goalMet: ratio <= MAX_BYTES_RATIO && requests <= MAX_REQUESTS && more <= MAX_MORE_MS,
      summary: `s3 ${requests.toFixed(2)} requests, ${ratio.toFixed(2)} of the bytes, ${more.toFixed(0)} ms more`,
    };
  },
};

export default s3;

interface Measured extends Reading {
  readonly master: string;
  readonly comparison: Comparison;
  /** The median of what a segment takes longer. */
  readonly moreMs: number;
}

interface Reading {
  /** Of the bytes that were read, to those that were needed. */
  readonly bytesRatio: number;
  /** For bytes, for each segment. */
  readonly requests: number;
  /** Requests that only ask whether the master was replaced, for each segment: at most one in two seconds. */
  readonly looks: number;
}

async function measure(master: BenchMaster, pairs: number): Promise<Measured> {
  const bucket = await masterInBucket(master);
  try {
    const reading = await withOrigin(bucket.startOrigin(), (origin) => readAll(origin, bucket.proxy, master));
    bucket.proxy.setLatency(LATENCY_MS);
    const { onplay, theirs } = await compareRepeatedly(bucket, master, pairs);
    const moreMs = spreadOf(onplay.map((ms, i) => ms - theirs[i]!)).median;
    const comparison = { name: master.name, unit: 'ms', other: 'local file', onplay, theirs };
    return { ...reading, master: master.name, comparison, moreMs };
  } finally {
    await bucket.stop();
  }
}

async function withOrigin<T>(starting: Promise<Origin>, use: (origin: Origin) => Promise<T>): Promise<T> {
  const origin = await starting;
  try {
    return await use(origin);
  } finally {
    await origin.stop();
  }
}

/** Plays the film to its end: each segment is encoded once, by whichever request or prefetch is first. */
async function readAll(origin: Origin, proxy: FaultProxy, master: BenchMaster): Promise<Reading> {
  const { segments, durations } = await prepared(origin);
  const needed = bytesNeeded(master.path, durations);
  proxy.reset();
  for (const url of segments.slice(FIRST_SEGMENTS)) await bytesOf(url);
  await idle(origin);
  const { requests, receivedBytes } = proxy.traffic(({ range }) => range !== undefined);
  const looks = proxy.traffic(({ range }) => range === undefined).requests;
  const sum = needed.slice(FIRST_SEGMENTS).reduce((total, bytes) => total + bytes, 0);
  const count = segments.length - FIRST_SEGMENTS;
  return { bytesRatio: receivedBytes / sum, requests: requests / count, looks: looks / count };
}

/** A short film has few segments that are far enough apart: then again with servers that have read and encoded nothing. */
async function compareRepeatedly(bucket: MasterInBucket, master: BenchMaster, pairs: number): Promise<Times> {
  const masters = { [asAsset(master)]: master.path };
  const all: Times = { onplay: [], theirs: [] };
  while (all.onplay.length < pairs) {
    const { onplay, theirs } = await withOrigin(bucket.startOrigin(), (far) =>
      withOrigin(startOrigin({ masters }), (near) => compare(far, near, pairs - all.onplay.length)),
    );
    if (onplay.length === 0) throw new Error('the film is too short');
    all.onplay.push(...onplay);
    all.theirs.push(...theirs);
  }
  return all;
}

/** Of each pair, in milliseconds. */
interface Times {
  readonly onplay: number[];
  readonly theirs: number[];
}

/** The same segments from both, each of them first in turn. */
async function compare(far: Origin, near: Origin, pairs: number): Promise<Times> {
  const [farAway, nearby] = [await prepared(far), await prepared(near)];
  const onplay: number[] = [];
  const theirs: number[] = [];
  for (const [i, segment] of spread(nearby.segments.length, pairs).entries()) {
    const both = [
      async () => onplay.push(await coldly(far, farAway, segment)),
      async () => theirs.push(await coldly(near, nearby, segment)),
    ];
    for (const measureOne of i % 2 === 0 ? both : both.toReversed()) await measureOne();
  }
  return { onplay, theirs };
}

/** Milliseconds. The first segment is fetched afterwards, which ends the prefetch at this position. */
async function coldly(origin: Origin, { segments }: VariantUrls, segment: number): Promise<number> {
  await idle(origin);
  const ms = await timed(() => bytesOf(segments[segment]!));
  await bytesOf(segments[0]!);
  await idle(origin);
  return ms;
}

/** With what is produced when a manifest is requested. */
async function prepared(origin: Origin): Promise<VariantUrls> {
  const { variants } = await readPresentation(origin, 'master');
  const variant = variants.find(({ height }) => height === HEIGHT) ?? variants[0]!;
  for (const url of [variant.init, ...variant.segments.slice(0, 2)]) await bytesOf(url);
  await idle(origin);
  return variant;
}

/** Segments far enough apart that none is prefetched after another, from the last one to earlier ones. */
function spread(count: number, most: number): readonly number[] {
  const all = Array.from({ length: count }, (_, i) => count - 2 - i * APART);
  return all.filter((segment) => segment > FIRST_SEGMENTS).slice(0, most);
}

function figuresOf({ master, requests, looks, bytesRatio, moreMs }: Measured): Figure[] {
  return [
    { name: `${master}: requests for a segment`, unit: '', values: [requests] },
    { name: `${master}: looks for another version`, unit: 'a segment', values: [looks] },
    { name: `${master}: bytes read for each needed`, unit: '', values: [bytesRatio] },
    { name: `${master}: a segment takes longer by`, unit: 'ms', values: [moreMs] },
  ];
}

async function bytesOf(url: string): Promise<void> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  await response.arrayBuffer();
}
