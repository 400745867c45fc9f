import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { GLOBAL_ARGUMENTS, PIPE_OUTPUT } from '../../../src/encoder/ffmpeg/arguments.js';
import type { FfmpegBinary } from '../../../src/encoder/ffmpeg/binary.js';
import type { FfmpegCommand } from '../../../src/encoder/ffmpeg/process.js';
import { isRunnable } from '../../../src/encoder/ffmpeg/process-state.js';
import { ProcessRegistry } from '../../../src/encoder/ffmpeg/registry.js';
import { WarmProcesses } from '../../../src/encoder/ffmpeg/warm-processes.js';
import { settle, stateOf } from '../fixtures/controlled-work.js';
import { ffmpegUnderTest, GENEROUS_LIMITS } from '../fixtures/ffmpeg-under-test.js';
import { isAlive, untilRuns } from '../fixtures/process-life.js';

const LONG = { maxWaiting: 4, maxWaitMs: 60_000 };

let binary: FfmpegBinary;
let registry: ProcessRegistry;
let warm: WarmProcesses;
/** Of every started process, in order. */
let pids: number[];

beforeAll(async () => {
  binary = await ffmpegUnderTest();
});

beforeEach(() => {
  registry = new ProcessRegistry();
  warm = new WarmProcesses(LONG);
  pids = [];
});

afterEach(async () => {
  vi.useRealTimers();
  await registry.killAll();
});

/** A shell script in place of ffmpeg, started the same way. */
function script(text: string): FfmpegCommand {
  return {
    binary: { ffmpegPath: '/bin/sh', launcher: binary.launcher },
    args: ['-c', text],
    limits: GENEROUS_LIMITS,
    registry,
    onSpawn: (pid) => pids.push(pid),
  };
}

/** A script that copies its input to its output; each name makes another command line. */
const copying = (name: string) => script(`exec cat # ${name}`);

async function run(command: FfmpegCommand, ...lines: string[]): Promise<string> {
  const input = (async function* () {
    for (const line of lines) yield Buffer.from(line);
  })();
  const { stdout } = await warm.run(command, { input, signal: new AbortController().signal });
  return Buffer.from(stdout).toString('latin1');
}

/** Starting and ending processes takes the system a moment. */
const until = (assertion: () => void) => vi.waitFor(assertion);

/** Resolves when this number of processes waits and no more are started. */
async function untilWaiting(count: number): Promise<void> {
  await warm.replenish();
  await until(() => expect(warm.count).toBe(count));
  for (let i = 0; i < 5; i++) await settle();
  expect([warm.count, registry.count]).toEqual([count, count]);
}

describe('a warm process', () => {
  test('is used, and gives the same output as a new one', async () => {
    const format = ['-ar', '48000', '-ac', '1'];
    const encode = [
      ...GLOBAL_ARGUMENTS,
      '-f',
      's16le',
      ...format,
      '-i',
      'pipe:0',
      '-c:a',
      'aac',
      '-f',
      'adts',
    ];
    const command: FfmpegCommand = { ...script(''), binary, args: [...encode, '-bitexact', PIPE_OUTPUT] };
    const audio = 'a little noise '.repeat(2000);
    const fresh = await run(command, audio);
    await untilWaiting(1);
    expect(await run(command, audio)).toBe(fresh);
    expect(fresh.length).toBeGreaterThan(1000);
    expect(pids).toHaveLength(2);
    expect([warm.count, registry.count]).toEqual([0, 0]);
  });

  test('is not used for another command', async () => {
    await run(copying('a'));
    await untilWaiting(1);
    expect(await run(copying('b'), 'input of b')).toBe('input of b');
    expect([pids.length, warm.count]).toEqual([3, 1]);
  });

  test('serves one run; the next gets another process', async () => {
    await run(copying('a'));
    await untilWaiting(1);
    expect(await Promise.all([run(copying('a'), 'one'), run(copying('a'), 'two')])).toEqual(['one', 'two']);
    expect(pids).toHaveLength(3);
  });

  test('obeys the signal of the run that uses it', async () => {
    const sleeping = script('exec sleep 60');
    const first = new AbortController();
    const ended = warm.run(sleeping, { input: undefined, signal: first.signal });
    first.abort();
    expect(await ended.catch(({ code }) => code)).toBe('encode_cancelled');
    await untilWaiting(1);
    const second = new AbortController();
    const used = warm.run(sleeping, { input: undefined, signal: second.signal });
    second.abort();
    expect(await used.catch(({ code }) => code)).toBe('encode_cancelled');
    expect([pids.length, registry.count]).toEqual([2, 0]);
  });
});

