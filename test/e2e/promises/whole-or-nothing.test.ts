/** A segment is served only when it is complete and checked; the output of a killed encode is discarded. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bytesOf, readPresentation, type VariantUrls } from '../../support/hls-client.js';
import { joinedMaster } from '../../support/joined-masters.js';
import { at } from '../../support/joined-rendition.js';
import { type Origin, startTwins } from '../../support/origin.js';
import { untilEncoding, untilIdle } from './fixtures/ffmpeg-children.js';
import { metricOf } from './fixtures/metrics-and-log.js';
import { expectProblem } from './fixtures/problem.js';
import { until } from './fixtures/wait.js';

const REMEMBERED_SECONDS = 4;

describe.runIf(process.platform === 'linux')('an encode that is killed', () => {
  let server: Origin;
  let other: Origin;
  let rendition: VariantUrls;

  beforeAll(async () => {
    const env = { ONPLAY_FAILED_SEGMENT_SECONDS: `${REMEMBERED_SECONDS}` };
    [server, other] = await startTwins({ masters: { 'heavy.mp4': await joinedMaster('heavy') }, env });
    const { variants } = await readPresentation(server, 'heavy');
    rendition = variants.find(({ height }) => height === 480)!;
    // Encodes the parameter sets, so that the next encode is that of a segment.
    await bytesOf(rendition.init);
  });

  afterAll(async () => {
    await other?.stop();
    await server?.stop();
  });

  beforeEach(() => untilIdle(server));

  const segment = (number: number) => rendition.segments[number]!;

  async function killEncode(): Promise<void> {
    const { pid } = await untilEncoding(server);
    process.kill(pid, 'SIGKILL');
  }

  test('is answered with a problem and no media, and a second request returns the whole segment', async () => {
    const answer = fetch(segment(1));
    await killEncode();
    await expectProblem(await answer, 500, 'encode_failed');
    const retried = await fetch(segment(1));
    expect(retried.status).toBe(200);
    expect(retried.headers.get('Cache-Status')).toBe('onplay; fwd=miss');
    const expected = await bytesOf(at(other, segment(1)));
    expect(Buffer.from(await retried.arrayBuffer()).equals(expected)).toBe(true);
  });

  test('fails all clients that waited for it, range requests too', async () => {
    const headers = [{}, { Range: 'bytes=0-99' }, {}];
    const answers = headers.map((header) => fetch(segment(4), { headers: header }));
    await killEncode();
    for (const answer of answers) await expectProblem(await answer, 500, 'encode_failed');
    expect(await bytesOf(segment(4))).toEqual(await bytesOf(at(other, segment(4))));
  });

  test('is attempted three times, then its problem is cached for a while without affecting other segments', async () => {
    for (let attempt = 0; attempt < 3; attempt++) {
      const answer = fetch(segment(3));
      await killEncode();
      await expectProblem(await answer, 500, 'encode_failed');
    }
    const encodes = await metricOf(server, 'onplay_encodes_total', { kind: 'video' });
    for (let request = 0; request < 5; request++) {
      await expectProblem(await fetch(segment(3)), 500, 'encode_failed');
    }
    await untilIdle(server);
    expect(await metricOf(server, 'onplay_encodes_total', { kind: 'video' })).toBe(encodes);
    expect((await fetch(segment(0))).status).toBe(200);

    const isThere = async () => ((await fetch(segment(3))).status === 200 ? true : undefined);
    await until('a new attempt', isThere);
    expect(await bytesOf(segment(3))).toEqual(await bytesOf(at(other, segment(3))));
  });

  test('is counted as failed', async () => {
    expect(await metricOf(server, 'onplay_encodes_total', { kind: 'video', outcome: 'failed' })).toBe(5);
  });
});
