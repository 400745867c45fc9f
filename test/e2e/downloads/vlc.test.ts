/** Downloads as VLC reads them: it decodes the video and the audio of every kind of file. */
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND_MS } from '../../support/budgets.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { bytesOf } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';

/** VLC refuses to be run by root: then by a user without rights. */
const USER = getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const missing =
  spawnSync('vlc', ['--version'], USER).status === 0
    ? ''
    : ' (skipped: on Debian, apt-get install vlc-bin vlc-plugin-base)';
/** What is lost at the ends when VLC decodes into a file. */
const LEAST_SHARE = 0.9;
const FRAMES_OF_AUDIO_PER_SECOND = 48_000 / 1024;

describe.skipIf(missing !== '')(`VLC${missing}`, () => {
  let folder: string;
  let origin: Origin;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onplay-vlc-'));
    await chmod(folder, 0o777);
    const masters: Record<string, string> = {
      'film.mp4': await generateMaster('two-languages'),
      'own.mp4': await generateMaster('h264-24-gop2'),
    };
    for (const asset of ['film', 'own']) {
      const text = join(folder, `${asset}.de.srt`);
      await writeFile(text, '00:00:00,500 --> 00:00:01,500\nHallo\n\n00:00:01,000 --> 00:00:02,500\nWelt\n');
      masters[`${asset}.de.srt`] = text;
    }
    origin = await startOrigin({ masters });
  });
  afterAll(async () => {
    await origin?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** How many frames of one kind VLC decodes. Of both at once its muxer would take only those of the kind that comes first. */
  async function decoded(file: string, kind: 'audio' | 'video'): Promise<number> {
    const other = kind === 'audio' ? 'video' : 'audio';
    const output = `#transcode{vcodec=I420,acodec=s16l}:std{access=file,mux=avi,dst=${file}.avi}`;
    const args = [
      '-I',
      'dummy',
      '--no-media-library',
      '--play-and-exit',
      `--no-sout-${other}`,
      '--sout',
      output,
    ];
    const env = { ...process.env, HOME: folder };
    const { status, stderr } = spawnSync('vlc', [...args, file], {
      ...{ ...USER, env, timeout: COMMAND_MS, encoding: 'utf8' },
    });
    expect(status, stderr).toBe(0);
    const questions = ['-count_packets', '-show_entries', 'stream=nb_read_packets', '-of', 'csv=p=0'];
    return Number(await runToolOrFail('ffprobe', ['-v', 'error', ...questions, `${file}.avi`]));
  }

  it.each([
    ['a fragmented file', 'film.mp4', '&height=240&audio=de,en', { frames: 72, seconds: 3 }],
    ['a plain file', 'own.mp4', '', { frames: 288, seconds: 12 }],
    ['a fragmented file with text', 'film.mp4', '&height=240&text=de', { frames: 72, seconds: 3 }],
    ['a plain file with text', 'own.mp4', '&text=de', { frames: 288, seconds: 12 }],
    ['a file of audio', 'film.m4a', '', { frames: 0, seconds: 3 }],
  ] as const)('plays %s', async (_, name, query, { frames, seconds }) => {
    const token = origin.token(name.slice(0, -4), { download: true });
    const file = join(folder, name);
    await writeFile(file, await bytesOf(`${origin.url}/${name}?token=${token}${query}`));
    await chmod(file, 0o644);
    if (frames > 0) expect(await decoded(file, 'video')).toBeGreaterThanOrEqual(LEAST_SHARE * frames);
    const heard = LEAST_SHARE * seconds * FRAMES_OF_AUDIO_PER_SECOND;
    expect(await decoded(file, 'audio')).toBeGreaterThanOrEqual(heard);
  });
});
