/**
 * The promises hold for segments that are fetched alternately from both origins of a cluster, with masters and finished segments in
 * folders, and in buckets: they are the bytes that a lone origin makes, encoded once, whole or not at all. The clocks of its
 * processes differ by a minute.
 */
import { stdout } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { joinsOf, qualityAtJoins } from '../../support/audio-joins.js';
import { type Cluster, startCluster } from '../../support/cluster.js';
import { decodeFrameNumbers } from '../../support/decoded-frames.js';
import {
  bytesOf,
  type Presentation,
  type RenditionUrls,
  readPresentation,
} from '../../support/hls-client.js';
import { decodeJoinedAudio, decodeMasterAudio } from '../../support/joined-audio.js';
import { masterFrameTimes, probeFrameTimes } from '../../support/joined-frames.js';
import { joinedMaster } from '../../support/joined-masters.js';
import { at, fetchShuffled, joined } from '../../support/joined-rendition.js';
import { frameCount, generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { partOf } from '../../support/part-of.js';
import { skewedClock } from '../../support/skewed-clock.js';
import { until } from '../promises/fixtures/wait.js';
import { encodedAgain, encodesOf } from './support/encodes.js';
import { encodesOn } from './support/encoding.js';
import { PLACES, type PreparedPlace } from './support/places.js';

const ASSETS = { open: 'h264-open-gop', varying: 'h264-vfr' } as const;
const MUSIC = { format: { sampleRate: 48_000, mono: false }, bitrate: 128_000 } as const;
/** How much noisier than a single encode all joins of audio may be together, in dB. */
const JOINS_LIMIT_DB = 1;
const CLIENTS = 20;
const MINUTE_MS = 60_000;

const testOnLinux = test.runIf(process.platform === 'linux');

describe.each(partOf(PLACES))('with masters and segments in $where', ({ missing, prepare }) => {
  describe.skipIf(missing)(missing ?? 'segments from both origins of a cluster', () => {
    let cluster: Cluster;
    let lone: Origin;
    let place: PreparedPlace;

    beforeAll(async () => {
      const masters = {
        'open.mp4': await generateMaster(ASSETS.open),
        'varying.mp4': await generateMaster(ASSETS.varying),
        'heavy.mp4': await joinedMaster('heavy'),
        'music.mov': await joinedMaster('music-48000'),
      };
      place = await prepare(masters);
      cluster = await startCluster({
        ...place.options,
        originEnv: (index) => skewedClock(index === 0 ? 0 : MINUTE_MS),
        workerEnv: (index) => skewedClock([MINUTE_MS, -MINUTE_MS, 0][index] ?? 0),
      });
      lone = await startOrigin({ masters, env: { ONPLAY_PASSTHROUGH: 'off' } });
    });
    afterAll(async () => {
      await lone?.stop();
      await cluster?.stop();
    });

    const renditionsOf = ({ variants, audio }: Presentation): RenditionUrls[] => [
      ...variants,
      ...audio.values(),
    ];
    const variantOf = async (origin: Origin, height: number) =>
      (await readPresentation(origin, 'heavy')).variants.find((variant) => variant.height === height)!;

    test('are those of a lone origin, byte for byte, each encoded once', async () => {
      const theirs = renditionsOf(await readPresentation(lone, 'open'));
      const presentation = await readPresentation(cluster.origins[0], 'open');
      for (const [seed, rendition] of renditionsOf(presentation).entries()) {
        const fetched = await fetchShuffled(rendition, cluster.origins, seed);
        const alone = await fetchShuffled(theirs[seed]!, [lone], seed);
        expect(fetched.init.equals(alone.init)).toBe(true);
        expect(fetched.segments.map((bytes, i) => bytes.equals(alone.segments[i]!))).not.toContain(false);
      }
      expect(encodedAgain(cluster)).toEqual([]);
    });

    test.each(Object.entries(ASSETS))('have every frame once, at its own time: %s', async (asset, kind) => {
      const { variants } = await readPresentation(cluster.origins[1], asset);
      const fetched = await fetchShuffled(variants.at(-1)!, cluster.origins, 51);
      const master = await masterFrameTimes(await generateMaster(kind));
      const numbers = await decodeFrameNumbers('pipe:0', { input: joined(fetched) });
      expect(numbers).toEqual(Array.from({ length: frameCount(kind) }, (_, frame) => frame));
      expect(await probeFrameTimes('pipe:0', joined(fetched))).toEqual(master);
    });

    test('have audio that joins as well as a single encode of the whole', async () => {
      const path = await joinedMaster('music-48000');
      const reference = await decodeMasterAudio(path, MUSIC.format);
      const { audio } = await readPresentation(cluster.origins[0], 'music');
      const [, rendition] = [...audio].find(([name]) => name.startsWith('audio-128k/'))!;
      const samples = await decodeJoinedAudio(joined(await fetchShuffled(rendition, cluster.origins, 7)));
      const joins = joinsOf(rendition, MUSIC.format.sampleRate, reference.length / 2);
      expect(joins.length).toBeGreaterThan(3);
      const { together, row } = await qualityAtJoins({ ...MUSIC, path, reference }, samples, joins);
      stdout.write(`dB at each join, joined/one pass: ${row}; all joins ${together.toFixed(2)}\n`);
      expect(together).toBeGreaterThan(-JOINS_LIMIT_DB);
    });

    test(`are encoded once for ${CLIENTS} concurrent clients of each origin`, async () => {
      const { segments } = await variantOf(cluster.origins[0], 360);
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

    const encoders = (height?: number) => cluster.workers.flatMap((worker) => encodesOn(worker, height));

    testOnLinux('are encoded no further when the last client of both origins has left', async () => {
      const url = (await variantOf(cluster.origins[0], 1080)).segments[3]!;
      await until('the end of what was asked before', () => encoders().length === 0 || undefined);
      const clients = cluster.origins.map((origin) => {
        const controller = new AbortController();
        const answer = fetch(at(origin, url), { signal: controller.signal });
        return { answer, leave: () => controller.abort() };
      });
      const settled = Promise.allSettled(clients.map(({ answer }) => answer));
      // Not what is produced ahead for those who have requested a manifest, which ends by itself.
      const first = await until('the encode', () => encoders(1080)[0]);
      clients[0]!.leave();
      // The other one still waits.
      expect(encoders()).toContain(first);
      clients[1]!.leave();
      await settled;
      await until('the end of the encode', () => (encoders().includes(first) ? undefined : true));
      expect([...encodesOf(cluster).keys()].filter((key) => /^heavy v1080-\w+\/3$/.test(key))).toEqual([]);
    });

    testOnLinux(
      'are whole for all who wait when the worker is killed, and nothing else is ever stored',
      async () => {
        const rendition = await variantOf(cluster.origins[0], 720);
        const alone = await variantOf(lone, 720);
        // Nothing is prefetched behind the last.
        const last = rendition.segments.length - 1;
        const asked = cluster.origins.map((origin) => bytesOf(at(origin, rendition.segments[last]!)));
        const killed = await until('the encode', () =>
          cluster.workers.find((worker) => encodesOn(worker, 720).length > 0),
        );
        await killed.kill();
        const whole = await bytesOf(alone.segments[last]!);
        for (const bytes of await Promise.all(asked)) expect(bytes.equals(whole)).toBe(true);
        const key = new RegExp(`^v720-\\w+/${last}$`);
        const copies = await until('the segment in the store', async () => {
          const found = (await place.stored(cluster)).filter((segment) => key.test(segment.key));
          return found.length > 0 ? found : undefined;
        });
        for (const { bytes } of copies) expect(bytes && whole.equals(bytes)).toBe(true);
        const damaged = (await place.stored(cluster)).filter(({ bytes }) => bytes === undefined);
        expect(damaged).toEqual([]);
      },
    );
  });
});
