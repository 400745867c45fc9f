import { getEventListeners } from 'node:events';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FfmpegBinary } from '../../../src/encoder/ffmpeg/binary.js';
import { FfmpegExit, isOutOfProcessorTime, stderrOfFailure } from '../../../src/encoder/ffmpeg/outcome.js';
import { type FfmpegCommand, runFfmpeg, startFfmpeg } from '../../../src/encoder/ffmpeg/process.js';
import { ProcessRegistry } from '../../../src/encoder/ffmpeg/registry.js';
import { OnplayError } from '../../../src/shared/errors.js';
import { ffmpegUnderTest, GENEROUS_LIMITS } from '../fixtures/ffmpeg-under-test.js';
import { isAlive } from '../fixtures/process-life.js';

const NEVER = new AbortController().signal;
const MEGABYTE = new Uint8Array(1024 * 1024);

let binary: FfmpegBinary;
let registry: ProcessRegistry;

beforeAll(async () => {
  binary = await ffmpegUnderTest();
  registry = new ProcessRegistry();
});

/** A shell script in place of ffmpeg, started the same way. */
function script(text: string, limits = {}): FfmpegCommand {
  return {
    binary: { ffmpegPath: '/bin/sh', launcher: binary.launcher },
    args: ['-c', text],
    limits: { ...GENEROUS_LIMITS, ...limits },
    registry,
  };
}

function run(command: FfmpegCommand, input?: AsyncIterable<Uint8Array>, signal = NEVER) {
  return runFfmpeg({ ...command, input, signal });
}

async function failure(work: Promise<unknown>): Promise<OnplayError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(OnplayError);
  return error as OnplayError;
}

async function* text(...lines: string[]): AsyncGenerator<Uint8Array> {
  for (const line of lines) yield Buffer.from(line);
}

describe('a process that succeeds', () => {
  test('reads all of its input and returns all of its output', async () => {
    const { stdout, stderr, timings } = await run(script('echo careful >&2; exec cat'), text('one ', 'two'));
    expect(Buffer.from(stdout).toString()).toBe('one two');
    expect(stderr).toBe('careful\n');
    expect(timings.totalMs).toBeGreaterThanOrEqual(timings.spawnMs + timings.waitMs + timings.runMs - 0.01);
    expect(timings.spawnMs).toBeGreaterThan(0);
  });

  test('may have no input', async () => {
    const { stdout } = await run(script('exec cat'));
    expect(stdout).toHaveLength(0);
  });

  test('may stop reading before the end of its input, which is then closed', async () => {
    let closed = false;
    const endless = (async function* () {
      try {
        for (;;) yield MEGABYTE;
      } finally {
        closed = true;
      }
    })();
    const { stdout } = await run(script('exec head -c 10'), endless);
    expect(stdout).toHaveLength(10);
    await expect.poll(() => closed).toBe(true);
  });

  test('inherits nothing from the server’s environment and runs in the root directory', async () => {
    const { stdout } = await run(script('pwd; exec env'));
    const lines = Buffer.from(stdout).toString().trim().split('\n');
    expect(lines[0]).toBe('/');
    expect(lines).toContain('LC_ALL=C');
    // Variables a shell sets by itself.
    const own = /^(PWD|OLDPWD|SHLVL|_)=/;
    expect(lines.slice(1).filter((line) => !own.test(line))).toEqual(['LC_ALL=C']);
  });

  test.runIf(process.platform === 'linux')('has a lower priority than the server', async () => {
    // The priority may be set a moment after the start.
    const { stdout } = await run(script('cat > /dev/null; exec cut -d" " -f19 /proc/self/stat'), text('x'));
    expect(Number(Buffer.from(stdout).toString())).toBe(10);
  });

  test('may be started in advance and fed later', async () => {
    const process = await startFfmpeg(script('exec cat'));
    expect(registry.pids).toContain(process.pid);
    const { stdout } = await process.feed({ input: text('late'), signal: NEVER });
    expect(Buffer.from(stdout).toString()).toBe('late');
    expect(registry.count).toBe(0);
  });

  test('can be fed only once', async () => {
    const process = await startFfmpeg(script('exec cat'));
    const result = process.feed({ input: undefined, signal: NEVER });
    expect(() => process.feed({ input: undefined, signal: NEVER })).toThrow('only once');
    await result;
  });
});

