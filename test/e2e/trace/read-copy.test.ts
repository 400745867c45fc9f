/** `onplay trace` reads from a copy that was cropped, scaled, trimmed and encoded again whose it is, and of what has no mark nothing. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TraceReport } from '../../../src/cli/trace/trace-report.js';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { bytesOf, readPresentation } from '../../support/hls-client.js';
import { minuteFilm } from '../../support/marks/plain-films.js';
import { type Origin, startOrigin } from '../../support/origin.js';

const CLI = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));
const CODE = 0xc0ffee;
/** Hidden marks follow from it. */
const SECRET = 'a'.repeat(64);
/** Thirty segments for a minute: many for so few candidates, and none too many to be read in a test. */
const ENV = { ONPLAY_SEGMENT_MS: '2000', ONPLAY_FIRST_SEGMENTS_MS: 'none', ONPLAY_PASSTHROUGH: 'off' };

describe('onplay trace', { timeout: 2 * SERVER_TEST_MS }, () => {
  let origin: Origin;
  let folder: string;
  beforeAll(async () => {
    origin = await startOrigin({ masters: { 'film.mp4': await minuteFilm() }, env: ENV, secret: SECRET });
    folder = await mkdtemp(join(tmpdir(), 'onplay-copies-'));
  });
  afterAll(async () => {
    await origin?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** What a viewer with this token keeps, encoded again. @returns its path. */
  async function copyOf(name: string, claims: { trace?: number }, filters: string): Promise<string> {
    const token = origin.token('film', claims);
    const [lowest] = (await readPresentation({ ...origin, token: () => token }, 'film')).variants;
    const parts = [lowest!.init, ...lowest!.segments].map((url) => bytesOf(url));
    const copy = join(folder, `${name}-whole.mp4`);
    await writeFile(copy, Buffer.concat(await Promise.all(parts)));
    const path = join(folder, `${name}.mp4`);
    const encode = ['-vf', filters, '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '30', '-an'];
    await runToolOrFail('ffmpeg', [
      '-v',
      'error',
      '-y',
      '-ss',
      '7.3',
      '-i',
      copy,
      '-t',
      '45',
      ...encode,
      path,
    ]);
    return path;
  }

  /** The JSON that it prints. */
  async function read(path: string, ...options: readonly string[]) {
    const env = {
      ...process.env,
      ...ENV,
      ONPLAY_TOKEN_SECRET: origin.secret,
      ONPLAY_MASTERS: origin.mastersPath,
      ONPLAY_DATA: origin.dataPath,
    };
    const args = [CLI, 'trace', path, 'film', '--json', ...options];
    return new Promise<{ readonly exitCode: number; readonly report: TraceReport }>((resolve) => {
      execFile(process.execPath, args, { env, maxBuffer: 2 ** 26 }, (error, stdout) =>
        resolve({ exitCode: Number(error?.code ?? 0), report: JSON.parse(stdout) as TraceReport }),
      );
    });
  }

  async function listOf(...lines: readonly (string | number)[]): Promise<string> {
    const path = join(folder, 'codes.txt');
    await writeFile(path, `${lines.join('\n')}\n`);
    return path;
  }

  it('names the viewer of a copy that was cropped, scaled, trimmed and encoded again', async () => {
    const copy = await copyOf('ann', { trace: CODE }, 'crop=iw*0.9:ih*0.9,scale=640:360');
    const { exitCode, report } = await read(copy, '--codes', await listOf(1, 2, CODE));
    expect(report.segments).toBeGreaterThanOrEqual(22);
    expect(Math.abs(report.begins! - 7.3)).toBeLessThan(0.1);
    expect(Math.abs(report.place!.left - 0.05)).toBeLessThan(0.02);
    expect(report.accused.map(({ code }) => code)).toEqual([CODE]);
    expect(report.accused[0]!.chance).toBeLessThan(1e-5);
    expect(exitCode).toBe(0);
  });

  it('names no viewer of a copy without a hidden mark, of a thousand', async () => {
    const copy = await copyOf('plain', {}, 'scale=640:360');
    const thousand = Array.from({ length: 1000 }, (_, code) => code);
    const { exitCode, report } = await read(copy, '--codes', await listOf(...thousand));
    expect(report.segments).toBeGreaterThanOrEqual(22);
    expect([report.accused, exitCode]).toEqual([[], 1]);
  });

  it('reads nothing of another film', async () => {
    const path = join(folder, 'other.mp4');
    const source = ['-f', 'lavfi', '-i', 'mandelbrot=s=192x108:r=12'];
    await runToolOrFail('ffmpeg', ['-v', 'error', '-y', ...source, '-t', '8', '-pix_fmt', 'yuv420p', path]);
    const { exitCode, report } = await read(path);
    expect([report.unreadable, exitCode]).toEqual(['another film', 1]);
  });
});
