/**
 * A file that ffmpeg records for a minute, a second each second, is followed to its end. Takes that minute, and so runs only
 * when `ONPLAY_TEST_REAL_TIME` is set.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { decodeFrameNumbers } from '../../support/decoded-frames.js';
import { minuteRecording, RECORDED_MINUTE_FRAMES } from '../../support/growing-masters.js';
import { readPresentation } from '../../support/hls-client.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { patientFetch } from '../../support/patient-fetch.js';
import { FollowedRendition } from './fixtures/followed-rendition.js';

/** Containers, and what ffmpeg is told about each. ffmpeg comes back to the header of Matroska when it ends. */
const CONTAINERS: Readonly<Record<string, readonly string[]>> = {
  mkv: ['-f', 'matroska', '-cluster_time_limit', '1000'],
  mp4: ['-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov+default_base_moof'],
};

const isWanted = process.env['ONPLAY_TEST_REAL_TIME'] !== undefined;

describe.runIf(isWanted).each(Object.entries(CONTAINERS))('%s that is recorded now', (extension, format) => {
  let folder: string;
  let server: Origin;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onplay-recorded-'));
    server = await startOrigin({ folder });
  });

  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('is followed without an error, and has all of its frames', async () => {
    const input = ['-re', '-i', await minuteRecording()];
    const output = ['-c', 'copy', '-flush_packets', '1', ...format, join(folder, `now.${extension}`)];
    const recorder = spawn('ffmpeg', ['-v', 'error', '-nostdin', ...input, ...output]);
    const recorded = once(recorder, 'exit');
    await vi.waitFor(async () => expect(await readdir(folder)).not.toEqual([]));
    const followed = await vi.waitFor(() => followedFrom(server, 'now'), { interval: 500 });
    const startedAt = performance.now();
    while (!followed.isEnded && performance.now() - startedAt < 150_000) {
      await followed.read();
      await followed.fetchNew();
      await delay(1000);
    }
    expect((await recorded)[0]).toBe(0);
    expect(followed.isEnded).toBe(true);
    expect(followed.playlists.length).toBeGreaterThan(2);
    const numbers = await decodeFrameNumbers('pipe:0', { input: followed.video() });
    expect(numbers).toEqual(Array.from({ length: RECORDED_MINUTE_FRAMES }, (_, i) => i));
  });
});

/** @throws until there is enough of the recording to be played. */
async function followedFrom(server: Origin, asset: string): Promise<FollowedRendition> {
  const answer = await patientFetch(`${server.url}/${asset}.m3u8?token=${server.token(asset)}`);
  expect(answer.status).toBe(200);
  const { variants, audio } = await readPresentation(server, asset);
  return new FollowedRendition(variants[0]!.playlist, [...audio.values()][0]?.playlist);
}