describe('a process that fails', () => {
  test('reports its exit code and the end of standard error to the log only', async () => {
    const complaint = 'i=0; while [ $i -lt 300 ]; do echo "line $i" >&2; i=$((i+1)); done; exit 69';
    const error = await failure(run(script(complaint, { maxStderrBytes: 20 })));
    expect(error).toMatchObject({ code: 'encode_failed', retryable: false });
    expect(error.cause).toBeInstanceOf(FfmpegExit);
    expect(error.cause).toMatchObject({
      exitCode: 69,
      signal: null,
      stderr: '97\nline 298\nline 299\n'.slice(-20),
    });
    expect(error.publicDetail).not.toMatch(/line|69/);
  });

  test('is retryable if it was killed from outside', async () => {
    const error = await failure(run(script('kill -KILL $$')));
    expect(error).toMatchObject({ code: 'encode_failed', retryable: true, cause: { signal: 'SIGKILL' } });
  });

  test('is stopped at the first output byte beyond the limit', async () => {
    const error = await failure(run(script('exec cat /dev/zero', { maxOutputBytes: 1_000_000 })));
    expect(error).toMatchObject({ code: 'encode_failed', retryable: false });
  });

  test('may write exactly up to the limit', async () => {
    const { stdout } = await run(script('exec head -c 100000 /dev/zero', { maxOutputBytes: 100_000 }));
    expect(stdout).toHaveLength(100_000);
  });

  test('is stopped at its timeout', async () => {
    const error = await failure(run(script('exec sleep 60', { timeoutMs: 50 })));
    expect(error).toMatchObject({ code: 'encode_timeout', retryable: true });
    expect(() => stderrOfFailure(error, NEVER)).toThrow(error);
  });

  test('is stopped once it has used up its processor time, which its end tells', async ({ skip }) => {
    skip(binary.launcher.prlimitPath === undefined, 'without prlimit');
    const error = await failure(run(script('while :; do :; done', { processorSeconds: 1 })));
    expect(isOutOfProcessorTime(error)).toBe(true);
    expect(isOutOfProcessorTime(await failure(run(script('kill -KILL $$'))))).toBe(false);
  });

  test('has a report if it failed by itself', async () => {
    const error = await failure(run(script('echo odd >&2; exit 3')));
    expect(stderrOfFailure(error, NEVER)).toBe('odd\n');
    expect(() => stderrOfFailure(error, AbortSignal.abort())).toThrow(error);
  });

  test('is stopped by an error of its input, and rejects with that error', async () => {
    const problem = new Error('the master went away');
    const broken = (async function* () {
      yield MEGABYTE;
      throw problem;
    })();
    await expect(run(script('exec cat > /dev/null'), broken)).rejects.toBe(problem);
    expect(registry.count).toBe(0);
  });

  test('rejects with `ffmpeg_missing` if its file is missing', async () => {
    const command = { ...script(''), binary: { ffmpegPath: '/nowhere/ffmpeg', launcher: {} } };
    expect(await failure(run(command, text('x')))).toMatchObject({ code: 'ffmpeg_missing' });
  });

  test('fails also if its file is missing behind the programs that confine it', async () => {
    const command = { ...script(''), binary: { ...binary, ffmpegPath: '/nowhere/ffmpeg' } };
    expect((await failure(run(command, text('x')))).code).toMatch(/^(ffmpeg_missing|encode_failed)$/);
  });

  test('may fail before it is fed, without an unhandled rejection', async () => {
    const process = await startFfmpeg(script('exit 1'));
    await expect.poll(() => registry.count).toBe(0);
    expect(await failure(process.feed({ input: text('x'), signal: NEVER }))).toMatchObject({
      code: 'encode_failed',
    });
  });
});

describe('a process whose signal aborts', () => {
  test('is killed at once, even if it ignores SIGTERM', async () => {
    const controller = new AbortController();
    const pids: number[] = [];
    const stubborn = {
      ...script("trap '' TERM INT HUP; echo ready; while :; do :; done"),
      onSpawn: (pid: number) => pids.push(pid),
    };
    const work = run(stubborn, undefined, controller.signal);
    controller.abort();
    expect(await failure(work)).toMatchObject({ code: 'encode_cancelled', retryable: true });
    expect(pids).toHaveLength(1);
    expect(pids.some(isAlive)).toBe(false);
  });

  test('is not started if the signal has already aborted', async () => {
    const pids: number[] = [];
    const command = { ...script('exec cat'), onSpawn: (pid: number) => pids.push(pid) };
    expect(await failure(run(command, undefined, AbortSignal.abort()))).toMatchObject({
      code: 'encode_cancelled',
    });
    expect(pids).toEqual([]);
  });

  test('is killed if fed with a signal that has already aborted', async () => {
    const process = await startFfmpeg(script('exec sleep 60'));
    const work = process.feed({ input: undefined, signal: AbortSignal.abort() });
    expect(await failure(work)).toMatchObject({ code: 'encode_cancelled' });
  });

  test('leaves no listener on the signal, however it ends', async () => {
    const { signal } = new AbortController();
    await run(script('exec cat'), text('x'), signal);
    await failure(run(script('exit 3'), text('x'), signal));
    await failure(run(script('exec sleep 60', { timeoutMs: 20 }), undefined, signal));
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});

describe('all processes of a server', () => {
  test('are counted and killed together', async () => {
    const processes = await Promise.all([1, 2, 3].map(() => startFfmpeg(script('exec sleep 60'))));
    expect(registry.count).toBe(3);
    await registry.killAll();
    expect(registry.count).toBe(0);
    for (const { result } of processes)
      expect(await failure(result)).toMatchObject({ code: 'encode_cancelled' });
  });
});
