/** ffmpeg is started by a small process, so that the server need not stand still; the server does not depend on it. */
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FfmpegBinary } from '../../../src/encoder/ffmpeg/binary.js';
import { type FfmpegCommand, runFfmpeg, startFfmpeg } from '../../../src/encoder/ffmpeg/process.js';
import { ProcessRegistry } from '../../../src/encoder/ffmpeg/registry.js';
import {
  type LossReason,
  SpawnHelper,
  type SpawnHelperOptions,
} from '../../../src/encoder/ffmpeg/spawning/spawn-helper.js';
import { ffmpegUnderTest, GENEROUS_LIMITS } from '../../encoder/fixtures/ffmpeg-under-test.js';
import { isAlive, untilEnded } from '../../encoder/fixtures/process-life.js';

const PROGRAM = fileURLToPath(
  new URL('../../../dist/encoder/ffmpeg/starting/starter-program.js', import.meta.url),
);
const NEVER = new AbortController().signal;
const MEGABYTE = Buffer.alloc(1024 * 1024, 7);

let binary: FfmpegBinary;
let registry: ProcessRegistry;
let starter: SpawnHelper;
let lost: LossReason[];

beforeAll(async () => {
  binary = await ffmpegUnderTest();
});

beforeEach(() => {
  registry = new ProcessRegistry();
  lost = [];
  starter = begun();
});

afterEach(async () => {
  await starter.close();
  expect(registry.count).toBe(0);
});

function begun(more: Partial<SpawnHelperOptions> = {}): SpawnHelper {
  const onExit = (why: LossReason) => void lost.push(why);
  const made = new SpawnHelper({ launcher: binary.launcher, program: PROGRAM, onExit, ...more });
  made.begin();
  return made;
}

/** A shell script in the place of ffmpeg. */
function script(text: string, more: Partial<FfmpegCommand> = {}): FfmpegCommand {
  const plain = { ffmpegPath: '/bin/sh', launcher: binary.launcher };
  return {
    binary: plain,
    args: ['-c', text],
    limits: GENEROUS_LIMITS,
    registry,
    start: starter.start,
    ...more,
  };
}

async function* chunks(...parts: readonly (string | Buffer)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

const run = (command: FfmpegCommand, ...parts: (string | Buffer)[]) =>
  runFfmpeg({ ...command, input: chunks(...parts), signal: NEVER });

/** The id of the process that a shell names as its parent: who started it. Only of one that is not confined. */
async function parentOf(): Promise<number> {
  const unconfined = { ffmpegPath: '/bin/sh', launcher: {} };
  const { stdout } = await run(script('cat > /dev/null; echo $PPID', { binary: unconfined }));
  return Number(Buffer.from(stdout).toString());
}

describe('a process that the small process starts', () => {
  test('is its child, and not one of the server', async () => {
    expect(await parentOf()).toBe(starter.pid);
    expect(starter.pid).not.toBe(process.pid);
  });

  test('gets all of its input and gives back all that it writes, to every output', async () => {
    const text = 'head -c 7654321; cat >&3; printf more >&4; echo careful >&2';
    const sent = Array.from({ length: 20 }, () => MEGABYTE);
    const { stdout, furtherOutputs, stderr } = await run(script(text, { outputs: 3 }), ...sent);
    const [rest, more] = furtherOutputs.map((output) => Buffer.from(output));
    expect(Buffer.concat([stdout, rest!]).equals(Buffer.concat(sent))).toBe(true);
    expect([stdout.length, more!.toString()]).toEqual([7_654_321, 'more']);
    expect(stderr).toBe('careful\n');
  });

  test('is one of many at once, each with its own streams', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => run(script('exec cat'), `this is ${i}`)),
    );
    expect(answers.map(({ stdout }) => Buffer.from(stdout).toString())).toEqual(
      Array.from({ length: 40 }, (_, i) => `this is ${i}`),
    );
  });

  test('tells how it ended', async () => {
    await expect(run(script('echo wrong >&2; exit 69'), 'x')).rejects.toMatchObject({
      code: 'encode_failed',
      cause: { exitCode: 69, signal: null, stderr: 'wrong\n' },
    });
    await expect(run(script('kill -KILL $$'), 'x')).rejects.toMatchObject({
      retryable: true,
      cause: { signal: 'SIGKILL' },
    });
  });

  test('is missing when its file is', async () => {
    const nowhere = { binary: { ffmpegPath: '/nowhere/ffmpeg', launcher: {} } };
    await expect(run(script('', nowhere), 'x')).rejects.toMatchObject({ code: 'ffmpeg_missing' });
  });

  test('may stop reading early', async () => {
    const { stdout } = await run(script('exec head -c 10'), ...Array.from({ length: 30 }, () => MEGABYTE));
    expect(stdout).toHaveLength(10);
  });

  test('is killed when nobody waits for it', async () => {
    const controller = new AbortController();
    const child = await startFfmpeg(script("trap '' TERM; while :; do :; done"));
    const result = child.feed({ input: chunks('x'), signal: controller.signal });
    controller.abort();
    await expect(result).rejects.toMatchObject({ code: 'encode_cancelled' });
    expect(isAlive(child.pid)).toBe(false);
  });

  test('ends with the small process, whether that is closed or killed', async () => {
    for (const end of [() => void starter.close(), () => process.kill(starter.pid!, 'SIGKILL')]) {
      starter.begin();
      const child = await startFfmpeg(script('exec sleep 60'));
      const result = child.feed({ input: chunks(), signal: NEVER });
      end();
      await expect(result).rejects.toMatchObject({ code: 'encode_failed', retryable: true });
      await untilEnded(child.pid);
    }
  });
});

