/** A hung spawn helper or ffmpeg is detected: viewers get their segments, and slots are released. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { untilEnded } from '../../encoder/fixtures/process-life.js';
import { bytesOf, readPresentation } from '../../support/hls-client.js';
import { joinedMaster } from '../../support/joined-masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { spawnHelperOf, untilEncoding, untilIdle } from '../promises/fixtures/ffmpeg-children.js';
import { until } from '../promises/fixtures/wait.js';
import { printRow, type Vitals, vitalsDuring } from './support/vitals.js';

const ENCODE_TIMEOUT_SECONDS = 5;
/** Enough for a busy machine. */
const LIMIT_MS = 60_000;
/** As many as a persistent player makes. */
const MAX_ATTEMPTS = 20;

describe.runIf(process.platform === 'linux')('a server', () => {
  let server: Origin;
  let segments: readonly string[];
  /** Segments of another rendition, none of which is prefetched. */
  let others: readonly string[];

  beforeAll(async () => {
    server = await startOrigin({
      masters: { 'heavy.mp4': await joinedMaster('heavy') },
      env: {
        ONPLAY_ENCODE_SLOTS: '2',
        ONPLAY_ENCODE_TIMEOUT_SECONDS: String(ENCODE_TIMEOUT_SECONDS),
        ONPLAY_FAILED_SEGMENT_SECONDS: '0',
      },
    });
    const { variants } = await readPresentation(server, 'heavy');
    const { init, segments: all } = variants.find(({ height }) => height === 480)!;
    segments = all;
    others = variants.find(({ height }) => height === 360)!.segments;
    await bytesOf(init);
    await untilIdle(server);
  });

  afterAll(() => server?.stop());

  /** The status of each response until the first 200, waiting as `Retry-After` says. */
  async function fetchUntilThere(url: string): Promise<number[]> {
    const statuses: number[] = [];
    while (statuses.at(-1) !== 200 && statuses.length < MAX_ATTEMPTS) {
      const response = await fetch(url);
      await response.arrayBuffer();
      statuses.push(response.status);
      const seconds = Number(response.headers.get('Retry-After') ?? 0);
      if (seconds > 0) await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
    return statuses;
  }

  function report(instance: string, vitals: Vitals, statuses: readonly number[][]): void {
    printRow(instance, vitals, statuses.map((each) => each.join(', ')).join('; '));
    expect(vitals.isAlive).toBe(true);
  }

  test(
    'whose spawn helper is stopped still serves every viewer, on all slots, and replaces the helper',
    async () => {
      const hung = spawnHelperOf(server)!.pid;
      const { vitals, result } = await vitalsDuring(server, async () => {
        process.kill(hung, 'SIGSTOP');
        return Promise.all([1, 2, 3].map((segment) => fetchUntilThere(segments[segment]!)));
      });
      report('spawn helper stopped (12)', vitals, result);
      expect(result.map((statuses) => statuses.at(-1))).toEqual([200, 200, 200]);
      await untilEnded(hung, LIMIT_MS);
      await until('another spawn helper', () => spawnHelperOf(server)?.pid, LIMIT_MS);
      await vi.waitFor(() => expect(server.log.filter(({ why }) => why === 'silent')).toHaveLength(1));
      await untilIdle(server);
    },
    2 * LIMIT_MS,
  );

  test(
    'with a stopped ffmpeg kills it after its timeout, answers 504, and encodes again',
    async () => {
      const { vitals, result } = await vitalsDuring(server, async () => {
        const answer = fetchUntilThere(others[2]!);
        const { pid } = await untilEncoding(server);
        process.kill(pid, 'SIGSTOP');
        const statuses = await answer;
        await untilEnded(pid, LIMIT_MS);
        return [statuses];
      });
      report('ffmpeg stopped (12)', vitals, result);
      expect(result[0]).toEqual([504, ...result[0]!.slice(1, -1), 200]);
      await untilIdle(server);
    },
    2 * LIMIT_MS,
  );
});
