import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { GLOBAL_ARGUMENTS, PIPE_OUTPUT } from '../../../src/encoder/ffmpeg/arguments.js';
import type { FfmpegBinary } from '../../../src/encoder/ffmpeg/binary.js';
import type { FfmpegCommand } from '../../../src/encoder/ffmpeg/process.js';
import { isRunnable } from '../../../src/encoder/ffmpeg/process-state.js';
import { ProcessRegistry } from '../../../src/encoder/ffmpeg/registry.js';
import { WarmProcesses } from '../../../src/encoder/ffmpeg/warm-processes.js';
import { settle, stateOf } from '../fixtures/controlled-work.js';
import { ffmpegUnderTest, GENEROUS_LIMITS } from '../fixtures/ffmpeg-under-test.js';
import { isAlive } from '../fixtures/process-life.js';

const LONG = { most: 4, maxWaitMs: 60_000 };

let binary: FfmpegBinary;
let registry: ProcessRegistry;
let waiting: WarmProcesses;
/** Of every process that was started, in order. */
let pids: number[];

beforeAll(async () => {
  binary = await ffmpegUnderTest();
});

beforeEach(() => {
  registry = new ProcessRegistry();
  waiting = new WarmProcesses(LONG);
  pids = [];
});

afterEach(async () => {
  vi.useRealTimers();
  await registry.killAll();
});

/** A shell script in the place of ffmpeg, started just like it. */
function script(text: string): FfmpegCommand {
  return {
    binary: { ffmpegPath: '/bin/sh', launcher: binary.launcher },
    args: ['-c', text],
    limits: GENEROUS_LIMITS,
    registry,
    onSpawn: (pid) => pids.push(pid),
  };
}

/** One that gives back what it is given; each name makes another command line of it. */
const copying = (name: string) => script(`exec cat # ${name}`);

async function run(command: FfmpegCommand, ...lines: string[]): Promise<string> {
  const input = (async function* () {
    for (const line of lines) yield Buffer.from(line);
  })();
  const { stdout } = await waiting.run(command, { input, signal: new AbortController().signal });
  return Buffer.from(stdout).toString('latin1');
}

/** The system takes its time to start and to end processes. */
const until = (assertion: () => void) => vi.waitFor(assertion);

/** Resolves when so many wait and no more come. */
async function untilWaiting(count: number): Promise<void> {
  await waiting.replenish();
  await until(() => expect(waiting.count).toBe(count));
  for (let i = 0; i < 5; i++) await settle();
  expect([waiting.count, registry.count]).toEqual([count, count]);
}

describe('a process that waits', () => {
  test('is used, and gives the same as a new one', async () => {
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
    const sound = 'a little noise '.repeat(2000);
    const fresh = await run(command, sound);
    await untilWaiting(1);
    expect(await run(command, sound)).toBe(fresh);
    expect(fresh.length).toBeGreaterThan(1000);
    expect(pids).toHaveLength(2);
    expect([waiting.count, registry.count]).toEqual([0, 0]);
  });

  test('is not used for another command', async () => {
    await run(copying('a'));
    await untilWaiting(1);
    expect(await run(copying('b'), 'input of b')).toBe('input of b');
    expect([pids.length, waiting.count]).toEqual([3, 1]);
  });

  test('serves one run; the next has a process of its own', async () => {
    await run(copying('a'));
    await untilWaiting(1);
    expect(await Promise.all([run(copying('a'), 'one'), run(copying('a'), 'two')])).toEqual(['one', 'two']);
    expect(pids).toHaveLength(3);
  });

  test('still obeys the signal of who uses it', async () => {
    const sleeping = script('exec sleep 60');
    const first = new AbortController();
    const ended = waiting.run(sleeping, { input: undefined, signal: first.signal });
    first.abort();
    expect(await ended.catch(({ code }) => code)).toBe('encode_cancelled');
    await untilWaiting(1);
    const second = new AbortController();
    const used = waiting.run(sleeping, { input: undefined, signal: second.signal });
    second.abort();
    expect(await used.catch(({ code }) => code)).toBe('encode_cancelled');
    expect([pids.length, registry.count]).toEqual([2, 0]);
  });
});

