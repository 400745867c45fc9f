/**
 * A master of which the real ffmpeg fails each time: it needs more memory than a process is allowed. Its jobs end as dead letters,
 * and nothing else is disturbed.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../../support/cluster.js';
import { readPresentation } from '../../support/hls-client.js';
import { joinedMaster } from '../../support/joined-masters.js';
import { generateMaster } from '../../support/masters.js';
import { redisMissing } from '../../support/redis.js';
import { until } from '../promises/fixtures/wait.js';
import { deadLetterOf, deadLetters, patientProblem } from './support/dead-letters.js';
import { encodesOf } from './support/encodes.js';
import { whilePlaying } from './support/playing.js';

/** Enough for video of 360 lines, with a half to spare, and less than half of what the poison takes. */
const MEMORY_BYTES = 512 * 1024 * 1024;

describe.skipIf(redisMissing)('a master that ffmpeg fails at', () => {
  let cluster: Cluster;
  let poisoned: string;
  /** Of the other renditions. */
  let others: readonly string[];

  beforeAll(async () => {
    cluster = await startCluster({
      masters: {
        'poison.mp4': await joinedMaster('enormous'),
        'healthy.mp4': await generateMaster('h264-2997'),
      },
      workers: 2,
      env: { ONPLAY_FFMPEG_MEMORY_BYTES: String(MEMORY_BYTES) },
    });
    const { variants } = await readPresentation(cluster.origins[0], 'poison');
    [poisoned = '', ...others] = variants.map(({ segments }) => segments.at(-1)!);
  });
  afterAll(() => cluster?.stop());

  const jobs = (...words: readonly string[]) => cluster.command('jobs', ...words);
  const letter = () => deadLetterOf(cluster, poisoned);

  test('is answered with its problem, and viewers of others see nothing of it', async () => {
    expect(await patientProblem(poisoned)).toMatchObject({ code: 'encode_failed' });
    const playing = { what: 'a master that ffmpeg fails at', asset: 'healthy' };
    const report = await whilePlaying(cluster, playing, async () => {
      const problems = await Promise.all(others.map(patientProblem));
      expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['encode_failed']));
    });
    expect(report.failed).toEqual([]);
    expect([...encodesOf(cluster).keys()].filter((key) => key.startsWith('poison v'))).toEqual([]);
  });

  test('is in the list of jobs with its reason, and nothing else is', async () => {
    const found = await until('the dead letter', letter);
    expect(new Set((await deadLetters(cluster)).map(({ asset }) => asset))).toEqual(new Set(['poison']));
    expect(await jobs('show', found.id)).toMatch(
      /after 1 attempt\nreason +encode_failed: The encoder could not process/,
    );
  });

  test('fails again when it is done again, and is dropped for good', async () => {
    const before = await until('the dead letter', letter);
    await jobs('retry', before.id);
    const after = await until('another one', letter);
    expect(Date.parse(after.failedAt)).toBeGreaterThan(Date.parse(before.failedAt));
    await jobs('drop', after.id);
    expect(await letter()).toBeUndefined();
  });
});
