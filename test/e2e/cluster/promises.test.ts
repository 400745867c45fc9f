/**
 * The promises hold for segments that are fetched alternately from both origins of a cluster: they are the bytes that a lone origin
 * makes, encoded once, whole or not at all. The clocks of its processes differ by a minute.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../../support/cluster.js';
import { decodeFrameNumbers } from '../../support/decoded-frames.js';
import { type Presentation, type RenditionUrls, readPresentation } from '../../support/hls-client.js';
import { masterFrameTimes, probeFrameTimes } from '../../support/joined-frames.js';
import { joinedMaster } from '../../support/joined-masters.js';
import { at, type FetchedRendition, fetchShuffled, joined } from '../../support/joined-rendition.js';
import { frameCount, generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { redisMissing } from '../../support/redis.js';
import { ffmpegsBelow } from '../promises/fixtures/ffmpeg-children.js';
import { until } from '../promises/fixtures/wait.js';
import { encodedAgain, encodesOf } from './support/encodes.js';

const ASSETS = { open: 'h264-open-gop', varying: 'h264-vfr' } as const;
const CLIENTS = 20;
/** Of a processor's time: beyond what a process takes to start, and far from all that a heavy segment takes. */
const IN_PROGRESS_MS = 150;

const shiftedClock = (seconds: number) => ({
  NODE_OPTIONS: `--import ${new URL('./support/shifted-clock.mjs', import.meta.url).href}`,
  SHIFTED_CLOCK_MS: String(seconds * 1000),
});

describe.skipIf(redisMissing)('segments from both origins of a cluster', () => {
  let cluster: Cluster;
  let lone: Origin;

  beforeAll(async () => {
    const masters = {
      'open.mp4': await generateMaster(ASSETS.open),
      'varying.mp4': await generateMaster(ASSETS.varying),
      'heavy.mp4': await joinedMaster('heavy'),
    };
    cluster = await startCluster({
      masters,
      originEnv: (index) => shiftedClock(index === 0 ? 0 : 60),
      workerEnv: (index) => shiftedClock([60, -60, 0][index] ?? 0),
    });
    const [{ mastersPath: folder, secret }] = cluster.origins;
    lone = await startOrigin({ folder, secret, env: { ONPLAY_PASSTHROUGH: 'off' } });
  });
  afterAll(async () => {
    await lone?.stop();
    await cluster?.stop();
  });

  const renditionsOf = ({ variants, audio }: Presentation): RenditionUrls[] => [
    ...variants,
    ...audio.values(),
  ];

  test('are those of a lone origin, byte for byte, each encoded once', async () => {
    const presentation = await readPresentation(cluster.origins[0], 'open');
    for (const [seed, rendition] of renditionsOf(presentation).entries()) {
      const fetched = await fetchShuffled(rendition, cluster.origins, seed);
      const alone = await fetchShuffled(rendition, [lone], seed);
      expect(fetched.init.equals(alone.init)).toBe(true);
      expect(fetched.segments.map((bytes, i) => bytes.equals(alone.segments[i]!))).not.toContain(false);
    }
    expect(encodedAgain(cluster)).toEqual([]);
  });

  test.each(Object.entries(ASSETS))('have every frame once, at its own time: %s', async (asset, kind) => {
    const { variants } = await readPresentation(cluster.origins[1], asset);
    const fetched: FetchedRendition = await fetchShuffled(variants.at(-1)!, cluster.origins, 51);
    const master = await masterFrameTimes(await generateMaster(kind));
    const numbers = await decodeFrameNumbers('pipe:0', { input: joined(fetched) });
    expect(numbers).toEqual(Array.from({ length: frameCount(kind) }, (_, frame) => frame));
    expect(await probeFrameTimes('pipe:0', joined(fetched))).toEqual(master);
  });

  test(`are encoded once for ${CLIENTS} concurrent clients of each origin`, async () => {
    const { variants } = await readPresentation(cluster.origins[0], 'heavy');
    const { segments } = variants.find(({ height }) => height === 360)!;
    const urls = cluster.origins.map((origin) => at(origin, segments[1]!));
    const asked = urls.flatMap((url) => Array.from({ length: CLIENTS }, () => fetch(url)));
    const responses = await Promise.all(asked);
    const bodies = await Promise.all(
      responses.map(async (response) => Buffer.from(await response.arrayBuffer())),
    );
    expect(responses.map(({ status }) => status)).toEqual(Array(2 * CLIENTS).fill(200));
    expect(bodies.every((body) => body.equals(bodies[0]!))).toBe(true);
    const keys = [...encodesOf(cluster)].filter(([key]) => /^heavy v360-\w+\/1$/.test(key));
    expect(keys.map(([, count]) => count)).toEqual([1]);
  });

  test.runIf(process.platform === 'linux')(
    'are encoded no further when the last client of both origins has left',
    async () => {
      const { variants } = await readPresentation(cluster.origins[0], 'heavy');
      const url = variants.find(({ height }) => height === 1080)!.segments[3]!;
      const encoders = () => cluster.workers.flatMap(({ process: { pid } }) => busyBelow(pid!));
      await until('the end of what was asked before', () => (encoders().length === 0 ? true : undefined));
      const clients = cluster.origins.map((origin) => {
        const controller = new AbortController();
        const answer = fetch(at(origin, url), { signal: controller.signal });
        return { answer, leave: () => controller.abort() };
      });
      const settled = Promise.allSettled(clients.map(({ answer }) => answer));
      const [first] = await until('the encode', () => (encoders().length > 0 ? encoders() : undefined));
      clients[0]!.leave();
      // The other one still waits.
      expect(encoders()).toContain(first);
      clients[1]!.leave();
      await settled;
      await until('the end of the encode', () => (encoders().includes(first!) ? undefined : true));
      expect([...encodesOf(cluster).keys()].filter((key) => /^heavy v1080-\w+\/3$/.test(key))).toEqual([]);
    },
  );
});

/** The encodes that are in progress below a process; a warm one has hardly begun. */
function busyBelow(pid: number): number[] {
  return ffmpegsBelow(pid)
    .filter(({ usedMs, arguments: words }) => usedMs > IN_PROGRESS_MS && words.includes('libx264'))
    .map(({ pid }) => pid);
}
