import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findExecutable } from '../../../src/encoder/confinement/executable.js';
import { resolveFfmpeg } from '../../../src/encoder/ffmpeg/binary.js';
import { parseNames, readCapabilities } from '../../../src/encoder/ffmpeg/capabilities.js';
import { ffmpegUnderTest, searchPath } from '../fixtures/ffmpeg-under-test.js';

const OLD = 'ffmpeg version 4.4.2-0ubuntu0.22.04.1 Copyright (c) 2000-2021 the FFmpeg developers';
const NEW = 'ffmpeg version 7.0.2-static Copyright (c) 2000-2024 the FFmpeg developers';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'onplay-'));
});

afterAll(() => rm(directory, { recursive: true }));

/** Writes a program that always prints the same text; returns its path. */
async function program(name: string, answer: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, `#!/bin/sh\necho '${answer}'\n`);
  await chmod(path, 0o755);
  return path;
}

describe('the ffmpeg of this machine', () => {
  test('is found with its version and a stable build id', async () => {
    const binary = await ffmpegUnderTest();
    expect(binary.ffmpegPath).toMatch(/^\/.*ffmpeg/);
    expect(binary.version).toMatch(/\S+/);
    expect(binary.buildId).toMatch(/^[0-9a-f]{12}$/);
    expect((await ffmpegUnderTest()).buildId).toBe(binary.buildId);
  });

  test('has what the encoder needs', async () => {
    const { encoders } = await readCapabilities(await ffmpegUnderTest());
    expect(encoders).toEqual({ libx264: true, aac: true });
  });
});

describe('the configured path', () => {
  test('takes precedence, and ffprobe is taken from the same directory', async () => {
    const ffmpegPath = await program('ffmpeg', NEW);
    const ffprobePath = await program('ffprobe', NEW);
    const binary = await resolveFfmpeg({ configuredPath: ffmpegPath, searchPath: searchPath() });
    expect(binary).toMatchObject({ ffmpegPath, ffprobePath, version: '7.0.2-static' });
  });

  test('may be a name to search for', async () => {
    const path = await program('ffmpeg-seven', NEW);
    const binary = await resolveFfmpeg({
      configuredPath: 'ffmpeg-seven',
      searchPath: `/nowhere:${directory}`,
    });
    expect(binary.ffmpegPath).toBe(path);
  });

  test('does not fall back to another ffmpeg if it does not exist, and the message names the setting', async () => {
    const work = resolveFfmpeg({ configuredPath: '/nowhere/ffmpeg', searchPath: searchPath() });
    await expect(work).rejects.toMatchObject({
      code: 'ffmpeg_missing',
      publicDetail: expect.stringContaining('FFMPEG_PATH'),
    });
  });

  test('is refused if it is not ffmpeg or does not run', async () => {
    for (const path of [await program('other', 'something else'), '/bin/false', directory]) {
      const work = resolveFfmpeg({ configuredPath: path, searchPath: searchPath() });
      await expect(work).rejects.toMatchObject({ code: 'ffmpeg_missing' });
    }
  });

  test('is refused if it is too old, and the message names the oldest supported version', async () => {
    const work = resolveFfmpeg({ configuredPath: await program('old', OLD), searchPath: searchPath() });
    await expect(work).rejects.toMatchObject({
      code: 'ffmpeg_too_old',
      publicDetail: expect.stringContaining('5.1'),
    });
  });

  test('has another build id for another build', async () => {
    const one = await program('one', NEW);
    const two = await program('two', `${NEW}\nbuilt with another compiler`);
    const [first, second] = await Promise.all(
      [one, two].map((configuredPath) => resolveFfmpeg({ configuredPath, searchPath: '' })),
    );
    expect(first?.buildId).not.toBe(second?.buildId);
  });
});

describe('searching for a program', () => {
  test('follows links and skips directories, files that are not executable and relative directories', async () => {
    await writeFile(join(directory, 'text'), 'no program');
    await symlink('/bin/sh', join(directory, 'shell'));
    expect(await findExecutable('shell', directory)).toBe(join(directory, 'shell'));
    expect(await findExecutable('text', directory)).toBeUndefined();
    expect(await findExecutable('bin', '/')).toBeUndefined();
    expect(await findExecutable('run', '.:')).toBeUndefined();
  });
});

test('ffmpeg’s lists are parsed by name, ignoring names in descriptions', () => {
  const answer = [
    'Filters:',
    '  T.. = Timeline support',
    ' ... tonemap           V->V       Conversion to/from different dynamic ranges.',
    ' TSC bwdif             V->V       Deinterlace, better than zscale.',
    ' V....D libx264              libx264 H.264 / AVC',
    ' V....D libaom-av1           libaom AV1',
  ].join('\n');
  expect([...parseNames(answer)]).toEqual(['tonemap', 'bwdif', 'libx264', 'libaom-av1']);
});
