import { readPresentation } from '../test/support/hls-client.js';
import { type Origin, startOrigin } from '../test/support/origin.js';
import { startBareNode } from './support/bare-node.js';
import type { Bench, Comparison } from './support/bench.js';
import { madeMinutes } from './support/made-minutes.js';
import { madeMaster } from './support/master.js';
import { startNginx } from './support/nginx.js';
import { digits, ratiosOf, spreadOf } from './support/statistics.js';
import { idle } from './support/timing.js';
import { loadOf } from './support/wrk.js';

const PAIRS = 5;
const SECONDS = 3;
const WARM_UP_SECONDS = 1;
const BYTES_GOAL = 0.6;
const REQUESTS_GOAL = 0.85;
/** The made master's segment nearest to 1 MB: its first segments are half as long as the others. */
const HEIGHT = 1080;
const SEGMENT = 1;
/** Long enough for a media playlist of about 2 kB. */
const PLAYLIST_MINUTES = 5;

interface Size {
  readonly pairs: number;
  readonly seconds: number;
}

const hit: Bench = {
  name: 'hit',
  question:
    'cached content, requested over 64 keep-alive connections: a segment of about 1 MB, against nginx sending the same bytes from a file; and a media playlist of about 2 kB, against a bare Node server that sends the same text',
  goal: `at least ${BYTES_GOAL} of the bytes per second of the faster nginx and ${REQUESTS_GOAL} of the requests per second of bare Node`,
  run: async ({ quick, progress }) => {
    const size = quick ? { pairs: 1, seconds: 1 } : { pairs: PAIRS, seconds: SECONDS };
    const masters = { 'long.mp4': (await madeMinutes(PLAYLIST_MINUTES)).path };
    const origin = await startOrigin({
      // When encoded, the segments of the highest rung have about 1 MB.
      env: { ONPLAY_PASSTHROUGH: 'off' },
      masters: { ...masters, 'master.mp4': (await madeMaster(120)).path },
    });
    try {
      progress('segments');
      const segments = await compareSegments(origin, size);
      progress('playlists');
      const playlists = await comparePlaylists(origin, size);
      const bytes = Math.min(...segments.map(medianRatio));
      const requests = medianRatio(playlists);
      return {
        comparisons: [...segments, playlists],
        assumptions: ['the load generator, one thread of wrk, shares the cores with the server under test'],
        goalMet: bytes >= BYTES_GOAL && requests >= REQUESTS_GOAL,
        summary: `hit bytes ${bytes.toFixed(2)} requests ${requests.toFixed(2)}`,
      };
    } finally {
      await origin.stop();
    }
  },
};

export default hit;

/** Compares both nginx configurations with the same runs of Onplay. */
async function compareSegments(origin: Origin, { pairs, seconds }: Size): Promise<Comparison[]> {
  const { variants } = await readPresentation(origin, 'master');
  const url = variants.find(({ height }) => height === HEIGHT)!.segments[SEGMENT]!;
  const body = Buffer.from(await (await fetch(url)).arrayBuffer());
  await idle(origin);
  const single = await startNginx(body, '1');
  const automatic = await startNginx(body, 'auto');
  try {
    const rates = await inTurns([url, automatic.url, single.url], pairs, async (address, length) => {
      return (await loadOf(address, length ?? seconds)).bytesPerSecond / 1e6;
    });
    const name = `segment of ${digits(body.byteLength / 1e6)} MB`;
    const [onplay = [], workers = [], worker = []] = rates;
    return [
      { name, unit: 'MB/s', other: 'nginx, workers auto', onplay, theirs: workers },
      { name, unit: 'MB/s', other: 'nginx, one worker', onplay, theirs: worker },
    ];
  } finally {
    await Promise.all([single.stop(), automatic.stop()]);
  }
}

async function comparePlaylists(origin: Origin, { pairs, seconds }: Size): Promise<Comparison> {
  const { variants } = await readPresentation(origin, 'long');
  const url = variants[0]!.playlist;
  const response = await fetch(url, { headers: { 'Accept-Encoding': 'identity' } });
  const text = await response.text();
  await idle(origin);
  const bare = await startBareNode(text, response.headers.get('Content-Type') ?? '');
  // The same path, so that parsing a long path takes both sides as long.
  const samePath = new URL(new URL(url).pathname, bare.url).href;
  try {
    const [onplay = [], theirs = []] = await inTurns([url, samePath], pairs, async (address, length) => {
      return (await loadOf(address, length ?? seconds)).requestsPerSecond;
    });
    const name = `playlist of ${digits(text.length / 1e3)} kB`;
    return { name, unit: 'requests/s', other: 'bare Node', onplay, theirs };
  } finally {
    await bare.stop();
  }
}

/** The rates of each address, after a warm-up; a different one goes first in each round. */
async function inTurns(
  addresses: readonly string[],
  rounds: number,
  rateOf: (address: string, seconds?: number) => Promise<number>,
): Promise<number[][]> {
  await Promise.all(addresses.map((address) => rateOf(address, WARM_UP_SECONDS)));
  const rates: number[][] = addresses.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < addresses.length; turn++) {
      const place = (turn + round) % addresses.length;
      rates[place]!.push(await rateOf(addresses[place]!));
    }
  }
  return rates;
}

function medianRatio({ onplay, theirs }: Comparison): number {
  return spreadOf(ratiosOf(onplay, theirs)).median;
}
