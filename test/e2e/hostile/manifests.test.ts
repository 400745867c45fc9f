/** A master of one day in one-second segments: its manifests for many sessions at once delay no other request. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { MOST_MEBIBYTES, MOST_STALL_MS, printRow, vitalsDuring } from './support/vitals.js';

const HOURS = 24;
const AT_ONCE = 15;
/** Length of the encoded piece, which is repeated to fill the day. */
const PART_SECONDS = 600;

let folder: string;
let origin: Origin;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-day-'));
  await makeDay(join(folder, 'day.mp4'));
  origin = await startOrigin({
    folder,
    env: { ONPLAY_SEGMENT_MS: '1000', ONPLAY_FIRST_SEGMENTS_MS: 'none' },
  });
});
afterAll(async () => {
  await origin.stop();
  await rm(folder, { recursive: true, force: true });
});

const manifest = async (extension: string) => {
  const response = await origin.fetch(`/day.${extension}?token=${origin.token('day')}`);
  await response.arrayBuffer();
  return response.status;
};

it('gets its first manifest', async () => {
  const { vitals, result } = await vitalsDuring(origin, () => manifest('mpd'));
  printRow(`first MPD of ${HOURS} h`, vitals, `${result}`);
  expect(result).toBe(200);
  expect(vitals.peakMebibytes).toBeLessThan(MOST_MEBIBYTES);
});

it.each(['mpd', 'm3u8'])(`gets manifests for ${AT_ONCE} sessions at once, as %s`, async (extension) => {
  const { vitals, result } = await vitalsDuring(origin, () =>
    Promise.all(Array.from({ length: AT_ONCE }, () => manifest(extension))),
  );
  printRow(`${AT_ONCE} × ${extension} of ${HOURS} h`, vitals, `${result.length} × ${result[0]}`);
  expect(new Set(result)).toEqual(new Set([200]));
  expect(vitals.worstStallMs).toBeLessThan(MOST_STALL_MS);
});

/** One frame a second at uneven intervals, and audio. */
async function makeDay(path: string): Promise<void> {
  const part = join(folder, '.part.mp4');
  const uneven = 'settb=1/1000,setpts=N*1000+mod(N\\,2)*40';
  await runToolOrFail('ffmpeg', [
    ...['-f', 'lavfi', '-i', `color=size=640x360:rate=1:duration=${PART_SECONDS}`],
    ...['-f', 'lavfi', '-t', String(PART_SECONDS), '-i', 'anullsrc=r=48000:cl=mono'],
    ...['-vf', uneven, '-fps_mode', 'passthrough', '-video_track_timescale', '1000'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '1', '-c:a', 'aac', '-y', part],
  ]);
  // One fewer, since a master may not be longer than a day.
  const parts = (HOURS * 3600) / PART_SECONDS - 1;
  await runToolOrFail('ffmpeg', ['-stream_loop', String(parts - 1), '-i', part, '-c', 'copy', '-y', path]);
}
