/** What ends the copy of a stream, with the real ffmpeg. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clockOf } from '../../../src/encoder/remux/clock.js';
import { listStreams } from '../../../src/encoder/remux/list-streams.js';
import { type CopiedStream, StreamCopier } from '../../../src/encoder/remux/stream-copier.js';
import { fileMaster } from '../../../src/stores/file-master.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { never, testSettings } from '../produce/support/master-under-test.js';

/** Of `dwScale` in the header of a stream (`strh`), after its type. */
const SCALE_OFFSET = 20;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-copier-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A file of a second of ADPCM, whose clock is slower by a factor: its packets are so much farther apart. */
async function slowAudio(factor: number): Promise<string> {
  const path = join(folder, `slow-${factor}.avi`);
  await runToolOrFail('ffmpeg', [
    ...['-loglevel', 'error', '-y', '-f', 'lavfi', '-i', 'sine=duration=1', '-c:a', 'adpcm_ms', path],
  ]);
  const bytes = await readFile(path);
  const at = bytes.indexOf('auds') + SCALE_OFFSET;
  bytes.writeUInt32LE(bytes.readUInt32LE(at) * factor, at);
  await writeFile(path, bytes);
  return path;
}

async function copyOf(path: string, maxSeconds: number): Promise<CopiedStream> {
  const settings = await testSettings();
  const master = (await fileMaster('film', path))!;
  const file = { open: () => master.open(), container: 'avi' };
  const copies = await mkdtemp(join(folder, 'copies-'));
  const { streams, startSeconds } = await listStreams(settings, file, never);
  const [copied] = await new StreamCopier({
    ...{ settings, file, clock: clockOf('avi', startSeconds), isPacked: false, delays: new Map() },
    ...{
      folder: copies,
      whole: { bytes: master.size },
      onProgress: () => undefined,
      signal: never,
      maxSeconds,
    },
  }).copy(streams);
  if ('error' in copied!) expect(await readdir(copies)).toEqual([]);
  return copied!;
}

test('a stream whose times are days apart is not filled with silence beyond the longest master', async () => {
  const copied = await copyOf(await slowAudio(100_000), 60);
  expect(copied).toMatchObject({ error: { code: 'master_duration_unsupported' } });
});

test('a stream is not filled with hours of silence of which a small file states nothing but the times', async () => {
  const copied = await copyOf(await slowAudio(50_000), 86_400);
  expect(copied).toMatchObject({ error: { code: 'master_damaged' } });
});

test('gaps within the longest master are filled', async () => {
  expect(await copyOf(await slowAudio(30), 60)).toMatchObject({ format: 'mp4' });
});
