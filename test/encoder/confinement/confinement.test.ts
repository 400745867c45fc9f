/** Limits of a process, and that it ends with its server. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { findLauncher, launchCommand } from '../../../src/encoder/ffmpeg/launcher.js';
import { resourceLimitOptions } from '../../../src/encoder/ffmpeg/limits.js';
import { runFfmpeg } from '../../../src/encoder/ffmpeg/process.js';
import { ProcessRegistry } from '../../../src/encoder/ffmpeg/registry.js';
import { ffmpegsBelow } from '../../e2e/promises/fixtures/ffmpeg-children.js';
import { COMMAND_MS } from '../../support/budgets.js';
import { GENEROUS_LIMITS, searchPath } from '../fixtures/ffmpeg-under-test.js';
import { isAlive, untilEnded } from '../fixtures/process-life.js';

const SERVER = fileURLToPath(new URL('../fixtures/server-with-ffmpeg.ts', import.meta.url));
const LINUX = process.platform === 'linux';

/** Starts a server with an ffmpeg and returns the process ids of both. */
async function startServer(...states: string[]): Promise<{ server: number; ffmpeg: number }> {
  const child = spawn(execPath, ['--import', 'tsx', SERVER, ...states], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of createInterface(child.stdout)) {
    const ffmpeg = Number(line);
    onTestFinished(() => void (isAlive(ffmpeg) && process.kill(ffmpeg, 'SIGKILL')));
    return { server: child.pid ?? 0, ffmpeg };
  }
  throw new Error('the server has started no ffmpeg');
}

describe('an ffmpeg whose server is killed', () => {
  test.runIf(LINUX)('ends with it even while busy', async () => {
    const { server, ffmpeg } = await startServer('busy');
    // Waits until ffmpeg itself runs below the programs that confine it: only then is it tied to the server.
    const busy = await vi.waitFor(() => {
      const [found] = ffmpegsBelow(server);
      expect(found).toBeDefined();
      return found!.pid;
    });
    process.kill(server, 'SIGKILL');
    await untilEnded(ffmpeg);
    await untilEnded(busy);
  });

  test('ends with it while waiting for input, even on a machine without any confinement', async () => {
    const { server, ffmpeg } = await startServer('waiting', 'unconfined');
    expect(isAlive(ffmpeg)).toBe(true);
    process.kill(server, 'SIGKILL');
    await untilEnded(ffmpeg);
  });
});

describe.runIf(LINUX)('the kernel', () => {
  async function confined(script: string): Promise<string> {
    const { stdout } = await runFfmpeg({
      binary: { ffmpegPath: '/bin/sh', launcher: await findLauncher(searchPath()) },
      args: ['-c', script],
      limits: { ...GENEROUS_LIMITS, memoryBytes: 1024 ** 3, timeoutMs: COMMAND_MS },
      registry: new ProcessRegistry(),
      input: undefined,
      signal: new AbortController().signal,
    });
    return Buffer.from(stdout).toString();
  }

  test('limits memory, CPU time and core files', async () => {
    const [memory, seconds, core] = (await confined('ulimit -v; ulimit -t; ulimit -c'))
      .split('\n')
      .map(Number);
    expect(memory).toBe(1024 ** 2);
    expect(seconds).toBeGreaterThan(10);
    expect(core).toBe(0);
  });

  test('stops a process from writing files', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'onplay-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    await expect(confined(`echo text > ${directory}/file`)).rejects.toMatchObject({
      cause: { signal: 'SIGXFSZ' },
    });
  });
});

describe('the command', () => {
  const limits = { ...GENEROUS_LIMITS, memoryBytes: 1000, timeoutMs: 2500 };

  test('is ffmpeg itself on a machine without any confinement', () => {
    expect(launchCommand({}, '/f', ['-i', 'x'], limits)).toEqual({
      ...{
        file: '/f',
        args: ['-i', 'x'],
        priority: { niceness: 10, isInCommand: false },
        isSupervised: false,
      },
    });
  });

  test('ties to the server first, then limits, then runs ffmpeg', () => {
    const launcher = { setprivPath: '/s', prlimitPath: '/p' };
    const { file, args } = launchCommand(launcher, '/f', ['-i', 'x'], limits);
    expect([file, ...args].filter((word) => !word.startsWith('-'))).toEqual(['/s', 'KILL', '/p', '/f', 'x']);
    expect(args).toContain('--as=1000');
  });

  test('allows the CPU time of all processors within the timeout', () => {
    expect(resourceLimitOptions(limits, 4)).toEqual(['--as=1000', '--cpu=13', '--fsize=0', '--core=0']);
    expect(resourceLimitOptions({ ...limits, fileSizeBytes: 7 }, 1)).toContain('--fsize=7');
    expect(resourceLimitOptions({ ...limits, processorSeconds: 2 }, 4)).toContain('--cpu=2:3');
  });

  test('uses no program that is not installed', async () => {
    expect(await findLauncher('/nowhere:relative')).toEqual({});
  });
});