describe('how many wait', () => {
  test('is none for a command that never ran', async () => {
    await waiting.replenish();
    expect([waiting.count, registry.count]).toEqual([0, 0]);
  });

  test('is as many as ran at once', async () => {
    await Promise.all([run(copying('a')), run(copying('a')), run(copying('b'))]);
    await run(copying('a'));
    await untilWaiting(3);
  });

  test('is never more than allowed, those for the command used last first', async () => {
    waiting = new WarmProcesses({ ...LONG, most: 2 });
    for (const name of ['a', 'b', 'c']) await run(copying(name));
    await untilWaiting(2);
    for (const name of ['c', 'b']) await run(copying(name));
    expect([waiting.count, pids.length]).toEqual([0, 5]);
    await run(copying('a'));
    expect(pids).toHaveLength(6);
  });

  test('is none where none is allowed', async () => {
    waiting = new WarmProcesses({ ...LONG, most: 0 });
    await run(copying('a'));
    await untilWaiting(0);
    expect(pids).toHaveLength(1);
  });

  test('is none for commands that were not used for long', async () => {
    await run(copying('old'));
    await untilWaiting(1);
    for (let i = 0; i < 8; i++) await run(copying(`newer ${i}`));
    await until(() => expect(registry.count).toBe(0));
    expect(waiting.count).toBe(0);
    await run(copying('old'));
    expect(pids).toHaveLength(11);
  });

  test('is none after all were ended, until something runs again', async () => {
    await Promise.all([run(copying('a')), run(copying('b'))]);
    await untilWaiting(2);
    waiting.clear();
    expect(waiting.count).toBe(0);
    await until(() => expect(registry.count).toBe(0));
    expect(pids.some(isAlive)).toBe(false);
    await untilWaiting(0);
    await run(copying('a'));
    await untilWaiting(1);
  });
});

describe('a process that waited in vain', () => {
  test('is ended and reaped when it waited too long', async () => {
    waiting = new WarmProcesses({ most: 2, maxWaitMs: 20 });
    await run(copying('a'));
    await waiting.replenish();
    expect(waiting.count).toBe(1);
    await until(() => expect([waiting.count, registry.count]).toEqual([0, 0]));
    expect(pids.some(isAlive)).toBe(false);
    expect(await run(copying('a'), 'a new one')).toBe('a new one');
  });

  test('is not used in the moment between its end and its being reaped', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await run(copying('a'));
    await waiting.replenish();
    expect(waiting.count).toBe(1);
    vi.advanceTimersByTime(LONG.maxWaitMs);
    expect(await run(copying('a'), 'a new one')).toBe('a new one');
    expect(pids).toHaveLength(3);
  });

  test('is forgotten when somebody else ends it', async () => {
    await run(copying('a'));
    await untilWaiting(1);
    process.kill(pids.at(-1)!, 'SIGKILL');
    await until(() => expect([waiting.count, registry.count]).toEqual([0, 0]));
    expect(await run(copying('a'), 'a new one')).toBe('a new one');
    await untilWaiting(1);
  });

  test.runIf(process.platform === 'linux')('is ended and not used when it was stopped', async () => {
    await run(copying('a'));
    await untilWaiting(1);
    process.kill(pids.at(-1)!, 'SIGSTOP');
    await until(() => expect(isRunnable(pids.at(-1)!)).toBe(false));
    expect(await run(copying('a'), 'a new one')).toBe('a new one');
    await until(() => expect([waiting.count, registry.count]).toEqual([0, 0]));
    expect(pids.some(isAlive)).toBe(false);
  });

  test('leaves no timer behind when it is used after all', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await run(copying('a'));
    await waiting.replenish();
    await run(copying('a'));
    expect([pids.length, vi.getTimerCount()]).toEqual([2, 0]);
  });
});

test('a command that cannot be started fails each time it is run, and nothing waits for it', async () => {
  const missing: FfmpegCommand = { ...copying('a'), binary: { ffmpegPath: '/nowhere/ffmpeg', launcher: {} } };
  for (let i = 0; i < 2; i++) {
    expect(await stateOfSoon(run(missing))).toBe('ffmpeg_missing');
    await waiting.replenish();
    await until(() => expect(waiting.count).toBe(0));
  }
  expect(registry.count).toBe(0);
});

/** How a run ends that takes a process to be started. */
async function stateOfSoon(promise: Promise<unknown>): Promise<string> {
  await Promise.allSettled([promise]);
  return stateOf(promise);
}
