import { getEventListeners } from 'node:events';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FfmpegBinary } from '../../../src/encoder/ffmpeg/binary.js';
import { FfmpegExit } from '../../../src/encoder/ffmpeg/outcome.js';
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

/** A shell script in the place of ffmpeg, started just like it. */
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

describe('a process that does its work', () => {
  test('reads all of its input and gives back all it wrote', async () => {
    const { stdout, stderr, timings } = await run(script('echo careful >&2; exec cat'), text('one ', 'two'));
    expect(Buffer.from(stdout).toString()).toBe('one two');
    expect(stderr).toBe('careful\n');
    expect(timings.totalMs).toBeGreaterThanOrEqual(timings.spawnMs + timings.waitMs + timings.runMs - 0.01);
    expect(timings.spawnMs).toBeGreaterThan(0);
  });

  test('may have no input at all', async () => {
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

  test('sees nothing of the environment of the server and stands in the root directory', async () => {
    const { stdout } = await run(script('pwd; exec env'));
    const lines = Buffer.from(stdout).toString().trim().split('\n');
    expect(lines[0]).toBe('/');
    expect(lines).toContain('LC_ALL=C');
    // What a shell sets by itself.
    const own = /^(PWD|OLDPWD|SHLVL|_)=/;
    expect(lines.slice(1).filter((line) => !own.test(line))).toEqual(['LC_ALL=C']);
  });

  test.runIf(process.platform === 'linux')('gives way to the server', async () => {
    // It may have been running for a moment before it is told.
    const { stdout } = await run(script('cat > /dev/null; exec cut -d" " -f19 /proc/self/stat'), text('x'));
    expect(Number(Buffer.from(stdout).toString())).toBe(10);
  });

  test('may be started first and fed later', async () => {
    const process = await startFfmpeg(script('exec cat'));
    expect(registry.pids).toContain(process.pid);
    const { stdout } = await process.feed({ input: text('late'), signal: NEVER });
    expect(Buffer.from(stdout).toString()).toBe('late');
    expect(registry.count).toBe(0);
  });

  test('is fed but once', async () => {
    const process = await startFfmpeg(script('exec cat'));
    const result = process.feed({ input: undefined, signal: NEVER });
    expect(() => process.feed({ input: undefined, signal: NEVER })).toThrow('but once');
    await result;
  });
});

describe('a process that fails', () => {
  test('tells its exit code and the end of what it complained about, to the log only', async () => {
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

  test('may go better another time when somebody else killed it', async () => {
    const error = await failure(run(script('kill -KILL $$')));
    expect(error).toMatchObject({ code: 'encode_failed', retryable: true, cause: { signal: 'SIGKILL' } });
  });

  test('is stopped at the first byte beyond its limit', async () => {
    const error = await failure(run(script('exec cat /dev/zero', { maxOutputBytes: 1_000_000 })));
    expect(error).toMatchObject({ code: 'encode_failed', retryable: false });
  });

  test('may write exactly as much as the limit allows', async () => {
    const { stdout } = await run(script('exec head -c 100000 /dev/zero', { maxOutputBytes: 100_000 }));
    expect(stdout).toHaveLength(100_000);
  });

  test('is stopped when its time is over', async () => {
    const error = await failure(run(script('exec sleep 60', { timeoutMs: 50 })));
    expect(error).toMatchObject({ code: 'encode_timeout', retryable: true });
  });

  test('is stopped by what goes wrong with its input, and that is what is told', async () => {
    const problem = new Error('the master went away');
    const broken = (async function* () {
      yield MEGABYTE;
      throw problem;
    })();
    await expect(run(script('exec cat > /dev/null'), broken)).rejects.toBe(problem);
    expect(registry.count).toBe(0);
  });

  test('is missing when its file is', async () => {
    const command = { ...script(''), binary: { ffmpegPath: '/nowhere/ffmpeg', launcher: {} } };
    expect(await failure(run(command, text('x')))).toMatchObject({ code: 'ffmpeg_missing' });
  });

  test('fails, too, when its file went missing behind the programs that confine it', async () => {
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

describe('a process nobody waits for any more', () => {
  test('is killed at once, even if it would ignore a polite signal', async () => {
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

  test('is not even started when that is known before', async () => {
    const pids: number[] = [];
    const command = { ...script('exec cat'), onSpawn: (pid: number) => pids.push(pid) };
    expect(await failure(run(command, undefined, AbortSignal.abort()))).toMatchObject({
      code: 'encode_cancelled',
    });
    expect(pids).toEqual([]);
  });

  test('is killed when it is fed with a signal that has aborted', async () => {
    const process = await startFfmpeg(script('exec sleep 60'));
    const work = process.feed({ input: undefined, signal: AbortSignal.abort() });
    expect(await failure(work)).toMatchObject({ code: 'encode_cancelled' });
  });

  test('leaves no listener on the signal, however it ended', async () => {
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