describe('the number of warm processes', () => {
  test('is 0 for a command that never ran', async () => {
    await warm.replenish();
    expect([warm.count, registry.count]).toEqual([0, 0]);
  });

  test('is the number that ran at the same time', async () => {
    await Promise.all([run(copying('a')), run(copying('a')), run(copying('b'))]);
    await run(copying('a'));
    await untilWaiting(3);
  });

  test('never exceeds the maximum, and the most recently used commands come first', async () => {
    warm = new WarmProcesses({ ...LONG, maxWaiting: 2 });
    for (const name of ['a', 'b', 'c']) await run(copying(name));
    await untilWaiting(2);
    for (const name of ['c', 'b']) await run(copying(name));
    expect([warm.count, pids.length]).toEqual([0, 5]);
    await run(copying('a'));
    expect(pids).toHaveLength(6);
  });

  test('is 0 if the maximum is 0', async () => {
    warm = new WarmProcesses({ ...LONG, maxWaiting: 0 });
    await run(copying('a'));
    await untilWaiting(0);
    expect(pids).toHaveLength(1);
  });

  test('is 0 for commands not used recently', async () => {
    await run(copying('old'));
    await untilWaiting(1);
    for (let i = 0; i < 8; i++) await run(copying(`newer ${i}`));
    await until(() => expect(registry.count).toBe(0));
    expect(warm.count).toBe(0);
    await run(copying('old'));
    expect(pids).toHaveLength(11);
  });

  test('is 0 after clearing, until a command runs again', async () => {
    await Promise.all([run(copying('a')), run(copying('b'))]);
    await untilWaiting(2);
    warm.clear();
    expect(warm.count).toBe(0);
    await until(() => expect(registry.count).toBe(0));
    expect(pids.some(isAlive)).toBe(false);
    await untilWaiting(0);
    await run(copying('a'));
    await untilWaiting(1);
  });
});

describe('a warm process that is not used', () => {
  test('is killed and reaped after the maximum wait', async () => {
    warm = new WarmProcesses({ maxWaiting: 2, maxWaitMs: 20 });
    await run(copying('a'));
    await warm.replenish();
    expect(warm.count).toBe(1);
    await until(() => expect([warm.count, registry.count]).toEqual([0, 0]));
    expect(pids.some(isAlive)).toBe(false);
    expect(await run(copying('a'), 'a new one')).toBe('a new one');
  });

  test('is not used between being killed and being reaped', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await run(copying('a'));
    await warm.replenish();
    expect(warm.count).toBe(1);
    vi.advanceTimersByTime(LONG.maxWaitMs);
    expect(await run(copying('a'), 'a new one')).toBe('a new one');
    expect(pids).toHaveLength(3);
  });

  test('is removed when it is killed from outside', async () => {
    await run(copying('a'));
    await untilWaiting(1);
    await untilRuns(pids.at(-1)!, 'cat');
    process.kill(pids.at(-1)!, 'SIGKILL');
    await until(() => expect([warm.count, registry.count]).toEqual([0, 0]));
    expect(await run(copying('a'), 'a new one')).toBe('a new one');
    await untilWaiting(1);
  });

  test.runIf(process.platform === 'linux')('is killed instead of used if it was stopped', async () => {
    await run(copying('a'));
    await untilWaiting(1);
    await untilRuns(pids.at(-1)!, 'cat');
    process.kill(pids.at(-1)!, 'SIGSTOP');
    await until(() => expect(isRunnable(pids.at(-1)!)).toBe(false));
    expect(await run(copying('a'), 'a new one')).toBe('a new one');
    await until(() => expect([warm.count, registry.count]).toEqual([0, 0]));
    expect(pids.some(isAlive)).toBe(false);
  });

  test('leaves no timer behind once it is used', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await run(copying('a'));
    await warm.replenish();
    await run(copying('a'));
    expect([pids.length, vi.getTimerCount()]).toEqual([2, 0]);
  });
});

test('a command that cannot be started fails on every run, and has no warm processes', async () => {
  const missing: FfmpegCommand = { ...copying('a'), binary: { ffmpegPath: '/nowhere/ffmpeg', launcher: {} } };
  for (let i = 0; i < 2; i++) {
    expect(await stateOfSoon(run(missing))).toBe('ffmpeg_missing');
    await warm.replenish();
    await until(() => expect(warm.count).toBe(0));
  }
  expect(registry.count).toBe(0);
});

/** How a run ends, warm for its process to start. */
async function stateOfSoon(promise: Promise<unknown>): Promise<string> {
  await Promise.allSettled([promise]);
  return stateOf(promise);
}

describe('a process that is prepared', () => {
  test('is the one that the next run of its command uses', async () => {
    await warm.prepare(copying('one'));
    expect(await run(copying('one'), 'a')).toBe('a');
    expect(pids).toHaveLength(1);
  });

  test('is started once, however often it is asked for, and not beyond the limit', async () => {
    await warm.prepare(copying('one'));
    await warm.prepare(copying('one'));
    expect(warm.count).toBe(1);
    for (let name = 0; name < LONG.maxWaiting; name++) await warm.prepare(copying(`other ${name}`));
    expect(warm.count).toBe(LONG.maxWaiting);
  });

  test('leaves it to the run to say why it cannot be started', async () => {
    const missing = { ...copying('one'), binary: { ffmpegPath: '/nowhere', launcher: {} } };
    await warm.prepare(missing);
    expect(warm.count).toBe(0);
    await expect(run(missing, 'a')).rejects.toMatchObject({ code: 'ffmpeg_missing' });
  });
});
