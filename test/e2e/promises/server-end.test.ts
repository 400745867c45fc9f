/** No ffmpeg outlives its server, however that ends; at a shutdown the server first finishes what viewers wait for. */
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { untilEnded } from '../../encoder/fixtures/process-life.js';
import { bytesOf, readPresentation } from '../../support/hls-client.js';
import { joinedMaster } from '../../support/joined-masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { ffmpegsOf, untilEncoding, untilIdle } from './fixtures/ffmpeg-children.js';

describe.runIf(process.platform === 'linux')('a server that ends in the middle of an encode', () => {
  let server: Origin;
  let segments: readonly string[];
  let path: string;

  beforeAll(async () => {
    path = await joinedMaster('heavy');
  });

  beforeEach(async () => {
    server = await startOrigin({ masters: { 'heavy.mp4': path } });
    const { variants } = await readPresentation(server, 'heavy');
    const { init, segments: all } = variants.find(({ height }) => height === 480)!;
    segments = all;
    await bytesOf(init);
    await untilIdle(server);
  });

  afterEach(() => server?.stop());

  test('because it is killed takes every ffmpeg down with it', async () => {
    const answers = [1, 3].map((segment) => fetch(segments[segment]!));
    const lost = Promise.allSettled(answers);
    await untilEncoding(server);
    const children = ffmpegsOf(server).map(({ pid }) => pid);
    expect(children).not.toEqual([]);
    // A stopped process cannot exit on its own.
    for (const pid of children) process.kill(pid, 'SIGSTOP');
    server.process.kill('SIGKILL');
    for (const pid of children) await untilEnded(pid);
    for (const { status } of await lost) expect(status).toBe('rejected');
  });

  test('because of a shutdown signal answers waiting requests, accepts no new ones, and exits with 0', async () => {
    const answer = fetch(segments[1]!);
    const { pid } = await untilEncoding(server);
    const ended = server.stop();
    const response = await answer;
    expect(response.status).toBe(200);
    const body = Buffer.from(await response.arrayBuffer());
    expect(body.length).toBe(Number(response.headers.get('Content-Length')));
    expect(body.subarray(4, 8).toString()).toMatch(/styp|moof/);
    expect(await ended).toBe(0);
    await untilEnded(pid, 0);
    await expect(fetch(segments[0]!)).rejects.toThrow();
  });

  test('because of a second shutdown signal does not wait', async () => {
    const answer = fetch(segments[3]!).then((response) => response.status);
    const settled = Promise.allSettled([answer]);
    const { pid } = await untilEncoding(server);
    server.process.kill('SIGTERM');
    server.process.kill('SIGINT');
    await untilEnded(server.process.pid!);
    await untilEnded(pid);
    const [{ status }] = (await settled) as [PromiseSettledResult<number>];
    expect(status).toBe('rejected');
    expect(await server.stop()).toBe(1);
  });
});
