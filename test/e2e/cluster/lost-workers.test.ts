/** A segment that ends the workers that encode it is not handed on for ever. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../../support/cluster.js';
import { readPresentation } from '../../support/hls-client.js';
import { joinedMaster } from '../../support/joined-masters.js';
import { at } from '../../support/joined-rendition.js';
import { generateMaster } from '../../support/masters.js';
import { redisMissing } from '../../support/redis.js';
import { until } from '../promises/fixtures/wait.js';
import { deadLetterOf, patientProblem, segmentKey } from './support/dead-letters.js';
import { encodesOf } from './support/encodes.js';
import { encodesOn } from './support/encoding.js';
import { whilePlaying } from './support/playing.js';

/** No other asset has a rendition of it, and none that plays first has. */
const HEIGHT = 720;

const missing = redisMissing ?? (process.platform === 'linux' ? undefined : 'needs /proc');

describe.skipIf(missing)('a segment that ends its workers', () => {
  let cluster: Cluster;
  let url: string;

  beforeAll(async () => {
    cluster = await startCluster({
      masters: {
        'lethal.mp4': await joinedMaster('heavy'),
        'healthy.mp4': await generateMaster('h264-2997'),
      },
      workers: 4,
      // What is done again for the operator need not be waited for.
      env: { ONPLAY_FAILED_SEGMENT_SECONDS: '1' },
    });
    const { variants } = await readPresentation(cluster.origins[0], 'lethal');
    // Nothing is prefetched behind the last.
    url = variants.find(({ height }) => height === HEIGHT)!.segments.at(-1)!;
  });
  afterAll(() => cluster?.stop());

  const encoding = () =>
    cluster.workers
      .filter(({ process: { signalCode } }) => signalCode === null)
      .find((worker) => encodesOn(worker, HEIGHT).length > 0);
  const encodes = () => encodesOf(cluster).get(`lethal ${segmentKey(url)}`);

  test('is begun by three of them, one after the other, and by no fourth, which does all else', async () => {
    // While viewers kept all workers busy, an idle origin would take the job from the queue.
    const problem = patientProblem(url);
    for (let ended = 0; ended < 3; ended++) await (await until('an encode', encoding)).kill();
    expect(await problem).toMatchObject({ code: 'encode_failed' });
    expect(await patientProblem(at(cluster.origins[1], url))).toMatchObject({ code: 'encode_failed' });
    expect([encoding(), encodes()]).toEqual([undefined, undefined]);
    expect(await deadLetterOf(cluster, url)).toMatchObject({ code: 'encode_failed', attempts: 3 });
    const playing = { what: 'after a segment that ended three workers', asset: 'healthy' };
    const report = await whilePlaying(cluster, playing, async () => undefined);
    expect(report.failed).toEqual([]);
  });

  test('is encoded by another one when the operator says so', async () => {
    const { id } = (await deadLetterOf(cluster, url))!;
    await cluster.command('jobs', 'retry', id);
    await until('the segment', async () => (await fetch(url)).status === 200 || undefined);
    expect(encodes()).toBe(1);
    expect(await deadLetterOf(cluster, url)).toBeUndefined();
  });
});