describe('a server whose small process ended', () => {
  test('starts processes itself until there is another one', async () => {
    const first = starter.pid!;
    process.kill(first, 'SIGKILL');
    await vi.waitFor(() => expect(lost).toEqual(['ended']));
    expect(await parentOf()).toBe(process.pid);
    await vi.waitFor(() => expect(starter.pid).toBeDefined());
    expect(starter.pid).not.toBe(first);
    expect(await parentOf()).toBe(starter.pid);
  });

  test('has not lost it by a signal that is meant for the server', async () => {
    const { pid } = starter;
    await run(script('exec cat'), 'x');
    process.kill(pid!, 'SIGTERM');
    expect(await parentOf()).toBe(pid);
    expect(lost).toEqual([]);
  });
});

describe('a small process that hangs', () => {
  /** Long for a process that does nothing else, on a busy machine too. */
  const heartbeat = { intervalMs: 50, maxUnanswered: 20 };

  beforeEach(async () => {
    await starter.close();
    starter = begun({ heartbeat });
  });

  test('is killed with all it has started and replaced, and what it was to start is started without it', async () => {
    const underWay = await startFfmpeg(script('exec sleep 60'));
    const result = underWay.feed({ input: chunks(), signal: NEVER });
    const failure = expect(result).rejects.toMatchObject({ code: 'encode_failed', retryable: true });
    const first = starter.pid!;
    process.kill(first, 'SIGSTOP');
    expect(await parentOf()).toBe(process.pid);
    await failure;
    await untilEnded(first, 2000);
    await untilEnded(underWay.pid, 2000);
    expect([lost, registry.count]).toEqual([['silent'], 0]);
    await vi.waitFor(() => expect(starter.pid).toBeDefined(), { timeout: 20_000 });
    expect(await parentOf()).toBe(starter.pid);
  });

  test('does not hold up a process that is killed, nor the end of the server', async () => {
    const underWay = await startFfmpeg(script('exec sleep 60'));
    process.kill(starter.pid!, 'SIGSTOP');
    underWay.kill();
    await expect(underWay.result).rejects.toMatchObject({ code: 'encode_cancelled' });
    await untilEnded(underWay.pid, 2000);
    starter.begin();
    process.kill(starter.pid!, 'SIGSTOP');
    await starter.close();
  });
});

test('an ffmpeg that hangs is killed when its time is over', async () => {
  const limits = { ...GENEROUS_LIMITS, timeoutMs: 300 };
  const stopped = await startFfmpeg(script('exec cat', { limits }));
  process.kill(stopped.pid, 'SIGSTOP');
  const result = stopped.feed({ input: chunks('x'), signal: NEVER });
  await expect(result).rejects.toMatchObject({ code: 'encode_timeout', retryable: true });
  expect([isAlive(stopped.pid), registry.count]).toEqual([false, 0]);
});
